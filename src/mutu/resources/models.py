"""The tables of this module."""

from mutu.resources.acknowledgements.models import Acknowledgement, Audience
from mutu.resources.awareness.models import Awareness, AwarenessNeed
from mutu.resources.competence.models import Assignment, Attendee, Competence, Requirement, Skill, Training
from mutu.resources.documents.models import Approval, ApprovalRule, Document, DocumentType, Revision, Translation
from mutu.resources.documents.paper import Disposal, DocumentRequest, PrintedCopy, Retention
from mutu.resources.people.models import Movement
from mutu.resources.responsibilities.models import RequiredRole

__all__ = [
    "Acknowledgement",
    "Approval",
    "ApprovalRule",
    "Assignment",
    "Attendee",
    "Audience",
    "Awareness",
    "AwarenessNeed",
    "Competence",
    "Disposal",
    "Document",
    "DocumentRequest",
    "DocumentType",
    "Movement",
    "PrintedCopy",
    "RequiredRole",
    "Requirement",
    "Retention",
    "Revision",
    "Skill",
    "Training",
    "Translation",
]  # fmt: skip
