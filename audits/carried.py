"""Last year's answers beside this year's: what was said, what changed in the question, how it was judged."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from audits.earlier import Source, feeding, last_signed
from audits.models import Feedback, FeedbackPart, Moderation, Round
from audits.models.mapping import Relation
from audits.wording import counted_words
from lscb_portal.lib.differences import TextChange, text_change

# What each relation means for what was carried, in the words of somebody who answers.
RELATIONS = {
    Relation.EQUAL: "",
    Relation.SUBSET: "The earlier question asked less than this one.",
    Relation.SUPERSET: "The earlier question asked more than this one.",
    Relation.PARTIAL: "The earlier question overlaps with this one.",
}


@dataclass(frozen=True)
class LastTime:
    """What was answered then, as it was signed; a number has no letter."""

    letter: str
    label: str
    colour: str


NOT_APPLICABLE_THEN = LastTime("N/A", "Not applicable", "n")


@dataclass(frozen=True)
class Then:
    """One earlier answer behind a criterion. `change` is how its statement became the new one, if it did."""

    code: str
    rating: LastTime | None
    narrative: str
    relation: str
    rationale: str
    change: TextChange | None


@dataclass(frozen=True)
class Beside:
    """What stands beside one answer: the earlier answers behind it, those of an equal criterion first, and, while it
    waits to be confirmed, what the return is called that it was `carried` from."""

    carried: str
    then: tuple[Then, ...]


@dataclass(frozen=True)
class StandardThen:
    """One earlier standard behind a standard: its rating, its words, its plans and what each board made of it."""

    code: str
    title: str
    rating: LastTime | None
    words: dict
    improvements: list
    judgements: tuple


class Before:
    """What stands beside a return's answers, for one reader. Its queries do not grow with the criteria."""

    def __init__(self, evaluation, reader):
        self.evaluation, self.reader = evaluation, reader

    @cached_property
    def whole(self):
        """The last whole return that the agency signed; None without one."""
        return last_signed(self.evaluation)

    @property
    def year(self) -> str:
        """What the last return is called in a line."""
        return name_of(self.whole.submission) if self.whole else ""

    @cached_property
    def _names(self):
        """{a submission's key: what it is called}, of those that answers may have been carried from."""
        known = [*([self.whole] if self.whole else []), *feeding(self.evaluation)]
        return {earlier.submission.pk: name_of(earlier.submission) for earlier in known}

    def carried_from(self, answer) -> str:
        """What the return is called that an unconfirmed answer came from; nothing for any other answer."""
        return "" if answer.confirmed else self._names.get(answer.carried_from_id, "an earlier return")

    def beside(self, answer) -> "Beside":
        """What stands beside one answer."""
        then = tuple(self._then(source, answer) for source in self._sources(answer))
        return Beside(self.carried_from(answer), then)

    def _sources(self, answer):
        return self.whole.sources(answer) if self.whole else []

    @cached_property
    def _points(self):
        return {
            point["code"]: LastTime(point["letter"], point["label"], point["colour"])
            for point in self.whole.content["scale"]["points"]
        }

    @property
    def scale_changed(self) -> bool:
        """Whether a rating means something else today: another scale, or another version of it."""
        return self.whole is not None and not self.whole.has_scale(self.evaluation.round.scale)

    def _then(self, source: Source, answer):
        old = source.answer
        return Then(
            code=old["code"],
            rating=self._rating(old),
            narrative=old["narrative"],
            relation=RELATIONS[source.relation],
            rationale=source.mapping.rationale if source.mapping else "",
            change=text_change("The question", old["statement"], answer.criterion.statement),
        )

    def _rating(self, old):
        if old["not_applicable"]:
            return NOT_APPLICABLE_THEN
        if old.get("count") is not None:
            return LastTime("", counted_words(old["count"], old["total"], old["unit"]), "")
        return self._points.get(old["rating"])

    def of_standard(self, each) -> list[StandardThen]:
        """The earlier standards behind a standard (a `StandardContents`)."""
        found = {
            source.standard["code"]: source.standard for answer in each.answers for source in self._sources(answer)
        }
        return [self._standard(standard) for standard in found.values()]

    def _standard(self, standard):
        return StandardThen(
            code=standard["code"],
            title=standard["title"],
            rating=self._points.get(standard["rollup"]["rating"]),
            words={name: standard[name] for name in ("impact", "strengths", "gaps")},
            improvements=standard["improvements"],
            judgements=tuple(self._judgements[standard["code"]]),
        )

    @cached_property
    def _judgements(self):
        """{standard's code: [(board, moderation or None, what the feedback said)]}, as far as the reader may know."""
        reviews = {"review__evaluation": self.whole.submission.evaluation}
        moderations = Moderation.objects.visible_to(self.reader).filter(**reviews)
        sent = Feedback.objects.visible_to(self.reader).filter(**reviews, sent_at__isnull=False)
        parts = FeedbackPart.objects.filter(feedback__in=sent).exclude(text="")
        said = {(part.standard.code, part.feedback.review.round_board.board): part.text for part in _with_board(parts)}
        by_code, known = defaultdict(list), set()
        for each in moderations.select_related("standard", "rating", "review__round_board__board").order_by("review"):
            key = (each.standard.code, each.review.round_board.board)
            words = said.get(key, "")
            by_code[key[0]].append((key[1], each, "" if words.strip() == each.reason.strip() else words))
            known.add(key)
        for key in said.keys() - known:
            by_code[key[0]].append((key[1], None, said[key]))
        return by_code


def _with_board(parts):
    return parts.select_related("standard", "feedback__review__round_board__board").order_by("feedback")


def name_of(submission) -> str:
    """What a signed return is called in "Carried from …": its year, or a topic round's title."""
    round_ = submission.evaluation.round
    return round_.title if round_.kind == Round.Kind.TOPIC else str(round_.opens_on.year)
