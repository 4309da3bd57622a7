"""What a staff survey showed, with nothing in it by which one person's answers could be known.

Below five answers nothing is said. A team below five is hidden; and where one hidden team, or a few too small together,
could be had by taking the shown teams from the total, the smallest shown teams are hidden with it. Results are for
closed surveys only: two readings of an open one would tell the answers that came between them.
"""

from collections import Counter
from dataclasses import dataclass

SMALLEST = 5
ANSWERS = {"yes": "Yes", "partly": "Partly", "no": "No", "unknown": "Do not know"}
NO_TEAM = "No team given"


@dataclass(frozen=True)
class Line:
    """One statement and how often each answer was given, in the order of `ANSWERS`."""

    question: str
    counts: tuple[int, ...]

    @property
    def cells(self):
        """(answer's key, its words, count) for each answer."""
        return [(key, words, count) for (key, words), count in zip(ANSWERS.items(), self.counts, strict=True)]


@dataclass(frozen=True)
class Team:
    """One team's answers; `lines` is empty where the team is hidden."""

    name: str
    number: int | None
    lines: tuple[Line, ...]

    @property
    def is_hidden(self) -> bool:
        return self.number is None


@dataclass(frozen=True)
class Results:
    """A survey's results. `number` is how many answered; of a suppressed one nothing else is known."""

    number: int
    lines: tuple[Line, ...]
    teams: tuple[Team, ...]

    @property
    def is_suppressed(self) -> bool:
        return self.number < SMALLEST

    @property
    def hidden_teams(self) -> list[str]:
        return [team.name for team in self.teams if team.is_hidden]

    @classmethod
    def of(cls, survey) -> "Results":
        """Read a survey's responses."""
        responses = [(team, tuple(answers)) for team, answers in survey.responses.values_list("team", "answers")]
        return results_of(survey.questions, survey.teams, responses)


def results_of(questions, teams, responses) -> Results:
    """`responses` are (team or nothing, an answer for each question)."""
    number = len(responses)
    if number < SMALLEST:
        return Results(number, (), ())
    lines = _lines(questions, [answers for _, answers in responses])
    if not teams:
        return Results(number, lines, ())
    by_team = {name: [answers for team, answers in responses if (team or NO_TEAM) == name] for name in _names(teams)}
    by_team = {name: answers for name, answers in by_team.items() if answers or name != NO_TEAM}
    hidden = hidden_of({name: len(answers) for name, answers in by_team.items()})
    shown = [
        Team(name, None, ()) if name in hidden else Team(name, len(answers), _lines(questions, answers))
        for name, answers in by_team.items()
    ]
    return Results(number, lines, tuple(shown))


def hidden_of(sizes: dict[str, int]) -> set[str]:
    """The groups to hide: those of one to four people, and the smallest others until they cannot be worked out.

    Nobody answered in a group of nought, so there is nothing to hide of it; but to show the nought would leave fewer
    groups that a missing answer could lie in, so it is hidden with the small ones.
    """
    small = {name for name, size in sizes.items() if 0 < size < SMALLEST}
    if not small:
        return set()
    hidden = small | {name for name, size in sizes.items() if size == 0}
    for name in sorted(sizes.keys() - hidden, key=lambda name: (sizes[name], name)):
        known_from_the_rest = sum(sizes[each] for each in hidden)
        peopled = sum(sizes[each] > 0 for each in hidden)
        if peopled > 1 and known_from_the_rest >= SMALLEST:
            break
        hidden.add(name)
    return hidden


def _names(teams):
    return [*teams, NO_TEAM]


def _lines(questions, answers):
    counted = [Counter(given[at] for given in answers) for at in range(len(questions))]
    return tuple(
        Line(question, tuple(counts[key] for key in ANSWERS))
        for question, counts in zip(questions, counted, strict=True)
    )
