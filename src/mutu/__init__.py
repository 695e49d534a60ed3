"""Mutu: a quality management system that can prove itself."""

__version__ = "0.1.0"
