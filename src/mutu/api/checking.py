"""Checking certificates over the API: the bytes of a file in, the answers out. No key is asked for, nothing is kept."""

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from ninja import NinjaAPI, Query

from mutu.certification.checking import trust_or_nobody
from mutu.certification.many import MOST, checked, opened
from mutu.lib.credentials.verdict import Verdict

from . import errors

LARGEST = 16_000_000
ACCEPTED = (
    "application/json",
    "application/vc",
    "application/vc+jwt",
    "application/pdf",
    "application/zip",
    "text/csv",
    "text/plain",
    "image/jpeg",
    "image/png",
    "image/webp",
)
ANSWERS = {
    "type": "object",
    "required": ["trustList", "answers", "leftOut"],
    "properties": {
        "trustList": {
            "type": "object",
            "required": ["name", "sequence"],
            "properties": {"name": {"type": "string"}, "sequence": {"type": "integer"}},
        },
        "leftOut": {"type": "integer"},
        "answers": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["file", "verdict", "sentence", "checkedAt", "certificate", "steps", "history", "notes"],
                "properties": {
                    "file": {"type": "string"},
                    "verdict": {"enum": [verdict.value for verdict in Verdict]},
                    "sentence": {"type": "string"},
                    "checkedAt": {"type": "string"},
                    "certificate": {"type": "object"},
                    "steps": {"type": "array", "items": {"type": "object"}},
                    "history": {"type": "array", "items": {"type": "object"}},
                    "notes": {"type": "array", "items": {"type": "string"}},
                },
            },
        },
    },
}


def add(api: NinjaAPI) -> None:
    """Add the operation."""
    schema: dict[str, Any] = {"schema": {"type": "string", "format": "binary"}}
    extra = {
        "requestBody": {"content": dict.fromkeys(ACCEPTED, schema)},
        "responses": {
            "200": {
                "description": "a verdict for each certificate that was handed in",
                "content": {"application/json": {"schema": ANSWERS}},
            },
            **{
                str(status): {"description": words, "content": {"application/json": {"schema": errors.SCHEMA}}}
                for status, words in errors.STATUSES.items()
                if status in (413, 422)
            },
        },
    }
    api.post("/verify", operation_id="verify", summary="Check certificates", tags=["verify"], auth=None,
             openapi_extra=extra)(verify)  # fmt: skip


def verify(request: HttpRequest, name: Annotated[str, Query(max_length=200)] = "file") -> HttpResponse:
    """Check a bundle, credential, JWT, PDF, photo or text of a code; a ZIP or CSV holds several, up to 200."""
    data = request.read(LARGEST + 1)
    if len(data) > LARGEST:
        return errors.answer(413, "too_large", f"At most {LARGEST:,} bytes are checked at once.")
    if not data.strip():
        return errors.answer(422, "not_understood", "Nothing was handed in: send the file as the request's body.")
    trust, _trouble = trust_or_nobody()
    handed = list(opened([(name, data)]))
    return JsonResponse(
        {
            "trustList": {"name": trust.name, "sequence": trust.sequence},
            "answers": checked(handed[:MOST], trust, timezone.now()),
            "leftOut": max(0, len(handed) - MOST),
        }
    )
