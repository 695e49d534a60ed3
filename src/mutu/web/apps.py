"""The web module as Django knows it."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "mutu.web"
    label = "web"
