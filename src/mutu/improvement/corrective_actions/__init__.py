"""Corrective actions: what is done so that a problem does not come back (10.2.1)."""
