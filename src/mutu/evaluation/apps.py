"""The evaluation module as Django knows it."""

from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    name = "mutu.evaluation"
    label = "evaluation"
