"""The command `mutu`: start, serve, look after, and do any action from a terminal.

Nothing heavy is imported until a command needs it, so that `mutu --help` answers at once.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from mutu import __version__

MODULES = (
    "starting", "serving", "keeping", "trail", "acting", "importing", "standards", "statistics", "credentials",
)  # fmt: skip
"""Modules of `mutu.cli` with a function `add(subparsers)`."""
ALONE = {"verify": "credentials", "credentials": "credentials"}
"""Commands that must answer at once: only their module is imported."""


class Stop(Exception):
    """A command cannot go on; the sentence says what to do."""

    def __init__(self, sentence: str, status: int = 2):
        super().__init__(sentence)
        self.status = status


def setup() -> None:
    """Wake Django up; called by the commands that need records."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mutu.settings")
    import django

    django.setup()


def parser(modules: Sequence[str] = MODULES) -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="mutu", description="A quality management system that can prove itself.")
    top.add_argument("--version", action="version", version=f"mutu {__version__}")
    subparsers = top.add_subparsers(metavar="COMMAND", required=True)
    for name in modules:
        import_module(f"mutu.cli.{name}").add(subparsers)
    return top


def is_of_the_database(reason: Exception) -> bool:
    """Whether the database is not there or fails; asked without importing Django, which may not be awake."""
    return (type(reason).__module__, type(reason).__name__) == ("django.db.utils", "OperationalError")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the answer is its exit code."""
    words = sys.argv[1:] if arguments is None else list(arguments)
    alone = ALONE.get(words[0]) if words else None
    given = parser([alone] if alone else MODULES).parse_args(words)
    try:
        return int(given.run(given) or 0)
    except Stop as stop:
        print(f"mutu: {stop}", file=sys.stderr)
        return stop.status
    except BrokenPipeError:
        sys.stderr.close()
        return 1
    except KeyboardInterrupt:
        return 130
    except Exception as reason:
        if not is_of_the_database(reason):
            raise
        print(f"mutu: the database does not answer ({reason}). Is MUTU_HOME right? The first time: mutu init",
              file=sys.stderr)  # fmt: skip
        return 2


if __name__ == "__main__":
    # under its own name, so that there is one `Stop` and not two
    sys.exit(import_module("mutu.cli.main").main())
