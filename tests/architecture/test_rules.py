"""A topic's rules are pure sentences: they know the libraries and the refusals, no database and no framework."""

import ast
import sys

from tests.architecture.tree import name, ours

ALLOWED = ("mutu.lib", "mutu.core.refusals")


def imports(source: str) -> set[str]:
    """Modules imported when it runs; what only the type checker reads is left out."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            node.body = [ast.Pass()]
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def allowed(module: str) -> bool:
    own = any(module == root or module.startswith(f"{root}.") for root in ALLOWED)
    return own or module.partition(".")[0] in sys.stdlib_module_names


def test_rules_import_only_the_libraries_and_the_refusals():
    rules = [path for path in ours(".py") if path.name == "rules.py" and "/lib/" not in name(path)]
    foreign = {name(path): bad for path in rules if (bad := {m for m in imports(path.read_text()) if not allowed(m)})}
    assert foreign == {}
    assert rules != []


def test_a_framework_in_the_rules_is_recognised():
    source = (
        "from typing import TYPE_CHECKING\nfrom mutu.core import refusals\nfrom mutu.core.gate import act\n"
        "import django\nif TYPE_CHECKING:\n    from mutu.improvement.models import A\n"
    )
    assert {module for module in imports(source) if not allowed(module)} == {"mutu.core.gate.act", "django"}
