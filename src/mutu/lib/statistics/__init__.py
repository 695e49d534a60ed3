"""The statistics of quality: control charts, capability, measurement systems, acceptance sampling and the rest.

The half of a quality management system that rests on evidence (ISO 9001:2015 9.1). Pure functions on arrays, frozen
results with their method and their warnings, errors with a code and a sentence. Formulas and conventions are named
after their source, and ``mutu.lib.statistics.validation`` proves them against published cases.

One module per subject; nothing is imported before it is used, and SciPy only where a result needs it:

- ``variables``, ``unequal``, ``attributes``, ``run_chart``, ``time_weighted``, ``multivariate``, ``short_run``: charts
- ``charts``: limit sets, stages and exclusions; ``rules``: run rules by name; ``run_length``; ``constants``
- ``capability``, ``nonnormal``, ``normality``, ``descriptive``
- ``gauge``, ``gauge_other``, ``agreement``, ``attribute_study``
- ``sampling``, ``sampling_tables``, ``sampling_curves``, ``plan_finding``, ``switching``, ``variables_sampling``
- ``pareto``, ``quality_cost``, ``fmea``, ``uncertainty``, ``factorial``, ``anova``, ``regression``, ``two_sample``,
  ``proportions``
- ``pictures``: every chart as SVG
"""

from mutu.lib.statistics.errors import InputError

__all__ = ["InputError"]
