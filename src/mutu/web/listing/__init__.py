"""Lists of records: one way to show them all, and one declaration each (7.5.3)."""
