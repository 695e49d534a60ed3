"""Data & charts and the AQL table: the statistics of quality as pages, for a first use (9.1.1, 7.1.5, 8.6).

Nothing is stored. The work is done by a process of its own with bounds on time and memory, so that the web process
loads neither NumPy nor SciPy, and no table can hold it up.
"""
