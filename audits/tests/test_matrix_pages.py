import csv
import hashlib
import io
import json
import re
from html import unescape

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.models import Event, Kind
from agencies.tests.factories import AgencyFactory, BoardFactory
from audits.models import Review
from audits.operations.export import export_matrix
from audits.tests.factories_judging import NA, answer, moderated, part_of, returned, review_of, version_of


@pytest.fixture
def part(board):
    return part_of(board)


def standard(part, number=1):
    return part.round.framework_version.standards.get(position=number)


def url(part, name="matrix", **query):
    return reverse(f"audits:{name}", args=[part.board.slug, part.round.uid], query=query or None)


def get(client, person, address):
    client.force_login(person)
    return client.get(address)


def main(response):
    return response.content.decode().partition("<main")[2].partition("</main>")[0]


def words(html):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def rows(response):
    """The rows of the table in words, heading by heading."""
    table = main(response).partition('<table class="hm')[2].partition("</table>")[0]
    found = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S) for row in table.split("<tr")[1:]]
    return {words(cells[0]): [words(cell) for cell in cells[1:]] for cells in found}


# ---- The page ----------------------------------------------------------------------------------------------------


def test_ratings_stand_as_letters_and_words_with_the_counts_beneath(client, business_manager, part, police, hospital):
    returned(part, "GA", "GG", agency=police)
    returned(part, "GG", NA, agency=hospital)

    page = get(client, business_manager, url(part))

    assert rows(page) == {
        "Agency": ["S1 Short 1", "S2 Short 2"],
        "Acute trust": ["G Green", "N/A Not applicable"],
        "Police": ["A Amber", "G Green"],
        "G Green": ["1", "1"],
        "A Amber": ["1", "0"],
        "R Red": ["0", "0"],
        "Ratings": ["2", "1"],
        "Green, of ratings": ["50%", "100%"],
        "Not applicable": ["0", "1"],
    }
    assert "A standard takes the lowest rating of its criteria." in words(main(page))


def test_agencies_that_have_not_returned_are_named_and_in_no_count(client, business_manager, part, police, hospital):
    returned(part, agency=police)
    answer(review_of(part, hospital), "RR", "RR")

    page = get(client, business_manager, url(part))

    assert rows(page)["Acute trust"] == ["Not returned"]
    assert (rows(page)["Ratings"], rows(page)["R Red"]) == (["1", "1"], ["0", "0"])
    assert "Not returned: Mere Hospitals NHS Trust. They are in no count." in words(main(page))
    assert "1 of 2 1 not returned" in words(main(page))


def test_a_return_that_was_sent_back_is_returned_and_back_with_its_agency(client, business_manager, part, police):
    review = returned(part, agency=police)
    type(review).objects.filter(pk=review.pk).update(status="returned")

    assert "1 of 1 1 back with its agency" in words(main(get(client, business_manager, url(part))))


def test_each_answer_that_may_be_opened_is_one_link_away(client, business_manager, part, police):
    returned(part, "GA", None, agency=police)
    page = main(get(client, business_manager, url(part)))

    links = re.findall(r'<td class="hm--\w+">\s*<a href="([^"#]+)', page)

    assert [client.get(link).status_code for link in links] == [200]


def test_moderated_ratings_and_what_is_not_moderated_yet(client, business_manager, part, police):
    moderated(returned(part, "GG", "GG", agency=police), standard(part), "A")

    page = get(client, business_manager, url(part, show="moderated"))

    assert rows(page)["Police"] == ["A Amber", "Not moderated yet"]
    assert rows(page)["No rating yet"] == ["0", "1"]


def test_the_difference_is_in_steps_and_never_in_a_ratings_colour(client, business_manager, part, police, hospital):
    review = returned(part, "GG", "AA", agency=police)
    moderated(review, standard(part, 1), "R")
    moderated(review, standard(part, 2), "G", own="A")
    moderated(returned(part, "GG", NA, agency=hospital), standard(part, 1), "G")

    page = get(client, business_manager, url(part, show="difference"))

    assert rows(page)["Police"] == [
        "−2 Lowered 2 steps, from Green to Red",
        "+1 Raised 1 step, from Amber to Green",
    ]
    assert rows(page)["Acute trust"] == ["= Agreed: Green", "N/A Not applicable"]
    assert [rows(page)[name] for name in ("Lowered", "Raised", "Agreed", "Judged", "Still to judge")] == [
        ["1", "0"],
        ["0", "1"],
        ["1", "0"],
        ["2", "1"],
        ["0", "0"],
    ]
    assert re.findall(r'<td class="hm--(\w+)', main(page)) == ["same", "n", "lowered", "raised"]


def test_change_since_the_last_round_is_a_triangle_and_words(client, business_manager, board, police):
    last = part_of(board, "s11-2024")
    part = part_of(board, "s11-2026", previous=last.round)
    returned(last, "RR", "GG", agency=police)
    returned(part, "GG", "AA", agency=police)

    page = get(client, business_manager, url(part))

    assert rows(page)["Police"] == [
        "G Green, better than Section 11, 2024",
        "A Amber, worse than Section 11, 2024",
    ]


def test_without_a_comparison_the_page_says_why(client, business_manager, board, police):
    last = part_of(board, "s11-2024", version=version_of("1.0"))
    part = part_of(board, "s11-2026", previous=last.round, version=version_of("2.0"))
    returned(part, agency=police)

    assert "Not compared with Section 11, 2024: it used “Section 11, version 1.0”" in words(
        main(get(client, business_manager, url(part)))
    )


def test_it_may_be_kept_to_one_kind_of_agency(client, business_manager, part, police, hospital):
    returned(part, agency=police)
    returned(part, agency=hospital)

    page = get(client, business_manager, url(part, kind=Kind.POLICE))

    assert (list(rows(page))[1], rows(page)["Ratings"]) == ("Police", ["1", "1"])


