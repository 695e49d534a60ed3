"""Nonconformities: problems reported, held, put right, and cured for good (8.7, 10.2)."""
