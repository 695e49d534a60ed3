"""What an approval stands for: the exact words and the exact file, as one hash (7.5.2 c)."""

import hashlib

from mutu.core.records import canonical
from mutu.resources.documents.models import Document, Revision


def content_of(revision: Revision, document: Document) -> dict[str, str]:
    """Everything an approver judges: title, text, the file's content, and the reason of the change."""
    return {
        "document": str(document.pk), "title": revision.name, "revision": revision.label, "change": revision.change,
        "language": document.language, "text": revision.text,
        "file": revision.file.sha256 if revision.file is not None else "",
    }  # fmt: skip


def content_hash(revision: Revision) -> str:
    """The hash a signature is bound to."""
    return hashlib.sha256(canonical(content_of(revision, revision.document)).encode()).hexdigest()
