"""The form pack: each control's markup, its states, and links that reach it."""

import copy
import re
from datetime import date, time

import pytest
from crispy_forms.utils import render_crispy_form
from django import forms
from django.core.paginator import Paginator
from django.http import QueryDict
from django.template import Context, Template
from django.template.loader import render_to_string

from lscb_portal.lib.forms import DateInput, Hinted, TimeInput, inside_form_tag, rows_after, rows_of, seg
from lscb_portal.lib.template_tags import error_links, page_numbers

RATINGS = [("met", Hinted("Met", "In place across the agency.", "G")), ("not", Hinted("Not met", "", "4", "r"))]


class StandardForm(forms.Form):
    """One of each control."""

    rating = forms.ChoiceField(
        label="Rating",
        choices=RATINGS,
        widget=forms.RadioSelect,
        help_text="Choose what fits.",
        error_messages={"required": "Select a rating"},
    )
    evidence = forms.CharField(max_length=300, widget=forms.Textarea, error_messages={"required": "Enter the evidence"})
    owner = forms.ChoiceField(choices=[("1", "Laura")], error_messages={"required": "Choose an owner"})
    themes = forms.MultipleChoiceField(
        choices=[("1", "Neglect")], widget=forms.CheckboxSelectMultiple, error_messages={"required": "Select a theme"}
    )
    agree = forms.BooleanField(label="I agree", help_text="To the terms.", error_messages={"required": "Say you agree"})
    due = forms.DateField(widget=DateInput, required=False)
    start = forms.TimeField(widget=TimeInput, required=False)
    document = forms.FileField(required=False)
    secret = forms.CharField(widget=forms.PasswordInput(attrs={"autocomplete": "off"}), required=False)
    version = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self):
        if self.data.get("closed"):
            raise forms.ValidationError("The round has closed.")


class ImprovementForm(forms.Form):
    """A row of a formset."""

    what = forms.CharField(error_messages={"required": "Say what will change"})
    lead = forms.CharField(required=False)


Improvements = forms.formset_factory(ImprovementForm, extra=1)


def html(form):
    return Template("{% load crispy_forms_tags %}{{ form|crispy }}").render(Context({"form": form}))


def summary(**context):
    return render_to_string("components/error_summary.html", context)


def described_by(markup):
    return {name for names in re.findall(r'aria-describedby="([^"]+)"', markup) for name in names.split()}


def ids(markup):
    return re.findall(r'\bid="([^"]+)"', markup)


def element(markup, name):
    """The opening tag with this id."""
    return re.search(rf'<[^>]*\bid="{name}"[^>]*>', markup)[0]


@pytest.mark.parametrize("data", [None, {}, {"closed": "yes"}])
def test_every_description_and_label_points_at_an_element(data):
    markup = html(StandardForm(data))
    targets = described_by(markup) | set(re.findall(r'for="([^"]+)"', markup))

    assert targets <= set(ids(markup))
    assert len(ids(markup)) == len(set(ids(markup)))


def test_every_link_of_the_summary_reaches_a_control():
    form = StandardForm({"closed": "yes"})
    links = re.findall(r'href="#([^"]+)"', summary(form=form))

    assert links == ["id_rating_0", "id_rating_0", "id_evidence", "id_owner", "id_themes_0", "id_agree"]
    assert set(links) <= set(ids(html(form)))


def test_the_summary_says_the_words_beside_the_field_in_field_order():
    form = StandardForm({})

    assert [link["text"] for link in error_links(form)] == [
        "Select a rating",
        "Enter the evidence",
        "Choose an owner",
        "Select a theme",
        "Say you agree",
    ]
    for link in error_links(form):
        assert f'<span class="govuk-visually-hidden">Error:</span> {link["text"]}' in html(form)


def test_no_summary_without_errors():
    assert summary(form=StandardForm()).strip() == ""
    assert summary().strip() == ""


def test_a_formsets_errors_are_linked_row_by_row():
    rows = Improvements({"i-TOTAL_FORMS": "2", "i-INITIAL_FORMS": "0", "i-0-lead": "A", "i-1-lead": "B"}, prefix="i")

    assert error_links(None, [rows]) == [
        {"text": "Say what will change", "target": "id_i-0-what"},
        {"text": "Say what will change", "target": "id_i-1-what"},
    ]


def test_radios_show_hint_letter_and_colour():
    markup = html(StandardForm({"rating": "not"}))

    assert '<span class="chip chip--g" aria-hidden="true">G</span>Met</label>' in markup
    assert '<span class="chip chip--r" aria-hidden="true">4</span>Not met</label>' in markup
    assert "In place across the agency.</div>" in markup
    assert "govuk-radios__hint" in element(markup, "id_rating_0_hint")
    assert 'aria-describedby="id_rating_0_hint"' in element(markup, "id_rating_0")
    assert "checked" in element(markup, "id_rating_1")
    assert "checked" not in element(markup, "id_rating_0")


def test_a_fieldset_is_described_by_its_hint_and_its_error():
    fieldset = re.search(r"<fieldset[^>]*>", html(StandardForm({})))[0]

    assert 'aria-describedby="id_rating_helptext id_rating_error"' in fieldset


def test_a_long_text_counts_its_characters():
    markup = html(StandardForm({}))

    assert 'data-module="govuk-character-count"' in markup
    assert 'data-maxlength="300"' in markup
    assert 'aria-describedby="id_evidence_error id_evidence-info"' in element(markup, "id_evidence")
    assert 'class="govuk-textarea govuk-textarea--error govuk-js-character-count"' in element(markup, "id_evidence")
    assert "You can enter up to 300 characters" in markup


