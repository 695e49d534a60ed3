"""The operation module as Django knows it."""

from django.apps import AppConfig


class OperationConfig(AppConfig):
    name = "mutu.operation"
    label = "operation"
