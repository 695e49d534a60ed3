"""The process that does the work of one page: a task comes in, an answer goes out, and the bounds end it.

It is started by `work` as ``python -m mutu.web.statistics.worker`` and knows neither Django nor the database. Time is
counted from when the libraries are loaded.
"""

import json
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from mutu.lib.spreadsheets.refusals import Limits

MEMORY = 1_000_000_000
NUMBERS = ("lower", "upper", "target", "size", "phase1")
LIMITS = Limits(file=5_000_000, unpacked=60_000_000, cells=400_000, columns=500, sheets=20, text=10_000_000)
FORMAT, VERSION = "mutu data and charts", 1
KEPT = frozenset({"what", "version", "asked", "data", "method", "answer", "made"})


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

    if file and file.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return opened(file)
    given = task["asked"]
    typed = {name: sheets.number(given[name]) for name in NUMBERS if name in given}
    asked = Asked.from_dict({**given, **typed})
    if file:
        return uploaded(file, asked.decimal), asked
    return sheets.parse(task.get("text", ""), asked.decimal), asked


def uploaded(file: bytes, decimal: str) -> Any:
    """The first sheet of a workbook in which something stands, or a CSV file in any usual encoding."""
    from mutu.lib.spreadsheets import workbook
    from mutu.lib.statistics import sheets

    book = workbook.read(file, "", limits=LIMITS)
    if book.kind == "csv":
        return sheets.parse(file.decode(book.encoding), decimal)
    shown = [sheet for sheet in book.sheets if sheet.rows and not sheet.hidden] or [s for s in book.sheets if s.rows]
    return sheets.from_rows([[written(cell) for cell in row.cells] for row in shown[0].rows])


def written(cell: Any) -> str:
    """A cell as it would be typed."""
    if cell is None:
        return ""
    return cell.isoformat() if hasattr(cell, "isoformat") else str(cell)


def opened(file: bytes) -> tuple[Any, Any]:
    """What `kept` wrote, or anybody: the table and what is asked; everything else in it is computed again."""
    from mutu.lib.statistics.errors import InputError
    from mutu.lib.statistics.sheets import from_rows
    from mutu.lib.statistics.studies import Asked

    refusal = InputError("not_a_study", "This JSON was not kept by this page, or was changed.")
    try:
        found = json.loads(file)
    except (ValueError, RecursionError) as reason:
        raise refusal from reason
    if not isinstance(found, dict) or found.get("what") != FORMAT or found.get("version") != VERSION:
        raise refusal
    data = found.get("data")
    if set(found) - KEPT or not isinstance(data, dict) or not all(_texts(row) for row in _rows(data, refusal)):
        raise refusal
    return from_rows(_rows(data, refusal)), Asked.from_dict(found.get("asked"))


def _rows(data: Mapping[str, Any], refusal: Exception) -> list[Any]:
    names, rows = data.get("names"), data.get("rows")
    if not isinstance(names, list) or not isinstance(rows, list):
        raise refusal
    return [names, *rows]


def _texts(row: Any) -> bool:
    return isinstance(row, list) and all(isinstance(cell, str) for cell in row)


def study(task: Mapping[str, Any], file: bytes) -> dict[str, Any]:
    """One table charted and judged: the answer, its pictures, and the table as text to fill the form with again."""
    from mutu.lib.statistics.studies import studied
    from mutu.lib.statistics.studies.answer import Look

    sheet, asked = table_of(task, file)
    look = Look(task.get("words", {}), task.get("titles", {}), task.get("colours", "css"))
    found = studied(sheet, asked, look)
    rows = [sheet.names, *sheet.rows]
    answer = {
        "asked": asked.to_dict(),
        "names": sheet.names,
        "first": sheet.rows[:3],
        "rows": len(sheet.rows),
        "answer": found.to_dict(),
        "pictures": found.pictures,
    }
    if task.get("keep"):
        return {**answer, "data": {"names": sheet.names, "rows": sheet.rows}}
    return {**answer, "text": "\n".join("\t".join(" ".join(cell.split()) for cell in row) for row in rows)}


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
