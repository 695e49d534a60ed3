"""The tables of this module."""

from mutu.resources.competence.models import Assignment, Attendee, Competence, Requirement, Skill, Training
from mutu.resources.documents.models import Approval, ApprovalRule, Document, DocumentType, Revision, Translation
from mutu.resources.people.models import Movement
from mutu.resources.responsibilities.models import RequiredRole

__all__ = [
    "Approval", "ApprovalRule", "Assignment", "Attendee", "Competence", "Document", "DocumentType", "Movement",
    "RequiredRole", "Requirement", "Revision", "Skill", "Training", "Translation",
]  # fmt: skip
