"""How a record stands, as shape and word, on pages that know nothing else of its kind (7.5.3)."""

from mutu.core import gate
from mutu.core.records import Record

ENDED_WORDS = {"closed": "closed", "done": "done"}


def standing(record: Record) -> tuple[str, str, str]:
    """Family, word and label of its state; no shape where it only stands there, as a machine in use does."""
    if record.workflow is None or not record.states:
        return "", "", ""
    state, label = str(record.state), str(gate.state_label(record))
    if state in record.ended:
        return "record", ENDED_WORDS.get(state, "cancelled"), label
    return ("record", "progress", label) if hasattr(record, "open") else ("", "", label)
