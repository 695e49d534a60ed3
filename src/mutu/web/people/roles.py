"""Roles, responsibilities and authorities as a living chart: who holds what where, and where nobody does (5.3)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from mutu.core import actions as core
from mutu.core import permissions
from mutu.core.nouns import actions as nouns
from mutu.resources.responsibilities import actions
from mutu.resources.responsibilities.models import DUTIES, RequiredRole
from mutu.resources.responsibilities.queries import Held, chart
from mutu.web.acting import actor_in
from mutu.web.signing_in import signed_in


@signed_in
def roles(request: HttpRequest) -> HttpResponse:
    """The chart, with every place that nobody fills."""
    by = actor_in(request)
    found = chart(by.organization)
    context = {
        "chart": found,
        "roles": [(held, duties_of(held)) for held in found.roles],
        "may_decide": permissions.may(by, actions.decide),
        "may_give": permissions.may(by, core.give_role),
        "may_own": permissions.may(by, nouns.give_process),
        "uncarried": uncarried(found.roles),
        "now": by.now(),
    }
    return render(request, "mutu/roles.html", context)


def duties_of(held: Held) -> list[Any]:
    """The duties of the standard this role carries, in words."""
    return [RequiredRole._meta.get_field(name).verbose_name for name in DUTIES if getattr(held.required, name)]  # type: ignore[union-attr]


def uncarried(roles: tuple[Held, ...]) -> list[Any]:
    """Duties of the standard that no role carries."""
    return [
        RequiredRole._meta.get_field(name).verbose_name  # type: ignore[union-attr]
        for name in DUTIES
        if not any(getattr(held.required, name) for held in roles)
    ]


urls = [path("roles", roles)]
