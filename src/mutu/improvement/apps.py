"""The improvement module as Django knows it."""

from django.apps import AppConfig


class ImprovementConfig(AppConfig):
    name = "mutu.improvement"
    label = "improvement"

    def ready(self) -> None:
        from mutu.improvement.corrective_actions import actions as _corrective  # noqa: F401
        from mutu.improvement.nonconformities import actions as _nonconformities  # noqa: F401
        from mutu.improvement.nonconformities import dossiers as _dossiers  # noqa: F401
        from mutu.improvement.nonconformities import duties as _duties  # noqa: F401
        from mutu.improvement.nonconformities import importing as _importing  # noqa: F401
