"""The web module as Django knows it."""

from django.apps import AppConfig

from mutu.core.actors import Actor


class WebConfig(AppConfig):
    name = "mutu.web"
    label = "web"

    def ready(self) -> None:
        from mutu.core import saved_view_actions

        saved_view_actions.understood_by(_understood)


def _understood(address: str, query: str, by: Actor) -> str:
    """Which filters a list understands, its pages read only when somebody saves a view."""
    from mutu.web.listing.saved_views import understood

    return understood(address, query, by)
