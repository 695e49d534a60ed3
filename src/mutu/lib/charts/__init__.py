"""Charts drawn by the server as SVG: sorted bars, a trend by month, ageing, a spark line.

Ink on paper: no pies, no second axis, no colour that carries meaning alone. The same drawing goes
to the screen (fluid, coloured by the classes in `CSS`), to PDF and to mail (``Look(standalone=True)``:
fixed width, plain colours, title and caption inside). No style attribute, no script, so a strict
content security policy has nothing to forbid. Fewer than five cases are listed, not drawn.

>>> chart = pareto([("flash", 41), ("sink", 11)], title="What", unit="reports", period="90 days", n=52)
>>> chart.summary
'Largest: flash, 41 of 52 reports (79 %).'
>>> chart.table
(('flash', '41', '79 %'), ('sink', '11', '100 %'))
"""

from .drawing import CSS, LOOK, Chart, Look, Words
from .over_time import spark, trend
from .rows import ageing, pareto

__all__ = ["CSS", "LOOK", "Chart", "Look", "Words", "ageing", "pareto", "spark", "trend"]
