"""The answer to ``mutu verify`` as lines for people."""

from __future__ import annotations

from typing import Any

_MARKS = {"valid": "ok", None: "--"}


def told(told_answer: dict[str, Any]) -> str:
    """The answer in lines: the verdict in a sentence, the certificate, then the chain.

    Whatever comes from the file is shown without control characters, so that it cannot rewrite the screen.
    """
    lines = [f"{told_answer['file']}: {told_answer['verdict'].upper()}. {told_answer['sentence']}"]
    for name, value in told_answer["certificate"].items():
        text = ", ".join(value) if isinstance(value, list) else value
        lines.append(f"  {name}: {text}")
    for step in told_answer["steps"]:
        mark = _MARKS.get(step["verdict"], step["verdict"])
        source = f" [{step['by']}]" if step["by"] else ""
        lines.append(f"  {mark:<4} {step['step']}: {step['text']}{source}")
    lines += [f"  note: {note}" for note in told_answer["notes"]]
    if told_answer["statusAsOf"]:
        lines.append(f"  status as of {told_answer['statusAsOf']}, {told_answer['statusAgeHours']} hours old")
    return "\n".join("".join(letter if letter.isprintable() else "�" for letter in line) for line in lines)
