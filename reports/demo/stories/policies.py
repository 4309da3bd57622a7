"""The board's policies: published, reviewed by each agency, checked, and a few of them left lying."""

import datetime as dt

from django.utils import timezone

from agencies.models import Agency, Through
from audits.models import Policy, PolicyVersion
from audits.operations.policy import add_policy, publish_version
from audits.operations.policy_reminder import remind_of_policies
from audits.operations.policy_review import record_audit, record_review
from audits.policy_state import months_after
from reports.demo.agencies import NORTHMERE
from reports.demo.cast import new_uid
from reports.demo.people import POSTS
from reports.demo.words import words

YEAR = 12
LATE, NEAR = (372, 420), (338, 362)
USUAL = (25, 300)
TO_RESPOND = dt.timedelta(weeks=8)
ON_BEHALF = ("P01", "ED")


def policies_of(cast):
    """The stories of the office, of each agency, and of the reminders."""
    agencies = Agency.objects.of_board(cast.boards[NORTHMERE])
    codes = [code for code in POSTS if agencies.filter(pk=cast.agencies[code].pk).exists()]
    return [kept(cast), *(reviewed(cast, code) for code in codes), checked(cast), own_policy(cast), reminded(cast)]


def told(cast, code):
    return next(card for card in words("policies")["policies"] if card["code"] == code)


# The office -----------------------------------------------------------------------------------------------------------


def kept(cast):
    """Every policy is added and published; two of them again later."""
    board = cast.boards[NORTHMERE]
    cards = words("policies")["policies"]
    versions = [(version["ago"], card, version) for card in cards for version in card["versions"]]
    for ago, card, version in sorted(versions, key=lambda each: -each[0]):
        yield cast.days.ago(ago, "10:30")
        by = cast.manager(NORTHMERE)
        if version is card["versions"][0]:
            details = {name: card[name] for name in ("code", "title", "tier")}
            asked = Agency.objects.of_board(board).in_force()
            add_policy(board, by=by, uid=new_uid(), asked=asked, review_every=YEAR, **details)
        publish(cast, Policy.objects.get(board=board, code=card["code"]), version, ago, by=by)


def publish(cast, policy, version, ago, *, by):
    """Publish a version on its day, in force the same day, to be reviewed in eight weeks."""
    today = cast.days.ago(ago).date()
    publish_version(
        policy,
        by=by,
        uid=new_uid(),
        after=str(int(version["number"]) - 1) if version["number"] != "1" else "",
        number=version["number"],
        what_changed=version["changed"],
        link=f"https://northmere.example/policies/{policy.code.lower()}",
        approved_on=today - dt.timedelta(days=6),
        in_force_on=today,
        respond_by=today + TO_RESPOND,
        review_due_on=months_after(today, 2 * YEAR),
    )


def reminded(cast):
    """A week ago everybody was reminded of what is near and what is late."""
    yield cast.days.ago(7, "06:00")
    remind_of_policies()


# The agencies ---------------------------------------------------------------------------------------------------------


def reviewed(cast, code):
    """One agency's reviews: usually this year's, sometimes last year's or none."""
    cards = words("policies")["policies"]
    deeds = [(ago, card, number) for card in cards for number, ago in reviews_of(cast, code, card)]
    for ago, card, number in sorted(deeds, key=lambda deed: -deed[0]):
        yield cast.days.ago(ago, "14:40")
        review(cast, code, card, number)


def reviews_of(cast, code, card):
    """[(version's number, days ago)] of an agency's reviews of a policy."""
    rng = cast.rng("policy", card["code"], code)
    first, *later = card["versions"]
    if code in card.get("silent", ()):
        return
    span = LATE if code in card.get("late", ()) else NEAR if code in card.get("near", ()) else USUAL
    yield first["number"], max(rng.randint(*span), later[0]["ago"] + 3 if later else 0)
    if later and code in card.get("again", ()):
        yield later[-1]["number"], rng.randint(1, later[-1]["ago"] - 2)


def review(cast, code, card, number):
    """Record one review, by the agency's lead; of one agency by the office, which had it on the telephone."""
    agency, lead = cast.agencies[code], cast.people[POSTS[code][0]]
    version = PolicyVersion.objects.get(policy__board=cast.boards[NORTHMERE], policy__code=card["code"], number=number)
    entered = (card["code"], code) == ON_BEHALF
    behalf = {"on_behalf_of": lead, "through": Through.TELEPHONE} if entered else {}
    by = cast.manager(NORTHMERE) if entered else lead
    record_review(version, agency, by=by, uid=new_uid(), **said(cast, code, card), **behalf)


def said(cast, code, card):
    """The review's columns: a gap or "not applicable" where the story tells one, else one of the usual outcomes."""
    rng = cast.rng("policy words", card["code"], code)
    facts = {"action": "", "action_lead": "", "action_due_on": None, "reviewed_on": timezone.localdate()}
    if code in card.get("na", {}):
        facts |= {"outcome": "not_applicable", "words": card["na"][code]}
    elif code in card.get("gap", {}):
        gap = card["gap"][code]
        due = cast.days.today + dt.timedelta(days=gap["due"])
        facts |= {"outcome": "gap", "words": gap["words"], "action": gap["action"], "action_lead": gap["lead"]}
        facts |= {"action_due_on": due}
    else:
        outcome = rng.choice(["adopted", "adopted", "no_change", "amended"])
        facts |= {"outcome": outcome, "words": rng.choice(words("policies")["outcomes"][outcome])}
    return facts | {"dissemination": rng.choice(words("policies")["told"]), "disseminated_on": facts["reviewed_on"]}


def checked(cast):
    """Agencies look at samples; one of them does it twice and is better the second time."""
    for card in sorted(words("policies")["checks"], key=lambda card: -card["ago"]):
        yield cast.days.ago(card["ago"], "11:20")
        today = cast.days.ago(card["ago"]).date()
        record_audit(
            Policy.objects.get(board=cast.boards[NORTHMERE], code=card["policy"]),
            cast.agencies[card["agency"]],
            by=cast.people[POSTS[card["agency"]][0]],
            uid=new_uid(),
            audited_on=today,
            sample=card["sample"],
            complied=card["complied"],
            findings=card["found"],
            next_due_on=months_after(today, YEAR),
        )


def own_policy(cast):
    """The police keep a policy of their own."""
    card = words("policies")["own"]
    agency, lead = cast.agencies[card["agency"]], cast.people[POSTS[card["agency"]][0]]
    yield cast.days.ago(48, "09:40")
    details = {name: card[name] for name in ("code", "title", "tier")}
    policy = add_policy(cast.boards[NORTHMERE], by=lead, uid=new_uid(), agency=agency, review_every=YEAR, **details)
    publish(cast, policy, {"number": "1", "changed": card["changed"]}, 48, by=lead)
