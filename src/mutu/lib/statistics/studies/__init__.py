"""One table, one answer: the chart that fits and why, what it signals, and what follows from it (9.1.1, 7.1.5).

Three entry sheets: measurements, counts, and gauge studies. What is asked and the table go in; the answer is plain
data with codes for a page to put into words, and its pictures. The page, the printed sheet and the command line all
show the same answer.
"""

from mutu.lib.statistics.studies.answer import Answer, studied
from mutu.lib.statistics.studies.asked import Asked

__all__ = ["Answer", "Asked", "studied"]
