"""A filled-in workbook held against a return: what would change, what is wrong, and what both sides changed.

The file is read as if somebody had typed it into the standards' pages, so the forms of those pages judge it.
"""

import datetime as dt
import uuid
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from audits.draft import IMPROVEMENTS, WORDS, Difference, changes
from audits.forms.conflict import labels_of
from audits.forms.standard import StandardPage
from audits.operations.offline import Taken
from audits.return_columns import (
    COLUMNS,
    CRITERIA,
    N_A,
    PARTS_OF_A_PLAN,
    PLANS,
    STANDARDS,
    YES,
    asked_of,
    mark_of,
    part_of,
    rating_code,
    stored_cells,
)
from audits.scoring import NOT_APPLICABLE

FILLED = {sheet: [column.key for column in columns if column.format] for sheet, columns in COLUMNS.items()}
# The cells of a criterion that are one answer: one may have to be emptied for another.
ANSWER = {"rating", "na_reason", "count", "total"}
WRITTEN_DAYS = ("%d %B %Y", "%d %b %Y", "%d.%m.%Y")


@dataclass(frozen=True)
class Line:
    """A part of a standard's page that the file changes, with the cells that do; `is_conflict` when the portal's has
    changed, too, since the file was taken."""

    label: str
    difference: Difference
    places: tuple[str, ...]
    is_conflict: bool


class Offline:
    """What a workbook (`audits.return_file.Filled`) does to the `standards` (StandardContents) that a person answers.

    In the standards `keep` names by code, what both sides changed stays as the portal has it.
    """

    def __init__(self, standards, points, filled, keep=frozenset()):
        self.filled = filled
        self.all = [FilledStandard(each, points, filled, each.standard.code in keep) for each in standards]

    @cached_property
    def problems(self) -> list[str]:
        """Everything that is wrong in the file, each with its cell."""
        return [*self._strange_rows(), *(problem for one in self.all for problem in one.problems)]

    def _strange_rows(self):
        """Rows with something in them that are none of the return's, or none that this person answers."""
        filled, known = self.filled, {one.code for one in self.all}
        codes = {CRITERIA: {code for one in self.all for code in one.answers}, STANDARDS: known}
        for sheet, own in codes.items():
            for row in filled.rows[sheet].keys() - own:
                if self._is_written(sheet, row):
                    yield f"{filled.place(sheet, row, 'code')}: “{row}” is nothing that you answer in this return."
        for row in filled.rows[PLANS]:
            if not self._is_written(PLANS, row):
                continue
            code = filled.text(PLANS, row, "standard")
            if row not in filled.marks.get(PLANS, {}):
                place = filled.place(PLANS, row, "key")
                yield f"{place}: this row is of another workbook. Use an empty row of this one."
            elif mark_of(code) != filled.mark(PLANS, row, "standard"):
                place = filled.place(PLANS, row, "standard")
                yield f"{place}: the row was of another standard. Use an empty row of “{code}”."
            elif code not in known:
                yield f"{filled.place(PLANS, row, 'standard')}: “{code}” is nothing that you answer in this return."

    def _is_written(self, sheet, row):
        return any(self.filled.is_filled(sheet, row, column) for column in FILLED[sheet])

    @property
    def changed(self) -> list["FilledStandard"]:
        """The standards that the file changes."""
        return [one for one in self.all if one.lines or one.confirm]

    @property
    def in_conflict(self):
        """Those of them where the portal has changed, too."""
        return [one for one in self.changed if one.has_conflict]

    @property
    def versions(self) -> dict[str, int]:
        """{the code of each standard that changes: its stored version}."""
        return {one.code: one.each.response.version for one in self.changed}

    @property
    def emptied(self) -> list[str]:
        """The cells that were emptied, where what the portal has stays."""
        return [place for one in self.all for place in one.emptied]

    @property
    def criteria_changed(self) -> int:
        return sum(len(one.criteria_changed) for one in self.all)

    @property
    def criteria_unchanged(self) -> int:
        return sum(len(one.answers) for one in self.all) - self.criteria_changed

    @property
    def taken(self) -> list[Taken]:
        """What is to be saved."""
        return [Taken(one.standard, one.each.response.version, one.draft, one.confirm) for one in self.changed]


