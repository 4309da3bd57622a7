import copy
import time
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from audits.framework_file import read_framework, shortened
from audits.management.commands.import_framework import SHIPPED
from lscb_portal.lib.document import MOST_CHARACTERS, FileProblems

SMALL = {
    "framework": {
        "code": "TEST",
        "title": "A test framework",
        "version": "1",
        "legal_basis": "Children Act 2004 s.11",
        "default_rating_scale": "RAG",
        "editions": [2015, 2018],
    },
    "audiences": {"small": "Small charities"},
    "standards": [
        {
            "code": "S1",
            "title": "Supervision, support and review of practice",
            "description": "Staff are supervised.",
            "descriptors": {"G": "All of it.", "R": "None of it."},
            "criteria": [
                {
                    "code": "S1.1",
                    "statement": "Every member of staff has supervision.",
                    "example_evidence": ["Policy"],
                    "tier": "core",
                    "applies_to": "all",
                    "since": 2015,
                    "na_allowed": True,
                    "na_when": "Nobody is employed.",
                    "guidance_for": [{"audience": "small", "text": "A talk once a month will do."}],
                },
                {"code": "S1.2", "statement": "It is recorded.", "applies_to": ["police"], "since": "local"},
            ],
        }
    ],
    "rating_scales": [
        {
            "code": "RAG",
            "direction": "first_is_best",
            "values": [
                {"code": "G", "label": "Green", "points": 2, "meaning": "In place"},
                {"code": "A", "label": "Amber", "points": 1, "meaning": "Partly in place"},
                {"code": "R", "label": "Red", "points": 0, "meaning": "Missing"},
                {"code": "NA", "label": "Not applicable", "points": None, "meaning": "Does not apply"},
            ],
        }
    ],
}


class Dumper(yaml.SafeDumper):
    """What is there twice is written twice."""

    def ignore_aliases(self, data):
        return True


def read(data):
    return read_framework(yaml.dump(data, Dumper=Dumper, allow_unicode=True))


def problems(change):
    """What is found wrong after `change` was made to a good file."""
    data = copy.deepcopy(SMALL)
    change(data)
    with pytest.raises(FileProblems) as found:
        read(data)
    return found.value.problems


def first_criterion(data):
    return data["standards"][0]["criteria"][0]


# ---- A good file -------------------------------------------------------------------------------------------------


def test_the_shipped_framework_is_whole():
    framework = read_framework(SHIPPED.read_text(encoding="utf-8"))

    assert (framework.code, framework.number, framework.editions) == ("S11-CORE", "2.0", (2015, 2018, 2023))
    assert (len(framework.standards), len(framework.criteria)) == (12, 58)
    assert [standard.short_title for standard in framework.standards] == [
        "Accountability",
        "Leadership",
        "Listening",
        "Speaking up",
        "Escalation",
        "Sharing",
        "Named leads",
        "Recruitment",
        "Supervision",
        "Training",
        "Allegations",
        "Safe culture",
    ]
    assert sum(criterion.tier == "core" for criterion in framework.criteria) == 15
    assert all(set(standard.descriptors) == {"G", "A", "R"} for standard in framework.standards)


def test_a_small_file_is_read_whole():
    framework = read(SMALL)
    (standard,) = framework.standards
    first, second = standard.criteria

    assert (framework.title, framework.legal_basis) == ("A test framework", "Children Act 2004 s.11")
    assert (standard.short_title, standard.descriptors) == ("Supervision", {"G": "All of it.", "R": "None of it."})
    assert (first.tier, first.kinds, first.since, first.na_allowed) == ("core", None, "2015", True)
    assert (first.na_when, first.example_evidence) == ("Nobody is employed.", ("Policy",))
    assert first.guidance == ({"audience": "small", "text": "A talk once a month will do."},)
    assert (second.tier, second.kinds, second.since, second.na_allowed) == ("full", ("police",), "local", False)


def test_not_applicable_is_never_a_point_of_the_scale():
    points = read(SMALL).scale.points

    assert [(point.code, point.letter, point.label, point.points, point.colour) for point in points] == [
        ("G", "G", "Green", 2, "g"),
        ("A", "A", "Amber", 1, "a"),
        ("R", "R", "Red", 0, "r"),
    ]


