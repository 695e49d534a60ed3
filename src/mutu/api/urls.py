"""The API's address, its OpenAPI document, and a page of it that needs no script."""

from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import path, re_path
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI

from mutu import __version__

from . import checking, errors, operations

api = NinjaAPI(
    title="Mutu", version=__version__, docs_url=None, openapi_url=None, auth=operations.Bearer(), urls_namespace="api",
    description="One operation for each action of the quality management system. "
    "New records take an id of the caller's own (UUID, best version 7); the same id with the same facts is one record. "
    "`If-Match` carries the version seen, `Idempotency-Key` makes a repeated request do nothing twice.",
)  # fmt: skip
errors.register(api)
operations.add_all(api)
checking.add(api)


@cache
def document() -> dict[str, Any]:
    return dict(api.get_openapi_schema(path_prefix="/api/v1/"))


def openapi(_request: HttpRequest) -> HttpResponse:
    return JsonResponse(document())


def docs(request: HttpRequest) -> HttpResponse:
    """The operations in words, grouped by kind of record."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for address, methods in document()["paths"].items():
        for method, operation in methods.items():
            entry = {"method": method.upper(), "path": address, **operation, "facts": _facts(operation)}
            groups.setdefault((operation.get("tags") or [""])[0], []).append(entry)
    return render(request, "mutu/api_docs.html", {"groups": sorted(groups.items())})


def _facts(operation: dict[str, Any]) -> list[dict[str, Any]]:
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    name = content.get("schema", {}).get("$ref", "").rpartition("/")[2]
    schema = document()["components"]["schemas"].get(name, {})
    needed = set(schema.get("required", ()))
    return [
        {"name": key, "title": value.get("title", ""), "needed": key in needed}
        for key, value in schema.get("properties", {}).items()
    ]


@csrf_exempt
def unknown(_request: HttpRequest) -> HttpResponse:
    """An address that is no operation, in the one shape of error."""
    return errors.answer(404, "not_found", "There is no such operation or record here.")


urlpatterns = [
    path("openapi.json", openapi),
    path("docs", docs),
    path("v1/", api.urls),
    re_path(r"^v1/[\s\S]*\Z", unknown),
]
