"""One return as a board judged it, standard by standard: what the agency signed, and what moderation made of it."""

import json
from dataclasses import dataclass

from audits.models import Moderation, Tested
from lscb_portal.lib.charts.track import Track


@dataclass(frozen=True)
class Judged:
    """A standard the agency answered. `own` is a point of the scale of its day, None without a rating of its own.

    `tests` begin with the latest, which counts. `is_sampled` is false where the board moderated others by sample.
    """

    code: str
    position: int
    title: str
    own: dict | None
    moderation: Moderation | None
    track: Track | None
    tests: tuple[Tested, ...] = ()
    is_sampled: bool = True

    @property
    def outcome(self) -> str:
        """ "Lowered 1", "Agreed", "To do"; what can be said where the agency gave no rating."""
        if self.track:
            return self.track.summary
        return "Judged" if self.moderation else "Not rated"


def judgement_of(submission, moderations, tests=(), sampled=()) -> list[Judged]:
    """Return the standards of a submission in order, each with its moderation and tests, of those given.

    `sampled` are the standards drawn, none where every one is moderated. A stale moderation counts as none.
    """
    drawn = {standard.code for standard in sampled}
    tested = {}
    for test in sorted(tests, key=lambda one: -one.pk):
        tested.setdefault(test.standard.code, []).append(test)
    content = json.loads(submission.content)
    points = {point["code"]: point for point in content["scale"]["points"]}
    worst_first = list(points)[::-1]
    by_code = {moderation.standard.code: moderation for moderation in moderations if not moderation.is_stale}
    judged = []
    for standard in content["standards"]:
        code, own = standard["code"], points.get(standard["rollup"]["rating"])
        moderation = by_code.get(code)
        track = Track(worst_first, own["code"], moderation and moderation.rating.code) if own else None
        found, is_sampled = tuple(tested.get(code, ())), not drawn or code in drawn
        judged.append(Judged(code, standard["position"], standard["title"], own, moderation, track, found, is_sampled))
    return judged
