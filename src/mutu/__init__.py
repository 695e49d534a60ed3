"""Mutu: a quality management system that can prove itself."""

__version__ = "0.2.0"