def test_a_scale_without_colours_takes_them_by_rank():
    data = copy.deepcopy(SMALL)
    data["rating_scales"][0]["values"] = [
        {"code": str(number), "label": f"Level {number}", "points": number, "meaning": "…"} for number in range(4)
    ]
    data["standards"][0]["descriptors"] = {}

    assert [point.colour for point in read(data).scale.points] == ["r", "a", "g", "b"]


def test_the_hash_follows_the_meaning_and_not_the_layout():
    reordered = dict(reversed(SMALL.items()))
    reworded = copy.deepcopy(SMALL)
    first_criterion(reworded)["statement"] += " At least monthly."

    assert read(reordered).sha256 == read(SMALL).sha256
    assert read(reworded).sha256 != read(SMALL).sha256


@pytest.mark.parametrize(
    ("title", "short"),
    [
        ("Speaking up", "Speaking up"),
        ("Accountability and governance", "Accountability"),
        ("Induction, training and competence", "Induction"),
        ("Multidisciplinarycollaboration", "Multidisciplinaryc"),
    ],
)
def test_a_short_title_is_the_first_whole_words(title, short):
    assert shortened(title) == short


@given(st.text(min_size=1, max_size=120))
def test_a_short_title_always_fits(title):
    assert len(shortened(title)) <= 18


# ---- Problems ----------------------------------------------------------------------------------------------------


def test_every_problem_is_named_with_its_place():
    def spoil(data):
        data["framework"]["title"] = None
        data["standards"][0]["criteria"][1].pop("statement")
        first_criterion(data).update(tier="basic", na_alowed=True)

    assert problems(spoil) == [
        "framework (TEST): “title” is missing.",
        "standards[0].criteria[0] (S1.1): “tier” is “basic”; it should be one of: core, full.",
        "standards[0].criteria[0] (S1.1): “na_alowed” is not a word of this file.",
        "standards[0].criteria[1] (S1.2): “statement” is missing.",
    ]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"applies_to": ["police", "army"]}, "“applies_to” names “army”, which is not a kind of agency."),
        ({"applies_to": []}, "“applies_to” should be “all” or a list of kinds of agency."),
        ({"since": 2023}, "“since” is “2023”; it should be one of: 2015, 2018, local."),
        ({"na_allowed": False}, "“na_when” is given, but “na_allowed” is not true."),
        ({"na_allowed": "sometimes"}, "“na_allowed” should be true or false."),
        ({"example_evidence": "Policy"}, "“example_evidence” should be a list of words."),
        ({"statement": 7}, "“statement” should be words."),
        ({"statement": "  "}, "“statement” should be words."),
        ({"code": "S" * 21}, "“code” has 21 characters; the most is 20."),
        ({"code": "S1/1"}, "“code” may hold letters, digits, dots and hyphens only."),
    ],
)
def test_a_criterion_that_is_wrong(change, problem):
    found = problems(lambda data: first_criterion(data).update(change))

    assert [line.partition(": ")[2] for line in found][:1] == [problem]


def test_an_advice_for_nobody_known():
    def spoil(data):
        first_criterion(data)["guidance_for"][0]["audience"] = "large"

    assert problems(spoil) == [
        "standards[0].criteria[0].guidance_for[0]: “audience” is “large”; it should be one of: small."
    ]


def test_codes_are_used_once():
    def spoil(data):
        first_criterion(data)["code"] = "S1.2"

    assert problems(spoil) == ["The criterion code “S1.2” is used 2 times."]


def test_the_short_set_is_limited():
    def spoil(data):
        data["standards"][0]["criteria"] = [first_criterion(data) | {"code": f"S1.{number}"} for number in range(1, 17)]

    assert problems(spoil) == ["16 criteria have tier “core”; a small organisation is asked 15 at most."]


def test_descriptors_speak_of_the_default_scale():
    def spoil(data):
        data["standards"][0]["descriptors"] = {"B": "Embedded."}

    assert problems(spoil) == ["standards[0].descriptors: “B” is not a rating of the default scale: G, A, R."]


def test_a_scale_needs_two_different_points():
    def one(data):
        data["rating_scales"][0]["values"] = data["rating_scales"][0]["values"][:1]
        data["standards"][0]["descriptors"] = {}

    def level(data):
        data["rating_scales"][0]["values"][1]["points"] = 2

    assert problems(one) == ["rating_scales[0] (RAG): “values” should hold at least two ratings."]
    assert problems(level) == ["rating_scales[0] (RAG): The worth in points “2” is used 2 times."]


