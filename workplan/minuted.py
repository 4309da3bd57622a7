"""What minutes hold: who was there, the quorum, and every item with its words, decisions and actions.

`content_of(meeting)` reads a meeting as it stands; the same facts are what a version freezes. `reading` makes the page
of either; of a restricted item, whoever is not cleared is shown that there was one, and when.
"""

import datetime as dt
import json
from collections import defaultdict

from lscb_portal.lib.hashing import canonical, sha256_of
from workplan.models import Action, AgendaItem, Authority, ItemInterest
from workplan.models.agenda import RESTRICTED
from workplan.room import room
from workplan.spells import clock, course_of

# What a decision without a quorum rests on, as its minutes say it.
CHOSEN = "The agenda marked this item as one to decide without a quorum."
DISCRETION = "By the chair’s discretion: {}"
PROVISIONAL = "Holds only once a quorate meeting ratifies it."
LEFT = {
    "not_taken": "Carried forward to the next agenda.",
    "put_off": "Put off to the next agenda.",
    "adjourned": "Adjourned to the next meeting.",
}
BY_CONSENT = "Taken by consent."
OBJECTED = "{} objected to taking it by consent."
# What is kept of an item for whoever may not read it.
HIDDEN = ("purpose", "purpose_words", "lead", "late_reason", "discussion", "carried", "consent")
STILL_SHOWN = ("uid", "number", "started", "closed")

DAYS = {"day", "planned", "due_on"}
PRESENT, ONLINE, APOLOGIES, ABSENT = "present", "online", "apologies", "absent"


def content_of(meeting) -> dict:
    """Return the minutes of a meeting as plain facts that canonical JSON can hold."""
    whole = room(meeting)
    return {
        "meeting": _meeting(meeting),
        "attendance": _attendance(whole),
        "others": _others(whole),
        "quorum": course_of(whole, meeting.closed_at).sentence,
        "items": _items(meeting),
    }


def _others(whole):
    """Who is not counted, and was there or sent apologies: nobody misses the others."""
    people = [_person(line) for line in whole.noted if not line.attendee.counts]
    return [person for person in people if person["state"] != ABSENT]


def mark_of(meeting) -> str:
    """Return the hash of a meeting's minutes as they stand: a page that shows another one is out of date."""
    return sha256_of(canonical(content_of(meeting)))


def _meeting(meeting):
    return {
        "uid": meeting.uid,
        "board": meeting.board.name,
        "group": meeting.group.name,
        "day": meeting.day,
        "planned": meeting.date,
        "place": meeting.place,
        "opened": clock(meeting.opened_at),
        "opened_by": meeting.opened_by.name,
        "closed": clock(meeting.closed_at),
    }


def _attendance(whole):
    """The agencies with a seat by name, each with its people: who came, who sent apologies, who did not come."""
    of_agency, names = defaultdict(list), {}
    for line in whole.noted:
        if line.attendee.counts:
            of_agency[line.attendee.agency.name].append(_person(line))
            names[line.attendee.agency.name] = line.attendee.agency.short_name
    return [
        {
            "agency": name,
            "short": names[name],
            "represented": any(one["state"] in (PRESENT, ONLINE) for one in people),
            "people": people,
        }
        for name, people in sorted(of_agency.items())
    ]


def _person(line):
    return {
        "name": line.attendee.name,
        "capacity": line.capacity,
        "state": _state(line),
        "stays": [[clock(came), clock(went)] for came, went in line.stays],
    }


def _state(line):
    if line.was_here:
        return ONLINE if line.online else PRESENT
    return APOLOGIES if line.attendee.apologies else ABSENT


def _items(meeting):
    decisions, actions, interests = defaultdict(list), defaultdict(list), defaultdict(list)
    for decision in meeting.decisions.select_related("corrects", "corrected_by", "ratifies", "item__discretion"):
        decisions[decision.item_id].append(_decision(decision))
    given = Action.objects.given_by(meeting).select_related("owner", "agency", "board")
    for action in given.prefetch_related("sources__decision").order_by("number"):
        for source in action.sources.all():
            item = source.decision.item_id if source.decision else source.item_id
            actions[item].append(_action(action))
    noted = ItemInterest.objects.standing().filter(item__meeting=meeting).select_related("attendee")
    for interest in noted:
        interests[interest.item_id].append(_interest(interest))
    found = meeting.items.select_related("carried_forward", "consent")
    items = enumerate(found.prefetch_related("consent__objections__agency"), 1)
    return [
        _item(number, item)
        | {"interests": interests[item.pk], "decisions": decisions[item.pk], "actions": actions[item.pk]}
        for number, item in items
    ]


def _item(number, item):
    return {
        "uid": item.uid,
        "number": number,
        "title": item.title,
        "purpose": item.purpose,
        "purpose_words": item.get_purpose_display(),
        "lead": item.lead,
        "late_reason": item.late_reason,
        "started": clock(item.started_at),
        "closed": clock(item.closed_at),
        "discussion": item.discussion,
        "carried": _carried(item),
        "consent": _consent(item),
    }


