"""The tables of this module."""

from mutu.improvement.corrective_actions.models import CorrectiveAction
from mutu.improvement.nonconformities.models import ContainmentPlace, Disposition, LookAcross, Nonconformity

__all__ = ["ContainmentPlace", "CorrectiveAction", "Disposition", "LookAcross", "Nonconformity"]
