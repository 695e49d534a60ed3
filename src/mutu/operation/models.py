"""The tables of this module."""

from mutu.operation.customers.models import Complaint, CustomerRules, Message, Signature, TeamMember
from mutu.operation.perceptions.models import Perception, PerceptionPlan

__all__ = ["Complaint", "CustomerRules", "Message", "Perception", "PerceptionPlan", "Signature", "TeamMember"]
