"""The generated reference: actions, states, permissions and the API, written from the declarations themselves.

python -m mutu.docs [FOLDER]            writes docs/reference
python -m mutu.docs --check [FOLDER]    says which files are stale, and fails
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mutu.settings")

HEAD = "<!-- Written by `make docs` from the declarations. Do not edit. -->\n\n"


def pages() -> Iterator[tuple[str, str]]:
    """File name and text of each generated page."""
    from django.utils import translation

    with translation.override("en"):
        yield "actions.md", HEAD + actions()
        yield "states.md", HEAD + states()
        yield "permissions.md", HEAD + permissions()
        yield "api.md", HEAD + api()
        yield "requirements.md", HEAD + requirements()


def actions() -> str:
    """Every action with its facts."""
    from mutu.core import gate

    parts = ["# Actions\n\nEvery change passes one of these, whoever asks and through whichever face.\n"]
    for action in sorted(gate.actions().values(), key=lambda one: one.name):
        parts.append(f"\n## {action.name}\n\n{action.doc}\n")
        if action.facts:
            parts.append("\n| fact | kind | needed | what |\n| --- | --- | --- | --- |\n")
        for fact in action.facts:
            needed = "yes" if fact.required and not fact.when else f"when {fact.when[0]}" if fact.when else ""
            choices = f" ({', '.join(value for value, _label in fact.choices)})" if fact.choices else ""
            columns = f": {', '.join(column.name for column in fact.columns)}" if fact.columns else ""
            parts.append(f"| `{fact.name}` | {fact.kind} | {needed} | {cell(str(fact.label))}{choices}{columns} |\n")
    return "".join(parts)


def cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def states() -> str:
    """The state diagrams, from the same tables as the buttons and the checks."""
    from mutu.core.references import kinds

    parts = ["# States\n"]
    for kind, model in sorted(kinds().items()):
        if model.workflow is not None:
            parts.append(f"\n## {kind}\n\n```mermaid\n{model.workflow.mermaid()}\n```\n")
    return "".join(parts)


def permissions() -> str:
    """Role × action, as shipped; an organization overrides it by data."""
    from mutu.core import gate
    from mutu.core.permissions import ANYONE, Role

    roles = list(Role)
    parts = [
        "# Permissions\n\nWho may do what until an organization decides otherwise; a role holds at one site or all.\n"
    ]
    parts.append("\n| action | " + " | ".join(str(role.label) for role in roles) + " |\n")
    parts.append("| --- |" + " :-: |" * len(roles) + "\n")
    for action in sorted(gate.actions().values(), key=lambda one: one.name):
        marks = ["everyone" if ANYONE in action.may else "x" if role in action.may else "" for role in roles]
        parts.append(f"| `{action.name}` | " + " | ".join(marks) + " |\n")
    return "".join(parts)


def api() -> str:
    """The operations, with their addresses."""
    from mutu.api.urls import document

    parts = [
        "# API\n\nOpenAPI at `/api/openapi.json`, in words at `/api/docs`.\n\n",
        "| operation | address | what |\n| --- | --- | --- |\n",
    ]
    for address, methods in document()["paths"].items():
        for method, operation in methods.items():
            words = cell(str(operation.get("description") or operation.get("summary") or ""))
            parts.append(f"| `{operation['operationId']}` | `{method.upper()} {address}` | {words} |\n")
    return "".join(parts)


def requirements() -> str:
    """Which actions serve which clause, as their docstrings cite it."""
    from mutu.core import gate

    found: dict[str, list[str]] = {}
    for action in gate.actions().values():
        for piece in action.clause.split(","):
            number = piece.strip().split(" ")[0].split("-")[0]
            if number and number[0].isdigit():
                found.setdefault(number, []).append(action.name)
    parts = ["# Clauses and the actions that serve them\n\n| clause | actions |\n| --- | --- |\n"]
    for number in sorted(found, key=lambda one: [int(part) for part in one.split(".")]):
        parts.append(f"| {number} | {', '.join(f'`{name}`' for name in found[number])} |\n")
    return "".join(parts)


def main(arguments: list[str]) -> int:
    """Write the pages, or say which are stale."""
    import django

    django.setup()
    check = "--check" in arguments
    rest = [one for one in arguments if one != "--check"]
    folder = Path(rest[0] if rest else "docs/reference")
    stale = []
    for name, text in pages():
        file = folder / name
        if not file.exists() or file.read_text(encoding="utf-8") != text:
            stale.append(name)
            if not check:
                folder.mkdir(parents=True, exist_ok=True)
                file.write_text(text, encoding="utf-8")
    if check and stale:
        print(f"stale: {', '.join(stale)}; run `make docs`", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
