"""The published data sets by name, for worked examples that anyone can look up."""

import json
from functools import lru_cache
from importlib import resources
from typing import Any

from mutu.lib.statistics.errors import InputError


@lru_cache(maxsize=32)
def _cases(file: str) -> dict[str, Any]:
    text = (resources.files("mutu.catalogue") / "statistics" / file).read_text(encoding="utf-8")
    return {case["id"]: case["input"] for case in json.loads(text)["cases"]}


def published(file: str, case: str) -> Any:
    """The input of one reference case that ships with the package; its source stands in the README beside it.

    >>> len(published("spc/variables_charts.json", "pistonrings")["subgroups"])
    40
    """
    found = _cases(file).get(case)
    if found is None:
        raise InputError("no_such_case", f"There is no case '{case}' in {file}.")
    return found
