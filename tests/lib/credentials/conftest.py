"""The reference data, which stays outside the project: read where it is, reported where it is not."""

import json
import os
from pathlib import Path

import pytest

from mutu.lib.credentials.canonical import Contexts

PROJECT = Path(__file__).parents[3]
CASES = PROJECT / "src/mutu/catalogue/credentials/qms-cases"
CONTEXT_URLS = {
    "credentials-v2.jsonld": "https://www.w3.org/ns/credentials/v2",
    "credentials-examples-v2.jsonld": "https://www.w3.org/ns/credentials/examples/v2",
    "untp-0.7.0.jsonld": "https://vocabulary.uncefact.org/untp/0.7.0/context/",
}


def not_run(reason):
    """Say plainly what was not run; where everything must be there (CI), that is a failure."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(f"NOT RUN: {reason}")


@pytest.fixture(scope="session")
def reference() -> Path:
    """The folder of W3C and UNTP contexts, schemas, samples and vectors."""
    root = Path(os.environ.get("MUTU_REFERENCE", PROJECT.parent / "shared"))
    for folder in (root, root / "credentials", root / "reference" / "credentials"):
        if (folder / "contexts").is_dir() and (folder / "vectors").is_dir():
            return folder
    return not_run(f"no reference data in {root}; name its folder in MUTU_REFERENCE")


@pytest.fixture(scope="session")
def contexts(reference) -> Contexts:
    """The context documents of the reference data."""
    return Contexts(
        {url: json.loads((reference / "contexts" / name).read_text()) for name, url in CONTEXT_URLS.items()}
    )


@pytest.fixture
def case():
    """Reads one of our own case bundles by its name."""
    return lambda name: json.loads((CASES / f"{name}.json").read_text())
