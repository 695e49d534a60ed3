"""The tables of this module."""

from mutu.resources.documents.models import Approval, ApprovalRule, Document, DocumentType, Revision, Translation

__all__ = ["Approval", "ApprovalRule", "Document", "DocumentType", "Revision", "Translation"]
