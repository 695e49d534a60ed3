"""The 8D report as a spreadsheet: the facts of the PDF, for a customer who types them into a portal (8.2.1, 10.2).

One sheet with a row for each thing said: which D, what it is, the words in the customer's language, the factory's own
beside them, and what must be known of the words (translated by whom, or not at all). Numbers that somebody counts with
stand in a second sheet. It carries the same content hash as the PDF.
"""

import io
from collections.abc import Iterator
from typing import Any

import xlsxwriter

from mutu.lib.phrase_book import PhraseBook
from mutu.lib.spreadsheets.workbook import safe_cell
from mutu.reports import eight_d_view
from mutu.reports.eight_d import EightD, content_hash
from mutu.reports.said import Printed, Speaker, shipped_phrases
from mutu.reports.wording import Wording

WIDTHS = (6, 24, 60, 60, 26)
LONGEST_CELL = 32_000
Line = tuple[str, str, str, str, str]


def eight_d_xlsx(
    eight_d: EightD, language: str = "", own_language: str = "", *, printed: Printed, phrases: PhraseBook | None = None
) -> bytes:
    """The report as XLSX, in the customer's language beside the factory's own."""
    book = phrases or shipped_phrases()
    wording = Wording(language or eight_d.language, own_language or eight_d.own_language)
    view = eight_d_view.facts(eight_d, Speaker(wording, book), printed, content_hash(eight_d, book))
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as made:
        bold = made.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        wrapped = made.add_format({"text_wrap": True, "valign": "top"})
        sheet = made.add_worksheet("8D")
        for column, width in enumerate(WIDTHS):
            sheet.set_column(column, column, width, wrapped)
        for row, line in enumerate(lines(view)):
            for column, cell in enumerate(line):
                sheet.write_string(row, column, safe_cell(cell[:LONGEST_CELL]), bold if row == 0 else wrapped)
        sheet.freeze_panes(1, 0)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_paper(9)
        _pieces(made.add_worksheet(view["words"]["quantity"]["main"][:31]), eight_d, view, bold)
    return out.getvalue()


def lines(view: dict[str, Any]) -> Iterator[Line]:
    """The rows in the order of the report; a section nobody has filled in says so."""
    words = view["words"]
    yield "8D", view["number"], view["report_title"]["main"], view["report_title"]["own"], ""
    yield from _said("", "", [view["title"]])
    for about in view["about"]:
        yield "", "", about, "", ""
    for number, (name, section) in enumerate(_sections(view), start=1):
        filled = [*section, *(_photo(one) for one in view["photos"] if one["step"] == number)]
        label, absent = words[name], words["not_yet"]
        yield from filled or [(f"D{number}", label["main"], absent["main"], absent["own"], "")]
    for signed in view["signatures"]:
        said = " · ".join(part for part in (signed["name"], signed["role"], signed["at"]) if part)
        yield "", signed["label"]["main"], said, signed["label"]["own"], signed["note"]
    for closing in (view["drafts"], *view["foot"], view["link"], view["content"]):
        if closing:
            yield "", "", closing, "", ""


def _sections(view: dict[str, Any]) -> Iterator[tuple[str, list[Line]]]:
    """D1 to D8, each with its name and its rows."""
    words = view["words"]
    team = [f"{one['name']} {one['about']}".strip() for one in view["team"]]
    yield "team", [("D1", words["team"]["main"], one, "", "") for one in team]
    yield "problem", list(_said("D2", words["problem"]["main"], view["problem"]))
    places = [("D3", words["where"]["main"], _place(one), one["place"]["own"], "") for one in view["places"]]
    yield "containment", [*places, *_said("D3", words["containment"]["main"], view["containment"])]
    yield "cause", [*_whys(view, "why_made", "occurrence"), *_whys(view, "why_not_seen", "escape")]
    yield "chosen", list(_said("D5", words["chosen"]["main"], view["chosen"]))
    yield "done", list(_actions(view))
    yield "prevention", list(_said("D7", words["prevention"]["main"], view["prevention"]))
    judged = [("D8", "", view["judged"], "", "")] if view["judged"] else []
    yield "closed", [*_said("D8", words["closed"]["main"], view["effect"]), *judged]


def _photo(one: dict[str, Any]) -> Line:
    return f"D{one['step']}", "", f"{one['caption']} {one['taken']}".strip(), "", ""


def _place(line: dict[str, Any]) -> str:
    done = "".join(part["text"] for part in line["done"]["parts"]) if line["done"] else ""
    where = f"{line['place']['main']} {line['detail']}".strip()
    return " · ".join(one for one in (where, line["quantity"], done, line["found"], line["who"]) if one)


def _whys(view: dict[str, Any], name: str, chain: str) -> Iterator[Line]:
    words = view["words"]
    for why in view[chain]:
        yield from _said("D4", f"{words[name]['main']} {why['number']}", [why["answer"]])
        yield from _said("D4", words["proof"]["main"], [why["proof"]] if why["proof"] else [])


def _actions(view: dict[str, Any]) -> Iterator[Line]:
    for action in view["actions"]:
        for step, label, main, own, note in _said("D6", view["words"]["action"]["main"], [action["what"]]):
            done = " · ".join(part for part in (action["owner"], action["when"], action["evidence"]) if part)
            yield step, label, f"{main}\n{done}".strip(), own, note


def _said(step: str, label: str, all_said: list[dict[str, Any]]) -> Iterator[Line]:
    for said in all_said:
        own = "".join(part["text"] for part in said["own"]["parts"]) if said["own"] else ""
        yield step, label, "".join(part["text"] for part in said["parts"]), own, said["note"]


def _pieces(sheet: Any, eight_d: EightD, view: dict[str, Any], bold: Any) -> None:
    """Where the pieces are, as numbers: what nobody has counted stays empty, never 0 (8.7.1)."""
    words = view["words"]
    for column, name in enumerate(("where", "quantity", "what_was_done")):
        sheet.write_string(0, column, words[name]["main"], bold)
    for row, (place, line) in enumerate(zip(eight_d.places, view["places"], strict=True), start=1):
        sheet.write_string(row, 0, safe_cell(f"{line['place']['main']} {line['detail']}".strip()))
        if place.quantity is not None:
            sheet.write_number(row, 1, place.quantity)
        done = "".join(part["text"] for part in line["done"]["parts"]) if line["done"] else ""
        sheet.write_string(row, 2, safe_cell(" · ".join(one for one in (done, line["found"], line["who"]) if one)))
    sheet.set_column(0, 0, 40)
    sheet.set_column(2, 2, 70)
    if view["account"]:
        last = len(eight_d.places) + 1
        sheet.write_string(last, 0, words["made"]["main"], bold)
        sheet.write_number(last, 1, eight_d.made or 0)
        sheet.write_string(last, 2, view["account"]["text"])
