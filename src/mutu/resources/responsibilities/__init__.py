"""Responsibilities: which roles the organization needs, where, and what each answers for (5.3)."""
