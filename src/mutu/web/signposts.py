"""Where the find bar leads besides records: pages by their name, lists by the words factories use, clauses (7.5.3)."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from mutu.core.checks import FIRST_EDITION
from mutu.lib.spreadsheets.folding import fold
from mutu.lib.standards import editions
from mutu.web.index import GROUPS

LOCAL = {
    "/problems/": "nc ncr ng nok nonconformity nonconformance reject defect hold loi ngo hang kpd ktd ketakakuran",
    "/actions/": "ca car capa par corrective action pa tindakan hdkp",
    "/complaints/": "8d claim complaint scar khieu nai aduan rma",
    "/people/": "qmr qc qa kcs iqc pqc oqc dcc badge pin nhan vien pekerja",
}
"""What people call these lists, whatever the screen says; written without accents."""
CLAUSE = re.compile(r"\D{0,12}?((?:[4-9]|10)(?:\.\d{1,2}){1,3})")
"""The number of a clause, with whatever word people put before it."""
MOST = 4
SHORTEST = 2


@dataclass(frozen=True)
class Signpost:
    """A page that answers what was asked."""

    url: str
    title: str
    of_kind: str


def signposts(query: str) -> list[Signpost]:
    """The pages and clauses that a question names; a few at most."""
    asked = fold(query)
    if len(asked) < SHORTEST:
        return []
    return [*_pages(asked), *_clauses(query.strip(), asked)][:MOST]


def _pages(asked: str) -> list[Signpost]:
    found = []
    for _label, entries in GROUPS:
        for words, url, _kinds in entries:
            local = LOCAL.get(url, "").split()
            if fold(str(words)).startswith(asked) or asked in local or asked == "".join(local):
                found.append(Signpost(url, str(words), _("page")))
    return found


def _clauses(said: str, asked: str) -> list[Signpost]:
    asking = [one for one in editions()[FIRST_EDITION].clauses if not one.heading]
    numbered = CLAUSE.fullmatch(said)
    if numbered:
        chosen = [one for one in asking if one.number == numbered[1] or one.number.startswith(f"{numbered[1]}.")]
    else:
        chosen = [one for one in asking if fold(one.name).startswith(asked)]
    return [
        Signpost(f"/readiness/{FIRST_EDITION}/{one.number}", f"{one.number} {one.name}", _("clause")) for one in chosen
    ]
