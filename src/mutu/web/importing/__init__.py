"""Bringing a list in, on the screen: columns, dry run, faults, progress (7.5.3)."""
