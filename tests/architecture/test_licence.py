"""The licence is Apache-2.0, whole and unchanged, and travels with the package."""

import hashlib
import tomllib

from tests.architecture.tree import ROOT

# sha256 of the text as the Apache Software Foundation publishes it
APACHE_2 = "cfc7749b96f63bd31c3c42b5c471bf756814053e847c10f3eb003417bc523d30"


def test_the_licence_is_the_whole_apache_licence():
    assert hashlib.sha256((ROOT / "LICENSE").read_bytes()).hexdigest() == APACHE_2


def test_the_package_names_it_and_carries_it():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert (project["license"], project["license-files"]) == ("Apache-2.0", ["LICENSE", "NOTICE"])


def test_what_others_made_is_named():
    notice = (ROOT / "NOTICE").read_text()
    assert [work for work in ("Bootstrap", "htmx", "Noto") if work not in notice] == []
