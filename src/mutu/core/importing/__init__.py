"""Bringing in an earlier list: a factory's own Excel becomes records, through the gate, and can be taken back (7.5.3).

`declared` says which kinds of list there are, `opening` reads the file, `rows` turns a line into facts,
`checking` tries every line without keeping it, `running` brings in and takes back, `mending` writes the rest.
"""
