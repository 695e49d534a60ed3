"""The operations, derived: each action once, reading for each kind of record, files by their bytes."""

from collections.abc import Callable
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI, Path, Query, Schema
from ninja.security import HttpBearer
from pydantic import ConfigDict, Field, WithJsonSchema, create_model

from mutu.core import attachments, gate, permissions, tenancy, tokens, trail
from mutu.core.actions import add_attachment
from mutu.core.actors import Actor
from mutu.core.facts import Fact
from mutu.core.gate import AnyAction
from mutu.core.kinds import Unreadable, can_be_kept
from mutu.core.records import Record, plain
from mutu.core.references import kinds
from mutu.core.refusals import NotUnderstood
from mutu.core.refusals import gettext_noop as noop

from . import errors

VERSION = "v1"
LARGEST_PAGE = 200
RECORD_SCHEMA = {
    "type": "object",
    "required": ["id", "kind", "number", "state", "version", "title", "facts"],
    "properties": {
        "id": {"type": "string", "format": "uuid"},
        "kind": {"type": "string"},
        "number": {"type": "string"},
        "state": {"type": "string"},
        "version": {"type": "integer"},
        "title": {"type": "string"},
        "facts": {"type": "object"},
    },
}


class Bearer(HttpBearer):
    """A key made on the system page, sent as `Authorization: Bearer …`."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        by = tokens.actor_with(token)
        request.actor = by  # type: ignore[attr-defined]
        return by


def by_of(request: HttpRequest) -> Actor:
    """The key's actor, with what the sender saw (`If-Match`) and their key of the request (`Idempotency-Key`)."""
    by: Actor = request.auth  # type: ignore[attr-defined]
    seen = request.headers.get("If-Match", "").strip(' "')
    if seen and not (seen.isdecimal() and len(seen) < 10):
        raise NotUnderstood({"If-Match": Unreadable(noop("Send the version you saw, a whole number."))})
    return Actor(
        by.organization, by.person, by.name, by.kind, by.face, by.via,
        seen=int(seen) if seen else None, key=request.headers.get("Idempotency-Key", "")[:200], grants=by.grants,
    )  # fmt: skip


def shown(record: Record) -> dict[str, Any]:
    """A record as the API tells it: what the trail stands for."""
    return {
        "id": str(record.pk),
        "kind": record.kind,
        "number": record.number,
        "state": record.state,
        "version": record.version,
        "title": record.title,
        "facts": plain(record.snapshot()),
    }


class Facts(Schema):
    """What an operation reads: the action's facts and nothing else."""

    model_config = ConfigDict(extra="forbid")


def body_of(action: AnyAction) -> type[Schema]:
    """The facts as a schema that describes and carries them; the gate alone judges them."""
    fields: dict[str, Any] = {fact.name: _field(fact) for fact in action.facts}
    name = "".join(part.title() for part in action.name.replace(".", "_").split("_"))
    return create_model(name, __base__=Facts, **fields)


def _field(fact: Fact) -> Any:
    schema = fact.schema()
    if not fact.required or fact.when:
        schema = {"anyOf": [schema, {"type": "null"}], "title": str(fact.label)}
        return (Annotated[Any, WithJsonSchema(schema)], None)
    return (Annotated[Any, WithJsonSchema(schema)], Field(...))


def refusals() -> dict[str, Any]:
    return {
        str(status): {"description": words, "content": {"application/json": {"schema": errors.SCHEMA}}}
        for status, words in errors.STATUSES.items()
    }


def told(description: str) -> dict[str, Any]:
    """What the OpenAPI document says of an operation's answers."""
    answered = {"description": description, "content": {"application/json": {"schema": RECORD_SCHEMA}}}
    return {"responses": {"200": answered, **refusals()}}


def add_all(api: NinjaAPI) -> None:
    for action in gate.actions().values():
        add_action(api, action)
    for kind, model in kinds().items():
        add_reading(api, kind, model)
    api.put("/attachments/{uuid:id}", operation_id="attachment.put", tags=["attachment"],
            openapi_extra=_raw_file())(put_file)  # fmt: skip


