"""The translation between the reference cases and the library, one module per family of procedures."""

from mutu.lib.statistics.validation.procedures import (
    acceptance,
    capabilities,
    charts,
    counts,
    measuring,
    other,
    special_charts,
)
from mutu.lib.statistics.validation.registry import REGISTRY

__all__ = [
    "REGISTRY",
    "acceptance",
    "capabilities",
    "charts",
    "counts",
    "measuring",
    "other",
    "special_charts",
]
