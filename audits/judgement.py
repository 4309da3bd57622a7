"""One return as a board judged it, standard by standard: what the agency signed, and what moderation made of it."""

import json
from dataclasses import dataclass

from audits.models import Moderation
from lscb_portal.lib.charts.track import Track


@dataclass(frozen=True)
class Judged:
    """A standard the agency answered. `own` is a point of the scale of its day, None without a rating of its own."""

    position: int
    title: str
    own: dict | None
    moderation: Moderation | None
    track: Track | None

    @property
    def outcome(self) -> str:
        """ "Lowered 1", "Agreed", "To do"; what can be said where the agency gave no rating."""
        if self.track:
            return self.track.summary
        return "Judged" if self.moderation else "Not rated"


def judgement_of(submission, moderations) -> list[Judged]:
    """Return the standards of a submission in order, each with its moderation, of those given, if it has one."""
    content = json.loads(submission.content)
    points = {point["code"]: point for point in content["scale"]["points"]}
    worst_first = list(points)[::-1]
    by_code = {moderation.standard.code: moderation for moderation in moderations}
    return [_judged(standard, points, worst_first, by_code.get(standard["code"])) for standard in content["standards"]]


def _judged(standard, points, worst_first, moderation):
    own = points.get(standard["rollup"]["rating"])
    track = Track(worst_first, own["code"], moderation and moderation.rating.code) if own else None
    return Judged(standard["position"], standard["title"], own, moderation, track)
