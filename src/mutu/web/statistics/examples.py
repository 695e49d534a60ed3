"""A small table for each entry sheet, to see what one looks like and what comes out of it."""

from typing import Any

from django.utils.translation import gettext as _

_BOSS = """\
8,002 8,001 8,006 7,999 8,001
8,004 8,003 7,998 8,006 8,004
8,006 8,008 8,001 8,004 8,001
7,995 7,996 8,008 7,989 7,996
7,998 8,004 7,998 8,001 7,993
8,000 7,992 8,002 8,003 7,996
7,999 8,008 7,996 7,990 8,004
8,003 8,007 8,004 7,996 8,005
8,007 8,004 8,010 8,001 8,003
8,004 7,990 8,014 8,003 7,997
8,007 8,003 8,001 7,996 8,013
8,006 8,011 8,014 8,002 8,004
8,001 7,997 8,005 8,002 8,000
7,990 8,006 8,001 8,001 8,000
8,009 7,989 8,002 8,013 8,001
7,999 8,006 7,993 8,001 8,002
8,011 8,013 8,008 8,011 8,010
8,014 8,005 8,021 8,011 8,012
8,010 8,013 8,006 8,014 8,009
8,005 8,009 7,995 8,007 8,010
8,035 8,013 8,026 8,030 8,016
8,011 8,012 8,009 8,015 8,010
8,016 8,005 8,013 8,011 8,015
8,010 8,018 8,005 8,009 8,014
8,001 8,012 8,015 8,005 8,010
"""
_BAD = (3, 5, 2, 4, 6, 3, 1, 4, 5, 2, 3, 14, 4, 3, 5, 2, 4, 3, 6, 4)
_INSPECTED = (200, 200, 180, 200, 210, 200, 150, 200, 200, 190, 200, 205, 200, 200, 210, 200, 200, 195, 200, 200)
_GAUGE = (
    ((2.01, 2.02), (2.03, 2.02), (2.02, 2.01)), ((2.15, 2.14), (2.16, 2.15), (2.15, 2.16)),
    ((1.92, 1.93), (1.94, 1.94), (1.92, 1.91)), ((2.08, 2.08), (2.10, 2.09), (2.08, 2.07)),
    ((1.86, 1.85), (1.88, 1.87), (1.86, 1.86)), ((2.21, 2.22), (2.23, 2.23), (2.20, 2.21)),
    ((1.98, 1.98), (2.00, 1.99), (1.97, 1.98)), ((2.11, 2.12), (2.13, 2.13), (2.11, 2.10)),
    ((1.90, 1.90), (1.92, 1.91), (1.89, 1.90)), ((2.05, 2.04), (2.07, 2.06), (2.05, 2.05)),
)  # fmt: skip


def example(sheet: str) -> dict[str, Any]:
    """What the form of an entry sheet holds when somebody asks for an example."""
    if sheet == "counts":
        rows = [f"{day};{bad};{all_of}" for day, (bad, all_of) in enumerate(zip(_BAD, _INSPECTED, strict=True), 1)]
        head = ";".join((_("day"), _("bad"), _("inspected")))
        return {"characteristic": _("Black specks on caps"), "text": "\n".join([head, *rows])}
    if sheet == "gauge":
        rows = [
            f"{part}\t{who}\t" + "\t".join(f"{value:.2f}" for value in trials)
            for part, people in enumerate(_GAUGE, 1)
            for who, trials in zip(("Siti", "Bishnu", "Mei"), people, strict=True)
        ]
        trial = _("trial")
        head = "\t".join((_("part"), _("operator"), f"{trial} 1", f"{trial} 2"))
        return {"characteristic": _("Wall thickness"), "unit": "mm", "lower": "1,8", "upper": "2,3",
                "text": "\n".join([head, *rows])}  # fmt: skip
    return {
        "characteristic": _("Boss diameter"), "unit": "mm", "lower": "7,95", "upper": "8,05", "target": "8",
        "sampling": _("5 pieces one after the other, every 4 hours"), "text": _BOSS.replace(" ", "\t"),
    }  # fmt: skip