def test_the_default_scale_is_in_the_file():
    assert problems(lambda data: data["framework"].update(default_rating_scale="MET4")) == [
        "framework: “default_rating_scale” is “MET4”, which is not among “rating_scales”."
    ]


@pytest.mark.parametrize(
    "text",
    ["", "a list\n- or not", "[1, 2", "framework: [", "standards: 7", "\x00", "- 1", "framework: {code: 1}", "[" * 999],
)
def test_nonsense_is_a_problem_and_never_a_crash(text):
    with pytest.raises(FileProblems):
        read_framework(text)


def test_a_part_that_stands_for_another_is_refused_before_it_multiplies():
    lines = ["standards: &a0 [{code: S1}]", *(f"x{n + 1}: &a{n + 1} [{f'*a{n}, ' * 9}]" for n in range(9))]

    with pytest.raises(FileProblems) as found:
        read_framework("\n".join(lines))

    assert found.value.problems[0] == (
        "This cannot be read: “*a0” stands for another part of the file; write that part out in line 2, column 10."
    )


def first_problem(text):
    with pytest.raises(FileProblems) as found:
        read_framework(text)
    return found.value.problems[0]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("x" * 1_000_001, "This cannot be read: it has more than 1,000,000 characters."),
        (f"a: [{'1,' * 400_000}]", "This cannot be read: it has more than 60,000 parts in line 1, column 119999."),
        (f"a: [{'{},' * 300_000}]", "This cannot be read: it has more than 60,000 parts in line 1, column 179996."),
        ("[" * 900_000, "This cannot be read: it nests too deeply in line 1, column 41."),
        ("? " * 400_000, "This cannot be read: it nests too deeply in line 1, column 81."),
        ("standards: \x00", "This is not YAML: unacceptable character #x0000: control characters are not allowed."),
    ],
)
def test_a_file_that_would_take_long_to_read_is_refused_at_once(text, problem):
    began = time.process_time()

    assert first_problem(text) == problem
    assert time.process_time() - began < 2


def test_the_largest_file_that_is_read_takes_little_time():
    shipped = SHIPPED.read_text()
    standards = "\n".join(f"  {line}" for line in shipped.splitlines())
    text = "\n".join(f"k{number}:\n{standards}" for number in range(22))
    began = time.process_time()

    assert first_problem(text) == "“framework” is missing."
    assert (900_000 < len(text) < MOST_CHARACTERS, time.process_time() - began < 4) == (True, True)


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ("1" + ":1" * 2000, "This cannot be read: a number has too many digits in line 1, column 12."),
        ("2026-13-45", "This is not YAML: a date or a number is none (month must be in 1..12)."),
    ],
)
def test_a_value_that_cannot_be_is_a_problem(value, problem):
    with pytest.raises(FileProblems) as found:
        read_framework(f"standards: {value}")

    assert found.value.problems[0] == problem


def test_a_framework_has_a_size():
    def too_many(data):
        data["standards"] = [data["standards"][0] | {"code": f"S{number}"} for number in range(101)]
        data["standards"][0]["criteria"] = [first_criterion(data) | {"tier": "basic"}] * 1000

    assert problems(too_many) == [
        "There are 101 standards; the most is 100.",
        "There are 1,200 criteria; the most is 1,000.",
    ]


def test_a_slip_in_the_yaml_is_named_by_line():
    with pytest.raises(FileProblems) as found:
        read_framework("framework:\n  code: [1, 2\n  title: x\n")

    assert found.value.problems[0].startswith("This is not YAML: ")
    assert "in line 3" in found.value.problems[0]


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["code", "criteria", "values"]), inner),
    max_leaves=6,
)


@settings(deadline=None)
@given(values, st.sampled_from(["framework", "standards", "rating_scales", "audiences"]))
def test_any_value_in_any_place_is_a_problem_and_never_a_crash(value, key):
    data = {**SMALL, key: value}

    with pytest.raises(FileProblems):
        read(data)


def test_the_shipped_file_is_the_one_the_scoring_tests_use():
    tested = yaml.safe_load((Path(__file__).parent / "data" / "section11_framework.yaml").read_text(encoding="utf-8"))
    shipped = yaml.safe_load(SHIPPED.read_text(encoding="utf-8"))
    for standard in shipped["standards"]:
        del standard["short"]

    assert shipped["standards"] == tested["standards"]
