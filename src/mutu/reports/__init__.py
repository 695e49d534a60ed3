"""Everything that becomes paper: 8D reports, letters, tags, badges, posters, printed records (7.5.3, 8.2.1, 10.2).

Frozen facts go in, PDF comes out. Nothing here reads a database or writes a record.
"""
