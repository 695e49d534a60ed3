"""The tables of this module."""

from mutu.evaluation.readiness.models import NotApplicable, ReadinessFound, Statement

__all__ = ["NotApplicable", "ReadinessFound", "Statement"]
