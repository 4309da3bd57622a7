"""A return as a workbook to be filled in away from the portal.

    How to fill this in     what to do, and until when
    Criteria                a row for each criterion: rating, N/A and its reason, number, evidence
    Standards               a row for each standard: impact, strengths, gaps
    Planned improvements    those that are planned, and empty rows for more
    Ratings                 the ratings of the round, from which a cell chooses
    Marks                   hidden: which return it is, and a mark of every cell as it was

`audits.return_file` reads it again. What may be filled in is white; the rest is grey and locked.
"""

import datetime as dt
import uuid
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone

from audits.forms.count import period_of
from audits.models.framework import Descriptor
from audits.return_columns import (
    COLUMNS,
    CRITERIA,
    DAY,
    HOW_TO,
    MARKS,
    N_A,
    PARTS_OF_A_PLAN,
    PLANS,
    RATINGS,
    STANDARDS,
    WHOLE,
    YES,
    asked_of,
    mark_of,
    stored_cells,
)
from lscb_portal.lib.hashing import canonical
from lscb_portal.lib.workbook import SHUT, Sheet, write_workbook

SPARE_PLANS = 4
KIND = "return"


@dataclass
class ReturnBook:
    """What goes into the workbook of a return.

    `standards` are those (`StandardContents`) that the person answers, `points` the ratings of the scale, `before` says
    what was carried (`audits.carried.Before`).
    """

    evaluation: object
    standards: list
    points: list
    before: object

    def __post_init__(self):
        self.stored = {each.standard.code: stored_cells(each, self.points) for each in self.standards}
        for each in self.stored.values():
            each[PLANS] |= {str(uuid.uuid4()): dict.fromkeys(PARTS_OF_A_PLAN, "") for _ in range(SPARE_PLANS)}

    @cached_property
    def _meanings(self):
        """{(a standard's key, a criterion's or None): {a point's key: what it means there}}."""
        told = Descriptor.objects.filter(standard__in=[each.standard.pk for each in self.standards])
        found = defaultdict(dict)
        for standard, criterion, point, text in told.values_list("standard", "criterion", "point", "text"):
            found[standard, criterion][point] = text
        return found

    def written(self) -> bytes:
        """The workbook's bytes."""
        criteria = [row for each in self.standards for row in self._criteria(each)]
        return write_workbook(
            [
                Sheet(HOW_TO, ["How to fill this in", ""], self._how_to(), widths=[26, 100], open_columns={}),
                self._sheet(CRITERIA, criteria, self._offered()),
                self._sheet(STANDARDS, [self._words(each) for each in self.standards]),
                self._sheet(PLANS, [row for each in self.standards for row in self._plans(each)]),
                Sheet(RATINGS, ["Rating", "What it means"], self._ratings(), widths=[24, 90], open_columns={}),
                Sheet(MARKS, ["Sheet", "Row", "Mark"], self._marks(), is_hidden=True, open_columns={}),
            ]
        )

    def _sheet(self, title, rows, offered=None):
        columns = COLUMNS[title]
        return Sheet(
            title,
            [column.heading for column in columns],
            rows,
            widths=[column.width for column in columns],
            offered=offered or {},
            open_columns={column.heading: column.format for column in columns if column.format},
        )

    # The rows ---------------------------------------------------------------------------------------------------------

    def _criteria(self, each):
        for answer in each.answers:
            criterion, asked = answer.criterion, asked_of(answer)
            known = {
                "standard": each.standard.code,
                "code": criterion.code,
                "statement": criterion.statement,
                "help": "\n".join(self._help_with(answer)),
                "carried": self._carried(answer),
            }
            yield _row(CRITERIA, known | self.stored[each.standard.code][CRITERIA][criterion.code], asked)

    def _help_with(self, answer):
        """What stands beside a criterion on its page: advice, its own meanings, examples of evidence, an honest N/A."""
        criterion = answer.criterion
        if criterion.is_count:
            yield f"Number of {criterion.unit or 'them'}. {period_of(answer)} None is 0.".replace("  ", " ")
        yield from criterion.advice_for(answer.agency)
        own = self._meanings[answer.standard_id, criterion.pk]
        yield from (f"{point.label}: {own[point.pk]}" for point in self.points if point.pk in own)
        if criterion.example_evidence:
            yield f"Evidence you might use: {', '.join(criterion.example_evidence)}."
        if criterion.na_when:
            yield f"{N_A}: {criterion.na_when}"

    def _carried(self, answer):
        year = self.before.carried_from(answer)
        return f"From {year}, not confirmed yet" if year else ""

    def _words(self, each):
        code, own = each.standard.code, self._meanings[each.standard.pk, None]
        meanings = [f"{point.label}: {own.get(point.pk, point.descriptor)}" for point in self.points]
        known = {"code": code, "title": each.standard.title, "meanings": "\n".join(meanings)}
        return _row(STANDARDS, known | self.stored[code][STANDARDS][code])

    def _plans(self, each):
        """The planned improvements of a standard, then the empty rows for more."""
        known = {"standard": each.standard.code, "title": each.standard.title}
        for key, cells in self.stored[each.standard.code][PLANS].items():
            yield _row(PLANS, known | cells | {"key": key})

    def _ratings(self):
        """The ratings, best first, and N/A after them."""
        yield from ([point.label, point.descriptor] for point in self.points)
        yield [N_A, "It does not apply to your agency. It needs a reason."]

    def _offered(self):
        """The cells of the criteria that choose from a list, by where the list stands."""
        last = len(self.points) + 1
        ranges = {"rated": f"{RATINGS}!$A$2:$A${last}", "rated or N/A": f"{RATINGS}!$A$2:$A${last + 1}"}
        ranges |= {"N/A": f"{RATINGS}!$A${last + 1}:$A${last + 1}", "confirm": f'"{YES}"'}
        letters = {column.key: "ABCDEFGHIJK"[place] for place, column in enumerate(COLUMNS[CRITERIA])}
        found = {}
        answers = [answer for each in self.standards for answer in each.answers]
        for number, answer in enumerate(answers, 2):
            asked = asked_of(answer)
            if "rating" in asked:
                kind = "N/A" if answer.criterion.is_count else "rated or N/A" if "na_reason" in asked else "rated"
                found.setdefault(ranges[kind], []).append(f"{letters['rating']}{number}")
            if "confirm" in asked:
                found.setdefault(ranges["confirm"], []).append(f"{letters['confirm']}{number}")
        return found

    # What it says of itself -------------------------------------------------------------------------------------------

    def _marks(self):
        round_, agency = self.evaluation.round, self.evaluation.agency
        yield [KIND, "uid", str(self.evaluation.uid)]
        yield [KIND, "round", round_.title]
        yield [KIND, "agency", agency.name]
        yield [KIND, "scale", scale_of(round_)]
        yield [KIND, "exported", timezone.now().isoformat()]
        for code, stored in self.stored.items():
            for sheet, rows in stored.items():
                for key, cells in rows.items():
                    # A plan's row belongs to its standard; the others are known by their own code.
                    known = cells | {"standard": code} if sheet == PLANS else cells
                    yield [sheet, key, canonical({name: mark_of(text) for name, text in known.items()})]

    def _how_to(self):
        evaluation = self.evaluation
        due = evaluation.due_on
        yield ["Return", f"{evaluation.agency.name}: {evaluation.round.title}"]
        yield ["Due", f"{due:%A} {due.day} {due:%B %Y}. The workbook must be back in the portal and signed by then."]
        yield from ([heading, text] for heading, text in STEPS)


