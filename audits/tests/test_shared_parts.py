"""Parts of pages that several pages include: a changed text, what is wrong with a file, the agencies to choose from."""

import re

from crispy_forms.utils import render_crispy_form
from django.template.loader import render_to_string

from audits.forms.policy import PolicyForm
from lscb_portal.lib.differences import text_change


def test_a_changed_text_is_read_with_one_pair_of_words_and_no_space_between_its_pieces():
    change = text_change("Gaps", "We meet monthly, at night.\n<b>", "We meet weekly, at night.\n<b>")

    shown = render_to_string("components/pieces.html", {"pieces": change.pieces}).strip()

    hidden = '<span class="govuk-visually-hidden">'
    assert shown == (
        f"We meet <del>{hidden}taken out: </span>monthly, {hidden}. </span></del>"
        f"<ins>{hidden}put in: </span>weekly, {hidden}. </span></ins>at night.<br>&lt;b&gt;"
    )


def test_the_problems_of_a_file_are_named_up_to_a_hundred():
    told = {"problems": [f"Row {number} is empty." for number in range(1, 102)], "name": "our.xlsx"}
    shown = " ".join(render_to_string("audits/problems.html", told).split())

    assert "“our.xlsx” was not taken: 101 problems" in shown
    assert re.findall(r"<li>([^<]*)</li>", shown) == told["problems"][:100]
    assert "These are the first 100." in shown
    assert "<p>Mend it.</p>" in render_to_string("audits/problems.html", told | {"advice": "Mend it."})
    assert render_to_string("audits/problems.html", {"problems": []}).strip() == ""


def test_a_policy_is_asked_of_agencies_without_a_word_about_their_leads(board, business_manager, police, council):
    shown = render_crispy_form(PolicyForm(user=business_manager, board=board))

    assert re.findall(r'name="asked"\s+type="checkbox"\s+value="(\d+)"\s+checked', shown) == [
        str(agency.pk) for agency in (council, police)
    ]
    assert "would be told" not in shown
    assert "_lead" not in shown
