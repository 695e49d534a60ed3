"""The resources module as Django knows it."""

from django.apps import AppConfig


class ResourcesConfig(AppConfig):
    name = "mutu.resources"
    label = "resources"

    def ready(self) -> None:
        from mutu.resources.documents import actions as _documents  # noqa: F401
        from mutu.resources.documents import languages as _languages  # noqa: F401
        from mutu.resources.documents import revisions as _revisions  # noqa: F401
