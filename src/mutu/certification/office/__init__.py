"""The office of a body that issues credentials: its keys, its register and its people, away from the web server.

A folder of its own, that only its owner may read: the register (SQLite), the sealed keys, and the body's own facts.
Two people decide (ISO/IEC 17021-1, 9.5), the signing command carries out and writes finished files for the web
server to hand out (docs/decisions, 23). No web process opens anything here.
"""
