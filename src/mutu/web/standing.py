"""How a record stands, as shape and word, on pages that know nothing else of its kind (7.5.3)."""

from mutu.core import gate
from mutu.core.records import Record

DONE = frozenset({"closed", "done", "effective"})
STOPPED = frozenset({
    "abandoned", "cancelled", "declined", "dropped", "ended", "left", "merged", "obsolete", "replaced", "retired",
    "revoked", "taken_away", "undone", "withdrawn",
})  # fmt: skip


def standing(record: Record) -> tuple[str, str, str]:
    """Family, word and label of its state; no shape where it only stands there, as a machine in use does."""
    if record.workflow is None or not record.states:
        return "", "", ""
    state, label = str(record.state), str(gate.state_label(record))
    if state in record.ended:
        return "record", "done" if state in DONE else "cancelled" if state in STOPPED else "", label
    return ("record", "progress", label) if hasattr(record, "open") else ("", "", label)
