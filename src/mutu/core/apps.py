"""Start-up of the ground: walls after every migration, actions known to all faces."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


def _ensure_guards(**_kwargs: Any) -> None:
    from mutu.core import guards

    guards.ensure()


def _make_way(**_kwargs: Any) -> None:
    from mutu.core import guards

    guards.make_way()


class CoreConfig(AppConfig):
    name = "mutu.core"
    label = "core"

    def ready(self) -> None:
        from mutu.core import account_actions as _accounts  # noqa: F401
        from mutu.core import actions as _actions  # noqa: F401
        from mutu.core import keeping_actions as _keeping  # noqa: F401
        from mutu.core import nightly as _nightly  # noqa: F401
        from mutu.core import reminders as _reminders  # noqa: F401
        from mutu.core import saved_view_actions as _views  # noqa: F401
        from mutu.core.importing import actions as _importing  # noqa: F401
        from mutu.core.importing import nouns as _lists  # noqa: F401

        pre_migrate.connect(_make_way, sender=self, dispatch_uid="mutu-guards-way")
        post_migrate.connect(_ensure_guards, sender=self, dispatch_uid="mutu-guards")
