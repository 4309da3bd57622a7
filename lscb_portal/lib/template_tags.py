"""Template tags and filters every page may use without loading them (settings name this module as a builtin)."""

import datetime as dt
from functools import lru_cache
from operator import attrgetter

from django import forms, template
from django.utils import timezone
from django.utils.html import format_html
from pyphen import Pyphen

from lscb_portal.lib.charts.icons import icon as draw_icon
from lscb_portal.lib.charts.words import in_a_row, possessive

register = template.Library()

SOFT_HYPHEN = "\u00ad"
LONGEST_UNDIVIDED = 8  # letters that stand in one line of the narrowest column
OPTION_LISTS = (forms.RadioSelect, forms.CheckboxSelectMultiple)


@register.simple_tag
def error_links(*sources):
    """What is wrong in the given forms and formsets, in field order: a list of {"text", "target"}.

    `target` is the id of an element on the page: for radios and checkboxes the first option, since the field itself
    has no element; for an error about the whole form its first visible field.
    """
    return [link for source in sources for link in _links_in(source)]


def _links_in(source):
    if not source:
        return []
    if isinstance(source, forms.BaseFormSet):
        return _links_in_formset(source)
    if isinstance(source, forms.BaseForm):
        return _links_in_form(source)
    return [link for each in source for link in _links_in(each)]


def _links_in_formset(formset):
    first = formset.forms[0] if formset.forms else None
    target = _first_target(first) if first else f"{formset.prefix}-rows"
    links = [{"text": error, "target": target} for error in formset.non_form_errors()]
    return links + [link for form in formset.forms for link in _links_in_form(form)]


def _links_in_form(form):
    if not form.is_bound:
        return []
    whole = [*form.non_field_errors(), *(error for field in form.hidden_fields() for error in field.errors)]
    links = [{"text": error, "target": _first_target(form)} for error in whole]
    return links + [
        {"text": error, "target": first_control(field)} for field in form.visible_fields() for error in field.errors
    ]


def _first_target(form):
    visible = form.visible_fields()
    return first_control(visible[0]) if visible else ""


@register.filter
def first_control(field):
    """The id of the element that takes the focus when `field` (a BoundField) is wrong."""
    if isinstance(field.field.widget, OPTION_LISTS):
        options = list(field)
        return options[0].id_for_label if options else field.auto_id
    return field.id_for_label or field.auto_id


# A form's controls ----------------------------------------------------------------------------------------------------

KINDS = [
    (forms.CheckboxSelectMultiple, "checkboxes", ""),  # before RadioSelect, from which it descends
    (forms.RadioSelect, "radios", ""),
    (forms.CheckboxInput, "checkbox", "govuk-checkboxes__input"),
    (forms.Textarea, "textarea", "govuk-textarea"),
    (forms.Select, "select", "govuk-select"),
    (forms.FileInput, "file", "govuk-file-upload"),
    (forms.Widget, "input", "govuk-input"),
]


def _kind(field):
    return next((kind, css) for widget, kind, css in KINDS if isinstance(field.field.widget, widget))


@register.filter
def control_kind(field):
    """What sort of control a BoundField is: radios, checkboxes, checkbox, textarea, select, file or input."""
    return _kind(field)[0]


@register.filter
def counted(field):
    """Whether the characters typed are counted: every textarea with a longest length."""
    return control_kind(field) == "textarea" and bool(getattr(field.field, "max_length", None))


@register.filter
def rated(field):
    """Whether the options are ratings, each with its letter, and so are drawn as a list of descriptions."""
    return any(getattr(option.data["label"], "letter", "") for option in field)


@register.simple_tag
def control(field):
    """The field's own element, with the classes and the description it needs for its state."""
    kind, css = _kind(field)
    classes = [field.field.widget.attrs.get("class", ""), css]
    if field.errors and kind != "checkbox":
        classes.append(f"{css}--error")
    described = [field.aria_describedby or field.field.widget.attrs.get("aria-describedby", "")]
    if counted(field):
        classes.append("govuk-js-character-count")
        described.append(f"{field.auto_id}-info")
    attributes = {"class": " ".join(filter(None, classes))}
    if words := " ".join(filter(None, described)):
        attributes["aria-describedby"] = words
    return field.as_widget(attrs=attributes)


