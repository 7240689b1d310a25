"""What each finding in the data is called, what it means and how it is mended; names of tables and sources."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from polku.insight.measures.disclosure import Cell
from polku.insight.quality import Finding
from polku.web.board import words

FILES = ("missing-file", "unreadable-file", "empty-file")
COLUMNS = ("column-gone", "column-of-another-type", "unknown-column")
MONTHS = ("empty-period", "silent-unit")


def of_rows(name: str) -> bool:
    """Whether it counts rows, which may be few; files, columns and months tell of nobody."""
    return name not in (*FILES, *COLUMNS, *MONTHS)


def title(name: str) -> str:
    return {
        "missing-file": _("A file is missing"),
        "unreadable-file": _("A file cannot be read"),
        "empty-file": _("A file without rows"),
        "column-gone": _("A column is missing"),
        "column-of-another-type": _("A column has another type"),
        "unknown-column": _("A column that is not known"),
        "duplicate-key": _("The same row twice"),
        "in-the-future": _("A moment in the future"),
        "reversed-order": _("Moments in the wrong order"),
        "missing-values": _("Values are missing"),
        "unknown-group": _("A value that is not known"),
        "empty-period": _("A period without rows"),
        "silent-unit": _("A unit without rows"),
        "changed-code": _("A unit has changed its code"),
    }[name]


def meaning(name: str) -> str:
    return {
        "missing-file": _("The list of files names one that is not there. Figures leave it out."),
        "unreadable-file": _("The file is cut short or damaged. Figures stop with an error rather than leave it out unseen."),
        "empty-file": _("The load brought nothing, so its period has no figures."),
        "column-gone": _("The file was made to an older or another form. Its rows are not looked at further."),
        "column-of-another-type": _("The file was made to another form. Its rows are not looked at further."),
        "unknown-column": _("The file holds something that the table has no place for."),
        "duplicate-key": _("A row is counted more than once, so counts are too high."),
        "in-the-future": _("Something that has happened bears a moment that has not come yet."),
        "reversed-order": _("The later step has the earlier moment. Such a wait is not counted."),
        "missing-values": _("At least 30 percent lack the value. What is measured from it tells of the rest alone."),
        "unknown-group": _("No list of codes has the value. Its rows are counted among all, but in no group."),
        "empty-period": _("Months between the first and the last have no rows: they are missing, not nil."),
        "silent-unit": _("The unit has rows before and after, but none in these months."),
        "changed-code": _("One unit ends and one as large begins. Their figures are of the same place, under two names."),
    }[name]


def mend(name: str) -> str:
    again = _("Load the data of the period again.")
    return {
        "missing-file": again,
        "unreadable-file": again,
        "empty-file": _("Ask the sender for the data of the period, and load them."),
        "column-gone": _("Make the file in the form of the data dictionary, and load it again."),
        "column-of-another-type": _("Make the file in the form of the data dictionary, and load it again."),
        "unknown-column": _("Leave the column out, or name it as in the data dictionary."),
        "duplicate-key": _("Find the two loads that brought it, and withdraw one."),
        "in-the-future": _("Check the sender’s clock and the day of the entry, and load the period again."),
        "reversed-order": _("Check with the unit when the steps are recorded: each is to be stamped when it is done."),
        "missing-values": _("Agree with the units that the step is recorded when it is done, first with those that lack most."),
        "unknown-group": _("Add the value to the list of codes, or correct it where it was recorded."),
        "empty-period": _("Ask the sender for the data of the months, and load them."),
        "silent-unit": _("Check whether the unit was closed. If not, ask for its data and load them."),
        "changed-code": _("Give both the same code where the data are made, and load the year again."),
    }[name]


def counted(name: str, cell: Cell) -> str:
    if cell.count is None:
        return words.count(cell)
    if name in FILES:
        told = ngettext("%(n)s file", "%(n)s files", cell.count)
    elif name in COLUMNS:
        told = ngettext("%(n)s column", "%(n)s columns", cell.count)
    elif name in MONTHS:
        told = ngettext("%(n)s month", "%(n)s months", cell.count)
    else:
        told = ngettext("%(n)s row", "%(n)s rows", cell.count)
    return told % {"n": words.number(cell.count)}


def table(name: str) -> str:
    return {
        "encounter": _("Visits"),
        "booking": _("Booked times"),
        "slot": _("Free times"),
        "feedback": _("Feedback"),
        "person_period": _("Residents"),
        "unit": _("Units"),
        "contact": _("Contacts"),
        "assessment": _("Assessments of need"),
        "wait": _("Waits"),
        "queue_snapshot": _("Queues"),
        "outcome": _("Outcomes"),
        "cost": _("Costs"),
    }.get(name, name)


def source(kind: str) -> str:
    return {"events": _("own events"), "synthetic": _("synthetic county"), "avohilmo": _("AvoHILMO files")}.get(kind, kind)


def where(found: Finding) -> str:
    """Its columns, values or months in words; a file by its name."""
    if found.name == "changed-code":
        codes, _colon, month = found.where.partition(": ")
        old, new = (words.unit(code) for code in codes.split(", "))
        return _("%(old)s → %(new)s from %(month)s on") % {"old": old, "new": new, "month": words.month(month)}
    if found.name in MONTHS:
        rest = " …" if found.where.endswith(" …") else ""
        return ", ".join(words.month(month) for month in found.where.removesuffix(" …").split(", ")) + rest
    if found.name in FILES or found.name in COLUMNS:
        return found.where
    names, colon, values = found.where.partition(": ")
    return ", ".join(column(name) for name in names.split(", ")) + colon + values


def column(name: str) -> str:
    return {
        "contacted_at": _("contact"), "assessed_at": _("assessment of need"), "booked_at": _("booking"),
        "starts_at": _("time of start"), "ended_at": _("time of ending"), "unit_id": _("unit"), "person_id": _("client"),
        "service": _("service"), "profession": _("profession"), "contact_type": _("way of contact"), "sex": _("sex"),
        "ending": _("ending of a booking"), "professional_id": _("professional"), "snapshot_at": _("moment of looking"),
        "given_at": _("moment of giving"), "source": _("source"), "encounter_id": _("visit"), "booking_id": _("booking"),
        "feedback_id": _("feedback"), "from_day": _("first day"),
    }.get(name, name)  # fmt: skip
