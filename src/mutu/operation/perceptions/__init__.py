"""Perceptions: how customers see the degree to which their needs are met (9.1.2)."""
