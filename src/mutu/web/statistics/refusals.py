"""Why there is no chart or no plan, in the reader's words, with what to do instead."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from mutu.web.statistics.work import Refused

SENTENCES = {
    "no_data": lazy("There is no table. Paste one, or choose a file."),
    "empty": lazy("There is no table. Paste one, or choose a file."),
    "not_a_number": lazy("Something in the table is no number. Write for example 8,05 or 8.05, without the unit."),
    "too_many": lazy("The table is too large: up to 100,000 values in up to 500 columns are read."),
    "too-many-rows": lazy("The table is too large: up to 100,000 values in up to 500 columns are read."),
    "too-many-columns": lazy("The table is too large: up to 100,000 values in up to 500 columns are read."),
    "too-many-sheets": lazy("The workbook has too many sheets. Save the one with the table on its own."),
    "too-large": lazy("The file is too large: up to 5 MB are read. Keep only the table."),
    "inflated": lazy("The file unpacks to far more than it holds. Save the table again as a new file."),
    "too_large": lazy("A value is infinite or far too large to be a measurement."),
    "too_much_work": lazy("This table needs more work than one page may take. Chart a part of it."),
    "busy": lazy("Several charts are being drawn right now. Try again in a moment."),
    "often": lazy("That was very often in a short time. Wait a minute, then try again."),
    "no_such_column": lazy("A column you named is not in the table."),
    "no_table": lazy("The table cannot be taken apart into columns."),
    "too_few": lazy("There are too few values for this chart."),
    "missing_value": lazy("A value is missing where there must be one."),
    "missing_cell": lazy("The study is not complete: everyone measures every part the same number of times."),
    "study_too_small": lazy("A gauge study needs two parts, two people and two measurements of each at least."),
    "subgroups_of_one": lazy("There are no groups of values here: choose the chart of single values."),
    "unequal_sizes": lazy("The groups are not of one size: choose average and standard deviation."),
    "subgroup_too_large": lazy("A group has too many values."),
    "no_sizes": lazy("Say how many pieces were inspected: in a column, or as one number."),
    "no_counts": lazy("There is no column of counts."),
    "count_above_size": lazy("More bad pieces than pieces inspected."),
    "not_a_count": lazy("A count is a whole number from 0 up."),
    "not_positive": lazy("A number must be greater than zero."),
    "specification_order": lazy("The lower limit must lie below the upper limit."),
    "unknown_chart": lazy("There is no such chart."),
    "too_long": lazy("A text is too long: up to 200 letters."),
    "not_a_study": lazy("This file was not kept by this page, or was changed."),
    "encoding": lazy("The letters of this file cannot be read. Save it again as .xlsx or as CSV in UTF-8."),
    "encrypted": lazy("This workbook has a password. Save it without."),
    "broken": lazy("This file is damaged and cannot be opened."),
    "not-a-spreadsheet": lazy("This is no spreadsheet. Send the table as .xlsx or .csv."),
    "other-format": lazy("This is no spreadsheet. Send the table as .xlsx or .csv."),
    "unknown_aql": lazy("This AQL is not in the standard. Choose one from the list."),
    "aql_zero": lazy("“AQL 0” alone gives no sample: give an AQL for another class too, or inspect every piece."),
    "lot_of_one": lazy("A lot of one piece cannot be sampled: inspect it."),
    "no_plan": lazy("The standard has no plan for this AQL here."),
}
DETAILED = frozenset({
    "not_a_number", "no_such_column", "missing_value", "missing_cell", "too_few", "not_a_count", "count_above_size",
    "no_table", "subgroup_too_large", "not_positive", "study_too_small",
})  # fmt: skip
"""Codes whose English sentence names the place, and is shown below."""


def words(refusal: Refused) -> str:
    """The sentence for a refusal; an unforeseen one in English."""
    known = SENTENCES.get(refusal.code)
    return str(known) if known else refusal.sentence or _("That did not work")


def detail(refusal: Refused) -> str:
    """Where exactly, if that is known."""
    return refusal.sentence if refusal.code in DETAILED else ""
