"""Readiness: what daily records show, line by line, and what a person must still say (9.1.3, 9.2, 4.3)."""