def add_action(api: NinjaAPI, action: AnyAction) -> None:
    """One operation for one action, for new records too: the id is the caller's own."""
    schema = body_of(action)

    def operation(request: HttpRequest, id: Path[UUID], facts: Any) -> HttpResponse:
        said, by = facts.model_dump(exclude_unset=True), by_of(request)
        record = action.do(id, by=by, facts={k: v for k, v in said.items() if v is not None})
        with tenancy.reading(by.organization):
            return JsonResponse(shown(record))

    operation.__annotations__["facts"] = schema
    path = f"/{action.model.kind}/{{uuid:id}}/{action.verb}"
    api.post(
        path, operation_id=action.name, summary=str(action.label), description=action.doc, tags=[action.model.kind],
        openapi_extra=told("the record afterwards"),
    )(operation)  # fmt: skip


def add_reading(api: NinjaAPI, kind: str, model: type[Record]) -> None:
    api.get(f"/{kind}", operation_id=f"{kind}.list", tags=[kind], openapi_extra={"responses": refusals()})(
        _listing(model)
    )
    api.get(f"/{kind}/{{uuid:id}}", operation_id=f"{kind}.read", tags=[kind], openapi_extra=told("the record"))(
        _reading(model)
    )
    api.get(f"/{kind}/{{uuid:id}}/story", operation_id=f"{kind}.story", tags=[kind],
            openapi_extra={"responses": refusals()})(_telling(model))  # fmt: skip


def _one(model: type[Record], id: UUID, by: Actor) -> Record:
    found: Record | None = permissions.visible(model, by).filter(pk=id).first()
    if found is None:
        raise gate.NotFound(str(id))
    return found


def _listing(model: type[Record]) -> Callable[..., HttpResponse]:
    def listing(
        request: HttpRequest,
        before: UUID | None = None,
        state: str = "",
        limit: Annotated[int, Query(ge=1, le=LARGEST_PAGE)] = 50,
    ) -> HttpResponse:
        """Newest first; the next page is `before` the last id of this one."""
        by = by_of(request)
        with tenancy.reading(by.organization):
            permissions.must_read(by, model)
            found = permissions.visible(model, by).order_by("-pk")
            found = found.filter(pk__lt=before) if before else found
            if state:
                found = found.filter(state=state) if can_be_kept(state) else found.none()
            rows = list(found[:limit])
            answer = {"records": [shown(row) for row in rows], "next": str(rows[-1].pk) if len(rows) == limit else None}
        return JsonResponse(answer)

    return listing


def _reading(model: type[Record]) -> Callable[..., HttpResponse]:
    def reading(request: HttpRequest, id: Path[UUID]) -> HttpResponse:
        """One record, with its tables."""
        by = by_of(request)
        with tenancy.reading(by.organization):
            return JsonResponse(shown(_one(model, id, by)))

    return reading


def _telling(model: type[Record]) -> Callable[..., HttpResponse]:
    def story(request: HttpRequest, id: Path[UUID]) -> HttpResponse:
        """What happened to a record, oldest first."""
        by = by_of(request)
        with tenancy.reading(by.organization):
            lines = trail.story(by.organization, _one(model, id, by))
        return JsonResponse({"entries": [plain(line.__dict__) for line in lines]})

    return story


def put_file(
    request: HttpRequest, id: Path[UUID], name: Annotated[str, Query(max_length=200)] = "file"
) -> HttpResponse:
    """A file by its bytes, under an id of the caller's."""
    by = by_of(request)
    kept = attachments.keep(by.organization_id, request.read(attachments.LARGEST + 1), name)
    record = add_attachment(id, by=by, name=name, sha256=kept.sha256)
    with tenancy.reading(by.organization):
        return JsonResponse(shown(record))


def _raw_file() -> dict[str, Any]:
    content = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
    return {"requestBody": {"content": content, "required": True}, **told("the attachment")}
