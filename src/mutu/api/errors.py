"""One shape of error: a stable code, a sentence, and a sentence for each fact that is in the way."""

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext_lazy as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from mutu.core import gate
from mutu.core.refusals import NotUnderstood, Refusal

SCHEMA = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["code", "sentence", "facts"],
            "properties": {
                "code": {"type": "string"},
                "sentence": {"type": "string"},
                "facts": {"type": "object", "additionalProperties": {"type": "string"}},
            },
        }
    },
}
STATUSES = {
    400: "the request is not JSON",
    401: "no key, or one that opens nothing",
    403: "this person may not do this, or not here",
    404: "no such record in this organization",
    409: "the record's state, its version or its id stands in the way",
    413: "the request is larger than any record can be",
    422: "some facts are missing or not understood",
    507: "the machine has no room to keep it",
}


WORDS = {"missing": _("This is needed."), "extra_forbidden": _("There is no such entry here.")}


def answer(status: int, code: str, sentence: str, facts: dict[str, str] | None = None) -> JsonResponse:
    return JsonResponse({"error": {"code": code, "sentence": sentence, "facts": facts or {}}}, status=status)


def of_refusal(_request: HttpRequest, refusal: Refusal) -> HttpResponse:
    facts: dict[str, str] = {}
    if isinstance(refusal, NotUnderstood):
        facts = {name: gate.in_words(reason) for name, reason in refusal.errors.items()}
    elif refusal.fact:
        facts = {refusal.fact: gate.in_words(refusal)}
    return answer(refusal.status, refusal.code, gate.in_words(refusal), facts)


def _not_read(_request: HttpRequest, error: ValidationError) -> HttpResponse:
    facts = {
        ".".join(str(step) for step in one["loc"] if step not in ("body", "facts", "query", "path")): str(
            WORDS.get(one["type"], one["msg"])
        )
        for one in error.errors
    }
    return answer(422, "not_understood", "The request is not what this operation reads.", facts)


def register(api: NinjaAPI) -> None:
    """Teach the API to answer every refusal in the one shape."""
    handlers: list[tuple[type[Exception], Any]] = [
        (Refusal, of_refusal),
        (ValidationError, _not_read),
        (gate.NotFound, lambda _request, _error: answer(404, "not_found", "There is no such record here.")),
        (AuthenticationError, lambda _request, _error: answer(401, "no_key", "Send a valid key as a bearer token.")),
        (RequestDataTooBig, lambda _request, _error: answer(413, "too_large", "That is larger than any record here.")),
        (HttpError, lambda _request, error: answer(error.status_code, "not_understood", str(error))),
    ]
    for kind, handler in handlers:
        api.exception_handler(kind)(handler)
