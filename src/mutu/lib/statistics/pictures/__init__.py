"""Pictures of results as SVG, made by the server without JavaScript: the same drawing for screen, print and mail.

Ink on paper: shapes and dashes carry the meaning, colour only supports it. A point beyond a limit is a square with a
cross, a point in a run a triangle, an excluded point hollow; limits are dashed and labelled with name and value.
Every picture has a title, a sentence for those who do not see it, and its method in the footer. Colours are CSS
variables with light fallbacks (``colours="css"``), or plain values for print (``colours="print"``).
"""

from mutu.lib.statistics.pictures.agreeing import attribute_bars
from mutu.lib.statistics.pictures.control import control_chart, control_pair
from mutu.lib.statistics.pictures.distributions import histogram, probability_plot
from mutu.lib.statistics.pictures.fishbone import ishikawa
from mutu.lib.statistics.pictures.gauge import gauge_sixpack
from mutu.lib.statistics.pictures.ranking import pareto_chart
from mutu.lib.statistics.pictures.sampling import lot_history, oc_curve
from mutu.lib.statistics.pictures.sixpack import capability_sixpack
from mutu.lib.statistics.pictures.strata import stratified
from mutu.lib.statistics.pictures.weighted import cusum_picture, ewma_picture, run_chart_picture

__all__ = [
    "attribute_bars",
    "capability_sixpack",
    "control_chart",
    "control_pair",
    "cusum_picture",
    "ewma_picture",
    "gauge_sixpack",
    "histogram",
    "ishikawa",
    "lot_history",
    "oc_curve",
    "pareto_chart",
    "probability_plot",
    "run_chart_picture",
    "stratified",
]
