"""The left index: plain words in five groups, a number only for what waits for me."""

from collections.abc import Collection, Mapping
from typing import Any

from django.utils.translation import gettext_lazy

GROUPS: tuple[tuple[Any, tuple[tuple[Any, str, tuple[str, ...]], ...]], ...] = (
    (
        gettext_lazy("Every day"),
        (
            (gettext_lazy("Today"), "/", ("",)),
            (gettext_lazy("Problems"), "/problems/", ("nonconformity",)),
            (gettext_lazy("Complaints"), "/complaints/", ("complaint",)),
            (gettext_lazy("Actions"), "/actions/", ("corrective_action",)),
            (gettext_lazy("To read and sign"), "/to-read/", ("acknowledgement.sign",)),
            (gettext_lazy("Cards to learn from"), "/learn/", ("awareness.complete",)),
        ),
    ),
    (
        gettext_lazy("Kept in order"),
        (
            (gettext_lazy("Documents"), "/documents/", ("document", "revision", "printed_copy", "document_request")),
            (gettext_lazy("People"), "/people/", ("person",)),
            (gettext_lazy("Skills"), "/skills/", ("skill",)),
            (gettext_lazy("Trainings"), "/trainings/", ("training",)),
            (gettext_lazy("Roles"), "/roles", ()),
            (gettext_lazy("Read and understood"), "/readers/", ()),
            (gettext_lazy("Awareness"), "/aware/", ()),
            (gettext_lazy("Machines and places"), "/records/workplace/", ()),
            (gettext_lazy("Customers and suppliers"), "/records/party/", ()),
            (gettext_lazy("What customers think"), "/records/perception/", ()),
        ),
    ),
    (
        gettext_lazy("Steering"),
        (
            (gettext_lazy("Figures"), "/problems/figures", ()),
            (gettext_lazy("Data and charts"), "/charts", ()),
            (gettext_lazy("AQL table"), "/aql", ()),
            (gettext_lazy("Readiness"), "/readiness", ()),
            (gettext_lazy("Bring a list in"), "/import/", ()),
        ),
    ),
    (gettext_lazy("Seen by others"), ((gettext_lazy("Check a certificate"), "/verify", ()),)),
    (
        gettext_lazy("The proof"),
        (
            (gettext_lazy("Trail"), "/trail", ()),
            (gettext_lazy("System"), "/system", ()),
        ),
    ),
    ("", ((gettext_lazy("All kinds, A–Z"), "/records/", ()), (gettext_lazy("Words"), "/words", ()))),
)


def index(path: str, waiting: Mapping[str, int], closed: Collection[str] = ()) -> list[dict[str, Any]]:
    """The groups without what is closed to me, what waits for me counted; `""` counts everything."""
    groups = []
    for label, entries in GROUPS:
        listed = []
        for words, url, kinds in entries:
            if url in closed:
                continue
            current = path == url or (url not in ("/", "/records/") and path.startswith(url.rstrip("/") + "/"))
            listed.append(
                {"label": words, "url": url, "current": current, "count": sum(waiting.get(kind, 0) for kind in kinds)}
            )
        groups.append({"label": label, "entries": listed})
    return groups
