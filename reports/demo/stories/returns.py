"""An agency's return, from the first standard to the signature, or as far as the agency has come."""

import datetime as dt
from collections import defaultdict

from audits.draft import IMPROVEMENTS, Improvement, Judgement, narrative_part, rating_part
from audits.models import EvidenceItem, SelfEvaluation
from audits.operations.answer import save_standard
from audits.operations.carrying import confirm_answers
from audits.operations.chasing import note_opened
from audits.operations.evidence import add_evidence, attach_evidence
from audits.operations.self_evaluation import hand_over
from audits.operations.sharing import give_standards, hand_back
from audits.operations.submission import sign_off
from audits.scoring import NOT_APPLICABLE
from lscb_portal.lib.periods import add_working_days
from reports.demo import evidence, files
from reports.demo.cast import new_uid
from reports.demo.days import moment, working_day
from reports.demo.people import POSTS
from reports.demo.ratings import BELOW
from reports.demo.words import words

SITTINGS = 4  # an agency works on its return on so many days
UNSAID = "."
# Criteria that do not apply to an agency, for the reason the framework itself gives as an honest one.
NOT_ASKED = {("Fi", "ST11.4"), ("Ca", "ST11.3"), ("ED", "ST11.4"), ("YJ", "ST08.4"), ("IC", "ST03.4"), ("VS", "ST12.5")}


class Return:
    """One agency's return to one round as it is told. `year` is "last" or "this"; `ratings` a row of `ratings.py`."""

    def __init__(self, cast, round_code, code, year, ratings, still_open=()):
        self.cast, self.code, self.year, self.still_open = cast, code, year, still_open
        self.row = SelfEvaluation.objects.select_related("round").get(
            round__code=round_code, agency=cast.agencies[code]
        )
        self.criteria = defaultdict(list)
        for answer in self.row.answers.select_related("criterion"):
            self.criteria[answer.standard_id].append(answer.criterion)
        self.rng = cast.rng("return", year, code)
        self.letters = {f"ST{number:02}": letter for number, letter in enumerate(ratings, 1) if letter != UNSAID}
        before = [self.row.round.opens_on - dt.timedelta(days=30 * back) for back in range(1, 7)]
        self.months = [f"{day:%B}" for day in before]

        self.lead, self.signatory, *helpers = (cast.people[key] for key in POSTS[code])
        self.writers = [self.lead, *helpers]


