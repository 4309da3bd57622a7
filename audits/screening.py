"""What of an agency's words looks like an identifier, and whether somebody has said why it may stay.

    texts_of(standard, answers, draft)      the free texts of a standard's page
    unsettled(agency, texts)                those that look like an identifier and that nobody has let stand: [Look]

It warns and never decides. A text that was let stand is known by a hash, for its agency alone, so that it is asked
about once: carried into next year's return it is not asked about again, and changed by a letter it is.
"""

import uuid
from typing import NamedTuple

from agencies.models import Agency, Board, User
from agencies.models.board import Membership
from audits.draft import IMPROVEMENTS, WORDS, count_part, narrative_part, rating_part
from audits.models import ScreeningOverride, Submission
from lscb_portal.lib.hashing import sha256_of
from lscb_portal.lib.screening import Finding, Kind, marked, plain, screen
from lscb_portal.lib.screening_words import TITLES

A_KIND = {
    Kind.NAME: "a name",
    Kind.DATE_OF_BIRTH: "a date of birth",
    Kind.NHS_NUMBER: "an NHS number",
    Kind.UPN: "a unique pupil number",
    Kind.POSTCODE: "a postcode",
    Kind.TELEPHONE: "a telephone number",
    Kind.EMAIL: "an e-mail address",
}
LABELS = {"impact": "Impact on children", "strengths": "Strengths", "gaps": "Gaps"}
# Titles of people at work: with one of them a surname is enough to know a colleague; "Mrs Ahmed" may be anybody.
OFFICES = TITLES - {"aunt", "auntie", "uncle", "master", "miss", "mr", "mrs", "ms", "mx"}
SAID = {
    "text": "words",
    "words": "review in words",
    "action": "what will be done",
    "dissemination": "how staff were told",
    "questions": "statements",
    "teams": "parts of the agency",
}
WHOLE = "whole"
REACH, MOST_EXCERPTS = 60, 20
IMPROVEMENT_WORDS = {"what": "what will change", "success_measure": "how you will know"}


class Text(NamedTuple):
    """Words to look at.

    `owner` is the key of the standard or item they belong to, `part` their name there, `label` what a person calls
    them, `target` their control on the page, `place` the criterion's code or another heading they stand under. `seen`
    is what was found in them where the words are not at hand (a file's). `item` is the uid of an item of evidence.
    """

    owner: int
    part: str
    label: str
    target: str
    place: str
    words: str
    seen: tuple[Kind, ...] | None = None
    item: uuid.UUID | None = None


class Look(NamedTuple):
    """A text that looks as if it told who somebody is. `sha256` is how it is known once it was let stand."""

    text: Text
    kinds: tuple[Kind, ...]
    findings: tuple[Finding, ...]
    sha256: str

    @property
    def said(self) -> str:
        """ "a name and a postcode"."""
        *first, last = [A_KIND[kind] for kind in self.kinds]
        return f"{', '.join(first)} and {last}" if first else last

    @property
    def excerpts(self) -> list[list]:
        """What was found with a few words around it, in pieces; of a long text no more than twenty findings."""
        near = []
        for found in self.findings[:MOST_EXCERPTS]:
            if near and found.start - near[-1][-1].end <= 2 * REACH:
                near[-1].append(found)
            else:
                near.append([found])
        return [self._around(group) for group in near]

    def _around(self, group):
        """The pieces of the text from a word before the first finding of a group to a word behind the last."""
        words = self.text.words
        start, end = max(0, group[0].start - REACH), min(len(words), group[-1].end + REACH)
        start = words.rfind(" ", 0, start) + 1
        end = words.find(" ", end) if " " in words[end:] else len(words)
        found = [Finding(each.kind, each.start - start, each.end - start) for each in group]
        return [("… ", None)] * (start > 0) + marked(words[start:end], found) + [(" …", None)] * (end < len(words))


# The texts ------------------------------------------------------------------------------------------------------------


def texts_of(standard, answers, draft) -> list[Text]:
    """The free texts of a standard's page, in its order, from a `draft` of it (see `audits.draft`).

    Who leads an improvement is not among them: it is the job title of somebody at work.
    """
    texts = [text for answer in answers for text in _of_answer(answer, draft)]
    texts += [Text(standard.pk, name, LABELS[name], f"id_{name}", WHOLE, draft.get(name, "")) for name in WORDS]
    for index, row in enumerate(draft.get(IMPROVEMENTS, ())):
        texts += [
            Text(
                standard.pk,
                f"improvement-{row.uid.hex}-{name}",
                f"Planned improvement {index + 1}, {label}",
                f"id_{IMPROVEMENTS}-{index}-{name}",
                IMPROVEMENTS,
                getattr(row, name),
            )
            for name, label in IMPROVEMENT_WORDS.items()
        ]
    return texts


def _of_answer(answer, draft):
    code, control = answer.criterion.code, f"id_c{answer.criterion.position}"
    judged = draft.get(rating_part(answer.criterion)) or draft.get(count_part(answer.criterion))
    part = narrative_part(answer.criterion)
    yield Text(answer.standard_id, part, f"{code}, evidence", f"{control}-narrative", code, draft.get(part, ""))
    if judged:
        part = f"c{answer.criterion.position}-reason"
        yield Text(answer.standard_id, part, f"{code}, reason", f"{control}-na_reason", code, judged.reason)


def texts_said(**said) -> list[Text]:
    """What somebody is about to say to others, from {name of the form's field: words}."""
    return [Text(0, part, SAID.get(part, part), f"id_{part}", "", words) for part, words in said.items()]