# Small marks ----------------------------------------------------------------------------------------------------------


@register.simple_tag
def chip(letter, words="", colour="", hidden=False):
    """A rating: its letter on its colour, and its words beside it (`hidden=True`: for screen readers alone).

    `colour` is b, g, a, r or n (not returned); the letter's own when left out.
    """
    hue = colour or str(letter).lower()
    seen = format_html('<span class="chip chip--{}" aria-hidden="true">{}</span>', hue, letter)
    spoken = format_html('<span class="govuk-visually-hidden">{}</span>', words) if hidden else words
    return format_html("{}{}", seen, spoken)


@register.simple_tag
def tag(words, look=""):
    """A status as a tag; `look` is one of part, none, solid, line, good, warn, bad."""
    return format_html('<strong class="govuk-tag{}">{}</strong>', f" tag--{look}" if look else "", words)


@register.simple_tag
def icon(name, **options):
    """One of the portal's small marks (see lib/charts/icons.py); it stands beside its own words."""
    return draw_icon(name, **options)


@register.inclusion_tag("components/chart.html")
def chart(figure, caption=True, data=True, css=""):
    """A chart drawn for wide and narrow screens, with its sentence and its figures; `css` is a class of its frame."""
    return {
        "figure": figure,
        "css": css,
        "wide": figure.svg("wide"),
        "narrow": figure.svg("narrow"),
        "caption": caption,
        "data": data,
    }


@register.inclusion_tag("components/heatmap.html")
def heatmap(heat, pdf=False):
    """A HeatMap as a table in a region that scrolls; in the PDF no cell is a link."""
    return {"heat": heat, "pdf": pdf, "lines": [(line.name, _cells(heat, line.cells, pdf)) for line in heat.lines]}


def _cells(heat, cells, pdf):
    return [(cell.colour, "" if pdf else cell.url, cell.inside(heat.since, pdf)) for cell in cells]


register.filter("possessive", possessive)


@register.filter("in_a_row")
def _in_a_row(items, of=""):
    """The items in a row; `of` is the way from each to what is named: "evaluation.agency.name"."""
    return in_a_row(map(attrgetter(of), items) if of else items)


@register.filter
def hyphenated(words):
    """The words, each long one with a soft hyphen near its middle: not every browser divides words itself."""
    return " ".join(_divided(word) if len(word) > LONGEST_UNDIVIDED else word for word in words.split())


@lru_cache(maxsize=256)
def _divided(word):
    places = Pyphen(lang="en_GB").positions(word)
    if not places:
        return word
    place = min(places, key=lambda place: (abs(2 * place - len(word)), -place))
    return f"{word[:place]}{SOFT_HYPHEN}{word[place:]}"


@register.filter
def picture(figure, variant="wide"):
    """The chart's drawing alone: {{ figure|picture:"pdf" }}."""
    return figure.svg(variant)


@register.filter
def recent_day(value, short=False):
    """A day without its year, "16 October" or `short` "16 Oct"; with it where that is not this year."""
    day = timezone.localtime(value).date() if isinstance(value, dt.datetime) else value
    month = "%b" if short else "%B"
    return f"{day:%-d {month}}" if day.year == timezone.localdate().year else f"{day:%-d {month} %Y}"


@register.filter
def lookup(mapping, key):
    """mapping[key], or None: for tables whose columns are data."""
    return mapping.get(key)


@register.filter
def page_numbers(page):
    """The numbers a pager shows for a Page: the ends, the neighbours, and None for a gap."""
    shown = sorted({1, page.number - 1, page.number, page.number + 1, page.paginator.num_pages})
    numbers = [number for number in shown if 1 <= number <= page.paginator.num_pages]
    return _with_gaps(numbers)


def _with_gaps(numbers):
    spaced = []
    for number in numbers:
        if spaced and number - spaced[-1] > 1:
            spaced.append(None)
        spaced.append(number)
    return spaced