def written(story, start, end):
    """Write the standards that have a rating, over several days between two dates; then attach the evidence."""
    responses = [each for each in story.row.responses.select_related("standard") if each.standard.code in story.letters]
    days = [start + (end - start) * number // SITTINGS for number in range(SITTINGS)]
    share = -(-len(responses) // SITTINGS)
    writers = {
        response.pk: story.writers[(place // share + place % share) % len(story.writers)]
        for place, response in enumerate(responses)
    }
    yield moment(working_day(start), "09:40")
    note_opened(story.row, by=story.lead)
    share_out(story, responses, writers)
    for number, day in enumerate(days):
        yield moment(working_day(day), f"{10 + 2 * number}:20")
        for response in responses[number * share : (number + 1) * share]:
            write(story, response, writers[response.pk])
    yield moment(working_day(max(days)), "16:40")
    provide_evidence(story)
    hand_back_what_is_done(story)


def share_out(story, responses, writers):
    """The lead gives the others the standards that they will write."""
    for helper in story.writers[1:]:
        standards = [response.standard for response in responses if writers[response.pk] == helper]
        if standards:
            give_standards(story.row, standards, helper, by=story.lead, note="The numbers of the last quarter, please.")


def hand_back_what_is_done(story):
    """This year's contributors hand back what is complete; what is still open stays with them."""
    if story.year == "last":
        return
    waiting = set(story.row.answers.unanswered().values_list("standard", flat=True))
    for given in story.row.assignments.open().exclude(standard__in=waiting).select_related("person"):
        hand_back(given, by=given.person)


def write(story, response, by):
    """Save one standard's page; last year's were saved by themselves as they were typed, and left no line each."""
    standard, letter = response.standard, story.letters[response.standard.code]
    criteria = story.criteria[standard.pk]
    draft = {}
    for criterion, rating in zip(criteria, rated(story, standard.code, criteria, letter), strict=True):
        draft |= answered(story, criterion, rating)
    save_standard(
        story.row,
        standard,
        draft | said_once(story, standard.code, letter),
        by=by,
        version=response.version,
        explicit=story.year == "this",
    )
    if story.year == "this":
        holds = [criterion.code for criterion in criteria if criterion.code not in story.still_open]
        confirm_answers(story.row, standard, by=by, codes=holds)


def rated(story, standard, criteria, letter):
    """Return the ratings of a standard's criteria so that the lowest of them, which counts, is `letter`."""
    ratings = dict.fromkeys([criterion.code for criterion in criteria], evidence.GREEN)
    if letter != evidence.GREEN:
        below = BELOW.get((story.code, standard)) or drawn(story.rng, list(ratings))
        ratings |= dict.fromkeys(below, evidence.AMBER) | {below[0]: letter}
    return list(ratings.values())


def drawn(rng, codes):
    """Draw one criterion or two, among those whose evidence is a percentage where there are such."""
    counted = [code for code in codes if "{percent}" in words("evidence")["sentences"][code]] or codes
    return rng.sample(counted, min(len(counted), rng.randint(1, 2)))


def answered(story, criterion, rating):
    """Return the parts of the page that answer one criterion."""
    text = evidence.narrative(story.code, criterion.code, rating, story.rng, story.months, story.year)
    if criterion.code in story.still_open:
        return {}
    if (story.code, criterion.code) in NOT_ASKED and criterion.na_allowed:
        return {rating_part(criterion): Judgement.of(NOT_APPLICABLE, criterion.na_when)}
    return {rating_part(criterion): Judgement.of(rating, ""), narrative_part(criterion): text}


def said_once(story, standard, letter):
    """Return the parts of the page that speak of the whole standard."""
    said = evidence.overview(story.code, standard, letter, story.year)
    parts = {name: said[name] for name in ("impact", "strengths", "gaps")}
    if said["improve"]:
        due_on = add_working_days(story.row.round.due_on, story.rng.choice((40, 60, 85, 110)))
        lead = story.lead.job_title
        parts[IMPROVEMENTS] = (Improvement(new_uid(), said["improve"], lead, due_on, said["measure"]),)
    return parts


def provide_evidence(story):
    """Attach what the agency has in its library already, or put it there."""
    by, agency = story.lead, story.row.agency
    answers = {answer.criterion.code: answer for answer in story.row.answers.select_related("criterion", "evaluation")}
    for item in evidence.LIBRARY:
        answer = answers.get(item.criterion)
        if answer is None or item.criterion[:4] not in story.letters:
            continue
        if kept := EvidenceItem.objects.current().filter(agency=agency, title=item.title).first():
            attach_evidence(answer, kept, by=by)
        else:
            put_in_library(story, answer, item, by)


def put_in_library(story, answer, item, by):
    relates_to = story.row.round.opens_on - dt.timedelta(days=story.rng.randint(30, 200))
    lines = [
        story.row.agency.name,
        item.title,
        f"{relates_to:%-d %B %Y}",
        "Made for the demonstration. Nothing in it is real.",
    ]
    source = (
        {"upload": files.upload(item.file, lines)} if item.file else {"link": item.link.format(site=story.code.lower())}
    )
    add_evidence(answer, by=by, uid=new_uid(), title=item.title, relates_to=relates_to, **source)


def handed_over(story, at):
    yield at
    hand_over(story.row, by=story.lead)


def signed(story, at):
    yield at
    sign_off(story.row, by=story.signatory, reauthenticated_at=at)
