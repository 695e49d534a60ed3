"""Collecting the sentences to translate: also those marked by the shorter names the modules give to gettext."""

from django.core.management.commands import makemessages

MARKS = ("noop", "lazy", "_lazy")


class Command(makemessages.Command):
    """What `make messages` runs; a mark that is not named here leaves its sentences in English, and nobody notices."""

    xgettext_options = [*makemessages.Command.xgettext_options, *(f"--keyword={mark}" for mark in MARKS)]