@pytest.mark.parametrize("query", [{"show": "everything"}, {"kind": "spies"}, {"show": "' OR 1=1", "kind": "\0"}])
def test_a_choice_that_is_none_shows_everything(client, business_manager, part, police, query):
    returned(part, agency=police)

    assert rows(get(client, business_manager, url(part, **query)))["Police"] == ["G Green", "G Green"]


def test_without_returns_the_page_says_what_will_come(client, business_manager, part, police):
    review_of(part, police)

    page = words(main(get(client, business_manager, url(part))))

    assert "No return to show yet." in page
    assert "Not returned: Northmere Police." in page


# ---- Who ---------------------------------------------------------------------------------------------------------


def test_only_who_reads_returns_sees_the_matrix(
    client,
    part,
    business_manager,
    moderator,
    analyst,
    independent_chair,
    chair,
    member,
    administrator,
    board_member,
    adviser,
    lead,
    signatory,
    contributor,
    stranger,
):
    def seen(*people):
        return {get(client, one, url(part, name)).status_code for one in people for name in ("matrix", "matrix_csv")}

    assert seen(business_manager, moderator, analyst, independent_chair, chair, member) == {200}
    assert seen(administrator, board_member, adviser, lead, signatory, contributor) == {403}
    assert seen(stranger) == {404}


def test_a_round_of_another_board_is_not_found(client, business_manager, board):
    other = part_of(BoardFactory(slug="westvale", name="Westvale"))
    client.force_login(business_manager)

    for name in ("matrix", "matrix_csv"):
        assert client.get(reverse(f"audits:{name}", args=[board.slug, other.round.uid])).status_code == 404


def test_ones_own_agencys_moderation_is_in_no_cell_no_count_and_no_file(client, member, part, hospital, police):
    for agency, letter in ((hospital, "R"), (police, "A")):
        moderated(returned(part, agency=agency), standard(part), letter)

    for show in ("self", "moderated", "difference"):
        page = get(client, member, url(part, show=show))
        assert "Red" not in words(main(page).partition("</tfoot>")[0].replace("R</span>Red", ""))
        assert client.get(url(part, "matrix_csv", show=show)).content.decode().count("Red") == 0
    assert rows(get(client, member, url(part, show="moderated")))["Ratings"] == ["1", "0"]
    assert "Your own agency’s moderated ratings open to you when its moderation is finished." in words(main(page))

    Review.objects.update(status=Review.Status.MODERATED)
    assert rows(get(client, member, url(part, show="moderated")))["Acute trust"][0] == "R Red"


def test_ones_own_agency_has_no_link_until_it_is_finished(client, member, part, hospital):
    review = returned(part, agency=hospital)

    assert str(review.uid) not in main(get(client, member, url(part)))


# ---- The file ----------------------------------------------------------------------------------------------------


def downloaded(response):
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_the_file_says_in_words_what_the_page_shows(client, business_manager, part, police, hospital):
    moderated(returned(part, "GG", NA, agency=police), standard(part), "A")
    review_of(part, hospital)

    response = get(client, business_manager, url(part, "matrix_csv", show="difference"))

    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="s11-2026-difference.csv"'
    assert downloaded(response) == [
        ["Agency", "Kind", "S1 Standard title 1", "S2 Standard title 2"],
        ["Northmere Police", "Police", "Lowered 1 step, from Green to Amber", "Not applicable"],
        ["Mere Hospitals NHS Trust", "NHS provider", "Not returned", "Not returned"],
    ]


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "＝1"])
def test_an_agencys_name_is_never_a_formula(client, business_manager, part, name):
    returned(part, agency=AgencyFactory(name=name))

    assert downloaded(get(client, business_manager, url(part, "matrix_csv")))[1][0] == f"'{name}"


def test_who_took_the_file_and_which_is_in_the_ledger(client, business_manager, board, part):
    returned(part, agency=AgencyFactory(kind="gp"))

    content = get(client, business_manager, url(part, "matrix_csv", show="difference", kind="gp")).content

    event = Event.objects.get(verb="matrix.exported")
    assert (event.by, event.about, event.book.key) == (business_manager, part.round, board.ledger_key)
    assert json.loads(event.facts) == {
        "shown": "difference",
        "columns": "standard",
        "kind": "gp",
        "file": "csv",
        "sha256": hashlib.sha256(content).hexdigest(),
    }


def test_a_look_at_the_page_is_no_export(client, business_manager, part):
    get(client, business_manager, url(part))

    assert not Event.objects.filter(verb="matrix.exported").exists()


def test_only_who_reads_returns_is_handed_the_file(part, lead, administrator):
    for somebody in (lead, administrator):
        with pytest.raises(PermissionDenied):
            export_matrix(part, b"Agency", by=somebody, file="csv", shown="self")
    assert Event.objects.count() == 0


# ---- Fast --------------------------------------------------------------------------------------------------------


def test_the_pages_take_as_many_queries_for_40_agencies_as_for_4(client, business_manager, board):
    last = part_of(board, "s11-2024")
    part = part_of(board, "s11-2026", previous=last.round)
    addresses = [url(part), url(part, show="difference"), url(part, "matrix_csv")]
    client.force_login(business_manager)

    def queries(times):
        for _ in range(times):
            agency = AgencyFactory()
            returned(last, agency=agency)
            moderated(returned(part, agency=agency), standard(part), "A")
        counts = []
        for address in addresses:
            with CaptureQueriesContext(connection) as captured:
                client.get(address)
            counts.append(len(captured))
        return counts

    for address in addresses:
        client.get(address)
    assert queries(4) == queries(36)