@pytest.mark.parametrize(
    ("name", "classes"),
    [
        ("owner", "govuk-select govuk-select--error"),
        ("agree", "govuk-checkboxes__input"),
        ("due", "govuk-input"),
        ("document", "govuk-file-upload"),
        ("secret", "govuk-input"),
    ],
)
def test_each_control_has_the_classes_of_its_kind_and_state(name, classes):
    assert f'class="{classes}"' in element(html(StandardForm({})), f"id_{name}")


def test_rendering_twice_leaves_the_widget_as_it_was():
    form = StandardForm({})

    assert html(form) == html(form)
    assert form.fields["owner"].widget.attrs == {}


def test_optional_fields_say_so_and_a_single_checkbox_does_not():
    markup = html(StandardForm())

    assert markup.count('<span class="optional">(optional)</span>') == 4
    assert 'for="id_agree">I agree</label>' in markup


def test_a_password_keeps_its_own_attributes_and_has_no_button_to_show_it():
    markup = html(StandardForm())

    assert 'autocomplete="off"' in element(markup, "id_secret")
    assert "password-input" not in markup


def test_hidden_fields_stand_bare():
    markup = html(StandardForm())

    assert element(markup, "id_version") == '<input type="hidden" name="version" id="id_version">'
    assert "div_id_version" not in markup


def test_dates_and_times_are_written_as_the_browser_wants_them():
    markup = html(StandardForm(initial={"due": date(2026, 11, 18), "start": time(9, 30)}))

    assert 'type="date"' in element(markup, "id_due")
    assert 'value="2026-11-18"' in element(markup, "id_due")
    assert 'value="09:30"' in element(markup, "id_start")


def test_segments_are_radios_in_a_row_with_a_summary_link_that_reaches_them():
    form = StandardForm({})
    form.helper = inside_form_tag(seg("rating"))
    markup = render_crispy_form(form)

    assert '<div class="seg">' in markup
    assert markup.count('type="radio"') == 2
    assert error_links(form)[0]["target"] in ids(markup)
    assert "<form" not in markup


def test_a_whole_form_is_validated_by_the_server_alone():
    markup = render_crispy_form(StandardForm({}), context={"csrf_token": "token"})

    assert re.search(r'<form\s+method="post"\s+enctype="multipart/form-data"\s+novalidate>', markup)
    assert 'name="csrfmiddlewaretoken" value="token"' in markup


def test_hinted_labels_are_strings_and_survive_copying():
    label = copy.deepcopy(Hinted("Met", "In place.", "G"))

    assert (label, label.hint, label.letter, label.colour) == ("Met", "In place.", "G", "g")


# rows -----------------------------------------------------------------------------------------------------------------


def test_rows_can_be_added_and_removed_without_script():
    markup = render_crispy_form(Improvements(prefix="i"), rows_of("improvement"))

    assert re.search(
        r'<button type="submit"[^>]*name="add_i"[^>]*formnovalidate>Add another improvement</button>', markup
    )
    assert re.search(r'<button type="submit"[^>]*name="remove_i"\s+value="0"', markup)
    assert 'name="i-TOTAL_FORMS" value="1"' in markup


def test_an_empty_set_of_rows_offers_the_first():
    none = forms.formset_factory(ImprovementForm, extra=0)

    assert "Add an improvement</button>" in render_crispy_form(none(prefix="i"), rows_of("improvement", "an"))


POSTED = "i-TOTAL_FORMS=3&i-INITIAL_FORMS=0&i-0-what=a&i-2-what=c&i-1-what=b&i-1-lead=B&title=T"


def test_another_row_is_one_more():
    data = rows_after(QueryDict(f"{POSTED}&add_i=1"), "i")

    assert (data["i-TOTAL_FORMS"], data["i-2-what"], data["title"]) == ("4", "c", "T")


def test_a_removed_row_is_closed_up():
    data = rows_after(QueryDict(f"{POSTED}&remove_i=0"), "i")

    assert {key: data[key] for key in data if key.startswith("i-")} == {
        "i-TOTAL_FORMS": "2",
        "i-INITIAL_FORMS": "0",
        "i-0-what": "b",
        "i-0-lead": "B",
        "i-1-what": "c",
    }


def test_no_button_no_change():
    assert rows_after(QueryDict(POSTED), "i") is None


def test_a_nonsense_row_number_changes_nothing():
    assert rows_after(QueryDict(f"{POSTED}&remove_i=9"), "i")["i-TOTAL_FORMS"] == "3"
    assert rows_after(QueryDict(f"{POSTED}&remove_i=x"), "i")["i-TOTAL_FORMS"] == "3"


def test_a_number_of_thousands_of_figures_is_none():
    nines = "9" * 5000

    assert rows_after(QueryDict(f"i-TOTAL_FORMS={nines}&add_i=1"), "i")["i-TOTAL_FORMS"] == "1"
    assert rows_after(QueryDict(f"{POSTED}&remove_i={nines}"), "i")["i-TOTAL_FORMS"] == "3"
    assert rows_after(QueryDict(f"{POSTED}&i-{nines}-what=a&remove_i=0"), "i")["i-TOTAL_FORMS"] == "2"


# pages ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "pages", "shown"),
    [(1, 1, [1]), (1, 3, [1, 2, 3]), (7, 20, [1, None, 6, 7, 8, None, 20]), (2, 4, [1, 2, 3, 4])],
)
def test_a_pager_shows_the_ends_and_the_neighbours(number, pages, shown):
    assert page_numbers(Paginator(range(pages * 10), 10).page(number)) == shown
