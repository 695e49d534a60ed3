"""The operation module as Django knows it."""

from django.apps import AppConfig


class OperationConfig(AppConfig):
    name = "mutu.operation"
    label = "operation"

    def ready(self) -> None:
        from mutu.operation.customers import actions as _actions  # noqa: F401
        from mutu.operation.customers import answers as _answers  # noqa: F401
        from mutu.operation.customers import duties as _duties  # noqa: F401
        from mutu.operation.customers import importing as _importing  # noqa: F401
        from mutu.operation.perceptions import actions as _perceptions  # noqa: F401
        from mutu.operation.perceptions import duties as _looks  # noqa: F401