def _consent(item):
    """Whether the meeting took an item by consent, or who objected to that; empty for any other."""
    consent = getattr(item, "consent", None)
    if consent is None or not (consent.decision_id or consent.objectors):
        return ""
    return BY_CONSENT if consent.decision_id else OBJECTED.format(consent.objectors)


def _carried(item):
    """Where an item went that the meeting left to the next one; empty for any other."""
    carried = getattr(item, "carried_forward", None)
    return LEFT[carried.why] if carried else ""


def _interest(interest):
    return {
        "uid": interest.uid,
        "name": interest.attendee.name,
        "nature": interest.nature,
        "handling": interest.get_handling_display(),
    }


def _decision(decision):
    corrected = getattr(decision, "corrected_by", None)
    return {
        "uid": decision.uid,
        "reference": decision.reference,
        "wording": decision.wording,
        "outcome": decision.get_outcome_display(),
        "dissent": decision.dissent,
        "quorate": decision.quorate,
        "agencies": decision.agencies_present,
        "at": clock(decision.decided_at),
        "rests_on": _rests_on(decision),
        "ratifies": decision.ratifies.reference if decision.ratifies else "",
        "corrects": decision.corrects.reference if decision.corrects else "",
        "corrected_by": corrected.reference if corrected else "",
    }


def _rests_on(decision):
    """What a decision rests on where it is not a quorum, as a sentence; empty for a quorum."""
    if decision.authority == Authority.DISCRETION:
        return DISCRETION.format(decision.item.discretion.reason)
    if decision.authority == Authority.CHOSEN:
        return CHOSEN
    return PROVISIONAL if decision.is_provisional else ""


def _action(action):
    return {
        "uid": action.uid,
        "reference": action.reference,
        "title": action.title,
        "owner": action.owner.name,
        "agency": action.agency.short_name if action.agency else "",
        "due_on": action.due_on,
    }


# Reading --------------------------------------------------------------------------------------------------------------


def plain(content) -> dict:
    """Return facts as a version holds them: what was written down and read again."""
    return json.loads(canonical(content))


def held(version) -> dict:
    """Return the facts of a version as they were frozen."""
    return json.loads(version.content)


def reading(content, user=None) -> dict:
    """Return minutes (see `plain` and `held`) for a page: days as days, and of items `user` may not read only the time.

    Without a `user` every item is there: for a file that is only given to whoever may read them all.
    """
    return reading_without(content, set() if user is None else numbers_hidden(user, content))


def reading_without(content, numbers) -> dict:
    """Return minutes for a page or a file that says of the items with these numbers only that they were there, and
    when."""
    items = [_concealed(item) if item["number"] in numbers else item for item in content["items"]]
    return _dated(content | {"items": items})


def _concealed(item):
    """What stands in the place of an item for whoever may not read it: see `AgendaItem.concealed`."""
    nothing = dict.fromkeys(HIDDEN, "")
    none = {"interests": [], "decisions": [], "actions": []}
    return {name: item[name] for name in STILL_SHOWN} | {"title": RESTRICTED, "concealed": True} | nothing | none


def items_seen(user, content) -> set[str]:
    """Return the uids, as text, of those of the minutes' items that the person may read."""
    items = AgendaItem.objects.visible_to(user).filter(meeting__uid=content["meeting"]["uid"])
    return {str(uid) for uid in items.values_list("uid", flat=True)}


def numbers_hidden(user, content) -> set[int]:
    """Return the numbers of those of the minutes' items that the person may not read."""
    seen = items_seen(user, content)
    return {item["number"] for item in content["items"] if item["uid"] not in seen}


def numbers_restricted(content) -> set[int]:
    """Return the numbers of those of the minutes' items that are restricted, whoever is cleared for them."""
    items = AgendaItem.objects.filter(meeting__uid=content["meeting"]["uid"], is_restricted=True)
    uids = {str(uid) for uid in items.values_list("uid", flat=True)}
    return {item["number"] for item in content["items"] if item["uid"] in uids}


def reads_all(user, content) -> bool:
    """Whether the person may read every item of the minutes."""
    return not numbers_hidden(user, content)


def _dated(value):
    if isinstance(value, dict):
        return {name: _day(held) if name in DAYS else _dated(held) for name, held in value.items()}
    return [_dated(one) for one in value] if isinstance(value, list) else value


def _day(text):
    return dt.date.fromisoformat(text) if text else None


def words_of(content) -> dict[str, str]:
    """Return what was said on each item, by the item's uid as text."""
    return {item["uid"]: item["discussion"] for item in content["items"]}


def with_words(content, words) -> dict:
    """Return the content with other words on the items named by uid in `words`."""
    items = [item | {"discussion": words.get(item["uid"], item["discussion"])} for item in content["items"]]
    return content | {"items": items}
