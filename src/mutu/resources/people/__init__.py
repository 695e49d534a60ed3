"""Starters, people who move and leavers, as the personnel office tells of them (7.1.2, 5.3)."""
