"""The process that does the work of one page: a task comes in, an answer goes out, and the bounds end it.

It is started by `work` as ``python -m mutu.web.statistics.worker`` and knows neither Django nor the database. Time is
counted from when the libraries are loaded.
"""

import json
import sys
from collections.abc import Mapping, Sequence
from typing import Any

MEMORY = 1_000_000_000
NUMBERS = ("lower", "upper", "target", "size", "phase1")


def bound(seconds: float) -> None:
    """End this process after so much processor time or memory; where the system has no such bounds, `work` waits."""
    try:
        import resource
        import signal
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    signal.setitimer(signal.ITIMER_PROF, seconds)


def table_of(task: Mapping[str, Any], file: bytes) -> tuple[Any, Any]:
    """The table and what is asked of it, from an upload or from pasted text."""
    from mutu.lib.statistics import sheets
    from mutu.lib.statistics.studies import Asked
    from mutu.lib.statistics.studies.files import read_file

    given = task["asked"]
    typed = {name: sheets.number(given[name]) for name in NUMBERS if name in given}
    asked = Asked.from_dict({**given, **typed})
    return read_file(file, asked) if file else (sheets.parse(task.get("text", ""), asked.decimal), asked)


def study(task: Mapping[str, Any], file: bytes) -> dict[str, Any]:
    """One table charted and judged: the answer, its pictures, and the table as text to fill the form with again."""
    from mutu.lib.statistics.studies import studied
    from mutu.lib.statistics.studies.answer import Look
    from mutu.lib.statistics.studies.files import kept

    sheet, asked = table_of(task, file)
    look = Look(task.get("words", {}), task.get("titles", {}), task.get("colours", "css"))
    found = studied(sheet, asked, look)
    if task.get("keep"):
        return {"asked": asked.to_dict(), "kept": kept(sheet, asked, found, task["made"])}
    rows = [sheet.names, *sheet.rows]
    return {
        "asked": asked.to_dict(),
        "names": sheet.names,
        "first": sheet.rows[:1],
        "rows": len(sheet.rows),
        "answer": found.to_dict(),
        "pictures": found.pictures,
        "text": "\n".join("\t".join(" ".join(cell.split()) for cell in row) for row in rows),
    }


def plan(task: Mapping[str, Any], _file: bytes) -> dict[str, Any]:
    """The inspection of a lot with what each class's plan promises, and its curves."""
    from mutu.lib.statistics.sampling import inspection
    from mutu.lib.statistics.sampling_curves import promise

    found = inspection(
        task["lot"], task["aqls"], level=task["level"], severity=task["severity"], one_sample=task["one_sample"]
    )
    promises = [promise(each.aql, each.n, each.re - 1, found.lot) for each in found.classes]
    classes = [{**vars(each), "promise": said} for each, said in zip(found.classes, promises, strict=True)]
    pictures = curves(found, promises, task)
    return {"plan": {**found.to_dict(), "classes": classes}, "pictures": pictures}


def curves(found: Any, promises: Sequence[Any], task: Mapping[str, Any]) -> dict[str, str]:
    """One picture for percent nonconforming, one for nonconformities per hundred units; none where all is inspected."""
    from mutu.lib.statistics.pictures import oc_curve
    from mutu.lib.statistics.pictures.sampling import PlanToDraw

    names, drawn = task.get("names", {}), {}
    for kind in ("binomial", "poisson"):
        plans = {}
        for each, said in zip(found.classes, promises, strict=True):
            if said is not None and said["distribution"] == kind:
                aql = float(each.aql) or None
                name = names.get(each.name, each.name)
                plans[each.n, each.re, each.aql] = PlanToDraw(name, each.n, each.re - 1, aql)
        if plans:
            drawn[kind] = oc_curve([*plans.values()], title=task.get("title", ""), distribution=kind,
                                   words=task.get("words", {}), colours=task.get("colours", "css"))  # fmt: skip
    return drawn


def main() -> None:
    """Read a task, do it, write the answer or the refusal."""
    import numpy  # noqa: F401  loaded before time is counted
    import scipy.special  # noqa: F401

    from mutu.lib.spreadsheets.refusals import SheetRefused
    from mutu.lib.statistics.errors import InputError

    size = int.from_bytes(sys.stdin.buffer.read(8), "big")
    task = json.loads(sys.stdin.buffer.read(size))
    file = sys.stdin.buffer.read()
    bound(float(task["seconds"]))
    try:
        answer = {"study": study, "plan": plan}[task["do"]](task, file)
    except (InputError, SheetRefused) as reason:
        answer = {"refused": reason.code, "sentence": reason.sentence}
    except (MemoryError, RecursionError):
        answer = {"refused": "too_much_work", "sentence": "The table needs more memory than is given to one page."}
    sys.stdout.write(json.dumps(answer, allow_nan=False))


if __name__ == "__main__":
    main()
