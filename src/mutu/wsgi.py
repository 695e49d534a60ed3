"""What a web server runs."""

import os
import time
from importlib import import_module
from pathlib import Path

import django
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mutu.settings")


def wait_for_the_check(checking: Path) -> None:
    """Load what takes long, but answer nobody while `mutu serve` still asks whether it may serve at all."""
    if checking.exists():
        django.setup()
        import_module("mutu.urls")
    while checking.exists():
        if says_no(checking):
            raise SystemExit(1)
        time.sleep(0.01)


def says_no(checking: Path) -> bool:
    try:
        return checking.stat().st_size > 0
    except FileNotFoundError:
        return False


if "MUTU_CHECKING" in os.environ:
    wait_for_the_check(Path(os.environ["MUTU_CHECKING"]))
application = get_wsgi_application()
