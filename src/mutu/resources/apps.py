"""The resources module as Django knows it."""

from django.apps import AppConfig


class ResourcesConfig(AppConfig):
    name = "mutu.resources"
    label = "resources"
