"""Minutes at every step of their way, and decisions by e-mail, to open or to hide."""

import uuid

from agencies.operations.stored_file import Made
from lscb_portal.lib import owed
from lscb_portal.lib.periods import add_working_days
from tests.access.canaries import MEETING, MINUTES_IN_DRAFT
from workplan.lines import parts_of
from workplan.minuted import held as facts_of
from workplan.minuted import reading
from workplan.models import AgendaItem, MinutesPaper
from workplan.operations import minutes_paper
from workplan.operations.approval import approve, correct
from workplan.operations.edition import begin_edition, choose, make_edition
from workplan.operations.email_decision import open_email_decision
from workplan.operations.suggestion import suggest
from workplan.tests import minuting
from workplan.tests.factories import in_days


def minuted(world, group, session, people):
    """Minutes as a draft, circulated with a suggestion, and approved at the meeting in session, with two editions."""
    chair, member = people["chair"], people["member"]
    draft, circulated, approved = (minuting.held(group, chair, member, chair) for _ in range(3))
    AgendaItem.objects.filter(meeting__in=(draft, circulated)).update(discussion=MINUTES_IN_DRAFT)
    AgendaItem.objects.filter(meeting=approved).update(discussion=MEETING)
    minuting.circulated(circulated, chair)
    words = {"uid": uuid.uuid4(), "words": MINUTES_IN_DRAFT}
    suggestion = suggest(circulated.items.first(), **words, by=member)
    record = minuting.circulated(approved, chair)
    item = session.items.first()
    version = approve(record, item, uid=uuid.uuid4(), seen=1, by=chair).version
    made = _edition(version, people["business_manager"], make=True)
    choosing = _edition(version, people["business_manager"])
    for paper in MinutesPaper.objects.all():
        _printed(paper)
    world.add("draft_minutes", uid=draft.uid)
    world.add("circulated_minutes", uid=circulated.uid, number=1)
    world.add("item_to_amend", uid=circulated.items.first().uid)
    world.add("suggestion", uid=suggestion.uid)
    world.add("approved_minutes", uid=approved.uid, number=1)
    words = {str(approved.items.first().uid): MINUTES_IN_DRAFT}
    correct(record, uid=uuid.uuid4(), words=words, reason="A slip.", seen=1, by=chair)
    world.add("correction", uid=approved.uid, number=2)
    world.add("made_edition", uid=made.uid)
    world.add("edition", uid=choosing.uid, part="front")
    _by_email(world, group, people)


def _edition(version, by, make=False):
    edition = begin_edition(version, by=by)
    part = parts_of(reading(facts_of(version)))[1]
    edition = choose(edition, part.key, {"title": "Timeliness"}, seen=0, by=by)
    return make_edition(edition, seen=1, by=by) if make else edition


def _printed(paper):
    claimed = owed.claim(MinutesPaper, paper.pk)
    minutes_paper.finish(claimed, Made("minutes.pdf", b"%PDF-1.7", "0" * 64, 1))


def _by_email(world, group, people):
    facts = {"title": "Funding", "wording": MEETING, "background": MEETING}
    facts |= {"uid": uuid.uuid4(), "closes_on": add_working_days(in_days(0), 5)}
    question = open_email_decision(group, **facts, by=people["business_manager"])
    place = question.asked.get(person=people["member"])
    world.add("by_email", uid=question.uid, asked=place.uid)
