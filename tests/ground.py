"""Where the tests run: a home of their own, and one of the two databases.

`MUTU_TEST_DATABASE` is `sqlite` (default; a file, because threads and other processes must see it) or
`postgres` (see tests/postgres.py). Everything the program reads from its environment is set here, before
Django reads it: pytest loads this module first (`-p` in pyproject.toml), in each worker of a parallel run.
A test may therefore start the program as another process and meet the same data.
"""

import os
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings

HOME = Path(tempfile.mkdtemp(prefix="mutu-test-"))
(HOME / "static").mkdir()
ENGINE = os.environ.get("MUTU_TEST_DATABASE", "sqlite")
DATABASE = f"test_mutu_{os.getpid()}" if ENGINE == "postgres" else str(HOME / "mutu.sqlite3")

if ENGINE not in ("sqlite", "postgres"):
    raise pytest.UsageError("MUTU_TEST_DATABASE is sqlite or postgres")
if ENGINE == "postgres" and not os.environ.get("MUTU_OWNER_DATABASE_URL"):
    raise pytest.UsageError("No PostgreSQL to test on. Run it as: python tests/postgres.py run pytest ...")
if ENGINE == "sqlite":
    os.environ["MUTU_DATABASE_URL"] = f"sqlite:///{DATABASE}"
    os.environ.pop("MUTU_OWNER_DATABASE_URL", None)

os.environ["MUTU_HOME"] = str(HOME)
os.environ["MUTU_SECRET_KEY"] = "known to every test, used by no installation"
os.environ["MUTU_PASSWORD_HASHERS"] = "django.contrib.auth.hashers.MD5PasswordHasher"
os.environ["MUTU_CLOCK_MAY_BE_SET"] = "1"
os.environ["MUTU_READ_BACK"] = "1"
os.environ.pop("MUTU_DEMO", None)

settings.register_profile("mutu", deadline=None, print_blob=True)
settings.load_profile("mutu")


def pytest_unconfigure() -> None:
    shutil.rmtree(HOME, ignore_errors=True)
