"""Days typed by hand: in every form of a return and a round a year that nobody can mean is said at once."""

import importlib
import inspect
import pkgutil

import pytest
from django import forms

import audits.forms
from lscb_portal.lib.forms import DayField

NOT_A_YEAR = "Enter a day with its year in four figures, from 1900 to 2199, for example 30 November 2026."


def typed_days():
    """(form and field, the field) of every day that a form of this app asks for."""
    for found in pkgutil.iter_modules(audits.forms.__path__):
        module = importlib.import_module(f"audits.forms.{found.name}")
        for name, form in inspect.getmembers(module, inspect.isclass):
            if issubclass(form, forms.BaseForm) and form.__module__ == module.__name__:
                for field, held in form.base_fields.items():
                    if isinstance(held, (forms.DateField, forms.DateTimeField, forms.SplitDateTimeField)):
                        yield f"{name}.{field}", held


DAYS = dict(typed_days())


def test_the_forms_that_ask_for_a_day_are_found():
    assert {name.partition(".")[0] for name in DAYS} == {
        "AmendForm",
        "AskForm",
        "ChangeForm",
        "DatesForm",
        "EvidenceForm",
        "ExtensionForm",
        "ImprovementForm",
        "ItemForm",
        "PaperForm",
        "PolicyAuditForm",
        "PolicyReviewForm",
        "SurveyForm",
        "ThirdGradeForm",
        "VersionForm",
    }


@pytest.mark.parametrize("name", DAYS)
def test_a_year_that_nobody_can_mean_is_said(name):
    field = DAYS[name]

    assert isinstance(field, DayField)
    for day in ("0026-11-30", "1899-12-31", "2200-01-01", "9999-12-31", "30/11/5000"):
        with pytest.raises(forms.ValidationError) as wrong:
            field.clean(day)
        assert wrong.value.messages == [NOT_A_YEAR]
    for day in ("1900-01-01", "2199-12-31"):
        assert field.clean(day).isoformat() == day