STEPS = (
    ("White and grey", "Fill in the white cells. Grey cells are locked: the portal needs them as they are."),
    (
        "Criteria",
        "Choose a rating from the list, and say in “Evidence” what you do, how you know that it works, and what "
        "children told you. Where N/A is offered it needs a reason. Where a number is asked, none is 0.",
    ),
    (
        "Carried forward",
        "An answer of an earlier return counts only when somebody confirms it. Change it, or choose “yes” under "
        "“Confirm” when it holds as it is.",
    ),
    ("Standards", "Say what is different for children, and the strengths. Gaps are needed below the best rating."),
    (
        "Planned improvements",
        "A row for each: what will change, who leads it (a job title), when it is due, how you will know. Empty rows "
        "are ready for every standard; leave the others empty.",
    ),
    (
        "Empty cells",
        "An empty cell changes nothing: what the portal has stays. To take something away, delete it on the page.",
    ),
    ("Names", "Never name a child, a family or a member of staff."),
    (
        "Bringing it back",
        "Save it as .xlsx. On the page of the return choose “Work offline in Excel” and send the file. You see what "
        "would change before anything is saved. Files of evidence are attached on the page.",
    ),
)


def scale_of(round_) -> str:
    """The scale of a round, as a workbook names it."""
    return f"{round_.scale.code} {round_.scale.version}"


def _row(sheet, values, asked=None):
    """The cells of a row in the order of its columns; what is not `asked` of it is shut."""
    columns = COLUMNS[sheet]
    return [SHUT if _is_shut(column, asked) else _cell(column, values[column.key]) for column in columns]


def _is_shut(column, asked):
    return asked is not None and bool(column.format) and column.key not in asked


def _cell(column, text):
    if not text:
        return None
    if column.format == WHOLE:
        return int(text)
    return dt.date.fromisoformat(text) if column.format == DAY else text