def texts_of_item(item) -> list[Text]:
    """The title of an item of evidence, the name of its file, and what was found in the file when it came in."""
    said = [("title", "title", item.title, None)]
    if item.file:
        kinds = tuple(Kind(kind) for kind in item.found_in_file)
        said += [
            ("name", "name of the file", spaced(item.file.name), None),
            ("file", "text of the file", item.file.sha256, kinds),
        ]
    return [Text(item.pk, part, label, "look", "", words, seen, item.uid) for part, label, words, seen in said]


def texts_of_attached(item, answer) -> list[Text]:
    """The same, of an item on an answer."""
    code = answer.criterion.code
    return [
        text._replace(owner=answer.standard_id, label=f"{code}, “{item.title}”, {text.label}", target=code, place=code)
        for text in texts_of_item(item)
    ]


def spaced(name: str) -> str:
    """A file's name with its words apart, without its ending."""
    return name.rpartition(".")[0].replace("_", " ").replace("-", " ") or name


# Looking --------------------------------------------------------------------------------------------------------------

# What was found in a text, by the text's hash: a return is read often and changed seldom. It holds no words.
_found: dict[str, tuple[Finding, ...]] = {}
MOST_REMEMBERED = 20_000


def findings_in(words) -> tuple[Finding, ...]:
    """What looks like an identifier in a text."""
    if not words:
        return ()
    key = sha256_of(words)
    found = _found.get(key)
    if found is None:
        if len(_found) >= MOST_REMEMBERED:
            _found.clear()
        # Another thread may forget everything at any moment: what was found is not looked up again.
        found = _found[key] = tuple(screen(words))
    return found


def unsettled(agency, texts) -> list[Look]:
    """The looks at those texts of an agency that are still to be settled; a few queries, none for plain words."""
    looks = [look for text in texts if (look := _look(agency, text))]
    if looks:
        settled = set(settled_hashes(look.sha256 for look in looks))
        looks = [look for look in looks if look.sha256 not in settled]
    if not looks:
        return []
    names = known_names(agency)
    return [known for look in looks if (known := _without_known(look, names))]


def findings_for(agency, words) -> tuple[Finding, ...]:
    """What looks like an identifier in a text of an agency, but for names of people and agencies of its boards."""
    findings = findings_in(words)
    names = known_names(agency) if findings else {}
    return tuple(found for found in findings if not _is_known(words, found, names))


def findings_at(board, words) -> tuple[Finding, ...]:
    """What looks like an identifier in a text of a board itself, but for names of its people and agencies."""
    findings = findings_in(words)
    names = names_at([board]) if findings else {}
    return tuple(found for found in findings if not _is_known(words, found, names))


def settled_hashes(hashes):
    """Those of the hashes under which somebody has let a text stand."""
    return ScreeningOverride.objects.filter(words_sha256__in=list(hashes)).values_list("words_sha256", flat=True)


def hash_of(agency, words) -> str:
    """How a text is known once it was let stand: for that agency alone, so that no list of names finds it out."""
    return sha256_of(f"{agency.uid}\n{words}")


def _look(agency, text):
    if text.seen is not None:
        return Look(text, text.seen, (), hash_of(agency, text.words)) if text.seen else None
    findings = findings_in(text.words)
    return Look(text, _kinds(findings), findings, hash_of(agency, text.words)) if findings else None


def _kinds(findings):
    return tuple(dict.fromkeys(finding.kind for finding in findings))


def _without_known(look, names):
    """The look without names of people and agencies of the boards; None where nothing else was found."""
    if look.text.seen is not None:
        return look
    findings = tuple(found for found in look.findings if not _is_known(look.text.words, found, names))
    return look._replace(findings=findings, kinds=_kinds(findings)) if findings else None


def _is_known(words, found, names):
    if found.kind != Kind.NAME:
        return False
    title, said = _title_and_name(words[found.start : found.end])
    if said in names["whole"] or (title in OFFICES and said in names["surnames"]):
        return True
    return _within_an_agency(words, found, names["agencies"])


def _title_and_name(words):
    """("dr", "okafor"): a name without its title, in small letters."""
    first, _, rest = plain(words).partition(" ")
    title = first.rstrip(".")
    return (title, rest) if title in TITLES and rest else ("", plain(words))


def _within_an_agency(words, found, agencies):
    """Whether the words are part of an agency's own name: "St Elizabeth Trust"."""
    around = plain(words[max(0, found.start - 60) : found.end + 60])
    said = plain(words[found.start : found.end])
    return any(said in agency and agency in around for agency in agencies)


def known_names(agency) -> dict[str, frozenset[str]]:
    """The people and agencies of the boards that the agency belongs to: at work, and named as such.

    With whoever signed a return of the agency, also when they have left since: a letter says who did.
    """
    boards = Board.objects.filter(pk__in=Membership.objects.current().filter(agency=agency).values("board"))
    signed = Submission.objects.filter(evaluation__agency=agency).values_list("signed_by_name", flat=True)
    return names_at(boards, signed.distinct())


def names_at(boards, more=()) -> dict[str, frozenset[str]]:
    """The people and agencies of these boards, and `more` names of people."""
    names = User.objects.of_boards(boards).values_list("name", flat=True)
    people = {_title_and_name(name)[1] for name in (*names, *more)}
    agencies = Agency.objects.of_boards(boards).values_list("name", flat=True)
    return {
        "whole": frozenset(people),
        "surnames": frozenset(name.rpartition(" ")[2] for name in people),
        "agencies": frozenset(plain(name) for name in agencies),
    }
