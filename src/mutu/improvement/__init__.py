"""Improvement (clause 10) and control of nonconforming outputs (8.7)."""
