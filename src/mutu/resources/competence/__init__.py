"""Competence: what work asks of people, who can do it, and how they learn it (7.2)."""
