"""The evaluation module as Django knows it."""

from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    name = "mutu.evaluation"
    label = "evaluation"

    def ready(self) -> None:
        from mutu.evaluation.readiness import actions as _actions  # noqa: F401
        from mutu.improvement.nonconformities import checks as _nonconformities  # noqa: F401
        from mutu.operation.customers import checks as _customers  # noqa: F401
        from mutu.resources.acknowledgements import checks as _acknowledgements  # noqa: F401
        from mutu.resources.awareness import checks as _awareness  # noqa: F401
        from mutu.resources.competence import checks as _competence  # noqa: F401
        from mutu.resources.documents import checks as _documents  # noqa: F401
        from mutu.resources.responsibilities import checks as _responsibilities  # noqa: F401
