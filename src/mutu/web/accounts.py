"""Accounts with an e-mail address, beside badges: which organization a sign-in opens (django-allauth)."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest

from mutu.core.models import Membership


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made for people who work here; nobody signs up from outside."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


def enter_organization(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """After a sign-in by e-mail the session knows the organization and the person, as after a badge."""
    membership = Membership.objects.filter(account=user).order_by("pk").first()
    if membership is not None:
        request.session["organization"] = str(membership.organization_id)
        request.session["person"] = str(membership.person_id)
        request.session["via"] = "account"


user_logged_in.connect(enter_organization, dispatch_uid="mutu-enter-organization")