class FilledStandard:
    """One standard of a filled-in workbook, beside what is stored (`each`, a StandardContents)."""

    def __init__(self, each, points, filled, keeps_portal=False):
        self.each, self.points, self.filled = each, points, filled
        self.standard, self.code = each.standard, each.standard.code
        self.answers = {answer.criterion.code: answer for answer in each.answers}
        self.stored = stored_cells(each, points)
        self.written = {cell for cell in self._cells() if self._is_written(*cell)}
        disputed = {_said_together(*cell) for cell in self.written if self._is_conflict(*cell)}
        self.conflicts = {cell for cell in self.written if _said_together(*cell) in disputed}
        if keeps_portal:
            self.written -= self.conflicts
            self.conflicts = set()

    # Cells ------------------------------------------------------------------------------------------------------------

    def _cells(self):
        """Every cell of the standard that can be filled in, as (sheet, row, column)."""
        rows = {CRITERIA: self.answers, STANDARDS: [self.code], PLANS: self._plans}
        return [(sheet, row, column) for sheet in COLUMNS for row in rows[sheet] for column in FILLED[sheet]]

    @cached_property
    def _plans(self):
        """The keys of the standard's rows of plans in the file."""
        rows = self.filled.rows[PLANS]
        return [row for row in rows if self.filled.text(PLANS, row, "standard") == self.code and _uuid(row)]

    def _stored(self, sheet, row, column):
        return self.stored[sheet].get(row, {}).get(column, "")

    def _is_written(self, sheet, row, column):
        if self.filled.is_filled(sheet, row, column):
            return True
        # A plan that was deleted on the page comes back whole when the file goes on with it, or not at all.
        again = sheet == PLANS and row not in self.stored[PLANS] and self.filled.text(sheet, row, column)
        return bool(again) and any(self.filled.is_filled(sheet, row, one) for one in PARTS_OF_A_PLAN)

    def _is_conflict(self, sheet, row, column):
        stored = self._stored(sheet, row, column)
        changed_there = mark_of(stored) != self.filled.mark(sheet, row, column)
        return column != "confirm" and changed_there and stored != self.filled.text(sheet, row, column)

    def _value(self, sheet, row, column):
        """What the cell comes to: the file's where somebody wrote, the portal's otherwise."""
        cell = (sheet, row, column)
        return self.filled.text(*cell) if cell in self.written else self._stored(*cell)

    @property
    def emptied(self):
        cells = [cell for cell in self._cells() if self._stored(*cell) and self.filled.is_emptied(*cell)]
        return [self.filled.place(*cell) for cell in cells if not self._is_replaced(*cell)]

    def _is_replaced(self, sheet, row, column):
        """Whether the cell had to be emptied for another one of its answer: a reason for a rating, N/A for a number."""
        others = ANSWER - {column}
        return column in ANSWER and any((sheet, row, other) in self.written for other in others)

    # As if it had been typed ------------------------------------------------------------------------------------------

    @cached_property
    def page(self):
        """The standard's page with the file's cells typed into it."""
        return StandardPage(self.each, self.points, self._typed())

    def _typed(self):
        data = {name: self._value(STANDARDS, self.code, name) for name in WORDS}
        for code, answer in self.answers.items():
            prefix = f"c{answer.criterion.position}"
            data |= {f"{prefix}-{name}": value for name, value in self._answer(code, answer).items()}
        data |= {f"{IMPROVEMENTS}-TOTAL_FORMS": len(self.plan_rows), f"{IMPROVEMENTS}-INITIAL_FORMS": 0}
        for index, row in enumerate(self.plan_rows):
            values = {name: self._value(PLANS, row, name) for name in PARTS_OF_A_PLAN}
            values |= {"uid": row, "due_on": _day(values["due_on"])}
            data |= {f"{IMPROVEMENTS}-{index}-{name}": value for name, value in values.items()}
        return data

    @cached_property
    def plan_rows(self):
        """The keys of the plans: those stored, then those that the file adds."""
        added = [row for row in self._plans if any((PLANS, row, name) in self.written for name in PARTS_OF_A_PLAN)]
        return [*self.stored[PLANS], *(row for row in added if row not in self.stored[PLANS])]

    def _answer(self, code, answer):
        """What is typed for one criterion. A number written takes N/A away, and N/A written the number."""
        said = {column: self._value(CRITERIA, code, column) for column in FILLED[CRITERIA]}
        rating = rating_code(said["rating"], self.points)
        if not answer.criterion.is_count:
            return said | {"rating": rating, "na_reason": said["na_reason"] if rating == NOT_APPLICABLE else ""}
        numbers = {column for column in ("count", "total") if (CRITERIA, code, column) in self.written}
        if (CRITERIA, code, "rating") not in self.written and numbers:
            rating = ""
        if rating == NOT_APPLICABLE:
            said |= dict.fromkeys({"count", "total"} - numbers, "")
            return said | {"not_applicable": NOT_APPLICABLE}
        return said | {"na_reason": ""}

    # What is wrong ----------------------------------------------------------------------------------------------------

    @cached_property
    def problems(self):
        """What is wrong with the standard's cells, each with its place."""
        if not self.written:
            return []
        found = []
        for code, answer in self.answers.items():
            found += self._of_answer(code, answer)
        for form, place in self._forms():
            found += [f"{place(name)}: {error}" for name, errors in form.errors.items() for error in errors]
        sheet = f"{PLANS}, {self.code}"
        return found + [f"{sheet}: {error}" for error in self.page.improvements.non_form_errors()]

    def _forms(self):
        """(form, the place of one of its fields) where the form's own sentences say what is wrong."""
        yield self.page.words, lambda name: self.filled.place(STANDARDS, self.code, name)
        for row, form in zip(self.plan_rows, self.page.improvements.forms, strict=False):
            yield form, lambda name, row=row: self.filled.place(PLANS, row, name)

    def _of_answer(self, code, answer):
        """What is wrong in the row of a criterion: what it does not ask for, what its form says, N/A and its reason."""
        asked, form = asked_of(answer) | {"confirm"}, self._form_of(answer)
        written = [column for column in FILLED[CRITERIA] if (CRITERIA, code, column) in self.written]
        strange = [column for column in written if column not in asked]
        yield from (f"{self._at(code, column)}: {code} does not ask for this. Empty the cell." for column in strange)
        if strange or not written:
            return
        if answer.criterion.is_count and "rating" in written and not self._is_na(code):
            yield f"{self._at(code, 'rating')}: {code} asks for a number. Only {N_A} can stand here."
            return
        for name, errors in form.errors.items():
            column = "rating" if name == "not_applicable" else name
            said = [self._not_offered(code, form)] if name == "rating" else errors
            yield from (f"{self._at(code, column)}: {sentence}" for sentence in said)
        if "rating" not in form.errors:
            yield from self._of_reason(code, written)
        yield from self._of_confirming(code, answer, written)

    def _at(self, code, column):
        return self.filled.place(CRITERIA, code, column)

    def _form_of(self, answer):
        return next(form for form in self.page.answers if form.answer is answer)

    def _is_na(self, code):
        return rating_code(self._value(CRITERIA, code, "rating"), self.points) == NOT_APPLICABLE

    def _not_offered(self, code, form):
        offered = [N_A if value == NOT_APPLICABLE else label for value, label in form.fields["rating"].choices if value]
        choices = f"{', '.join(offered[:-1])} or {offered[-1]}"
        return f"“{self._value(CRITERIA, code, 'rating')}” cannot be chosen. Choose {choices}."

    def _of_reason(self, code, written):
        if "na_reason" in written and not self._is_na(code):
            yield f"{self._at(code, 'na_reason')}: a reason is only for {N_A}. Empty the cell, or choose {N_A}."
        elif "rating" in written and self._is_na(code) and not self._value(CRITERIA, code, "na_reason"):
            yield f"{self._at(code, 'na_reason')}: {N_A} needs a reason."

    def _of_confirming(self, code, answer, written):
        if "confirm" not in written:
            return
        at = self._at(code, "confirm")
        if self.filled.text(CRITERIA, code, "confirm").casefold() != YES:
            yield f"{at}: write “{YES}”, or leave the cell empty."
        elif not (answer.confirmed or answer.has_judgement or {"rating", "count"} & set(written)):
            yield f"{at}: {code} needs an answer of this year. Giving one confirms the words too."

    # What changes -----------------------------------------------------------------------------------------------------

    @cached_property
    def _by_part(self):
        """{a part of the page: the cells written in it}."""
        parts = defaultdict(list)
        for cell in self._cells():
            sheet, row, column = cell
            if cell in self.written and column != "confirm":
                criterion = self.answers[row].criterion if sheet == CRITERIA else None
                parts[part_of(sheet, column, criterion)].append(cell)
        return parts

    @cached_property
    def draft(self) -> dict:
        """The parts that the file changes."""
        if not self._by_part:
            return {}
        typed = self.page.draft()
        return changes(self.page.stored, {part: typed[part] for part in self._by_part if part in typed})

    @cached_property
    def lines(self) -> list[Line]:
        """What changes, part by part in the order of the page, from what to what."""
        labels = labels_of(self.each.answers)
        ordered = [part for part in self.page.stored if part in self.draft] if self.draft else []
        return [self._line(part, labels[part]) for part in ordered]

    def _line(self, part, label):
        cells = self._by_part[part]
        difference = Difference(part, self.draft[part], self.page.stored[part], True, self._changed_there(cells))
        return Line(label, difference, self.filled.places(cells), self._changed_there(cells))

    def _changed_there(self, cells):
        return any(cell in self.conflicts for cell in cells)

    @property
    def has_conflict(self):
        return any(line.is_conflict for line in self.lines)

    @cached_property
    def criteria_changed(self):
        """The codes of the criteria that change, or are confirmed."""
        changed = {row for part in self.draft for sheet, row, _ in self._by_part[part] if sheet == CRITERIA}
        return changed | set(self.confirm)

    @cached_property
    def confirm(self) -> tuple[str, ...]:
        """The codes of carried answers that the file confirms as they are; a changed one is confirmed by the change."""
        changed = {row for part in self.draft for sheet, row, _ in self._by_part[part] if sheet == CRITERIA}
        waiting = [answer.criterion.code for answer in self.each.to_confirm]
        return tuple(code for code in waiting if (CRITERIA, code, "confirm") in self.written and code not in changed)


def _said_together(sheet, row, column):
    """The cells that are kept or taken as one: a rating with its reason, a number with its total, a whole plan."""
    if sheet == PLANS:
        return sheet, row
    return sheet, row, "answer" if column in ANSWER else column


def _uuid(text):
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _day(text):
    """A day as people write it, in the form that the page takes; any other text as it is."""
    for form in WRITTEN_DAYS:
        try:
            return dt.datetime.strptime(text, form).replace(tzinfo=dt.UTC).date().isoformat()
        except ValueError:
            continue
    return text
