"""Days typed by hand: in every form of the portal a year that nobody can mean is said at once."""

import importlib
import inspect
import pkgutil

import pytest
from django import forms

import agencies.forms
import audits.forms
import reports.forms
import workplan.forms
from lscb_portal.lib.forms import DayField

NOT_A_YEAR = "Enter a day with its year in four figures, from 1900 to 2199, for example 30 November 2026."


def typed_days():
    """(app, form and field; the field) of every day that a form asks for."""
    for module in modules():
        app = module.__name__.partition(".")[0]
        for name, form in inspect.getmembers(module, inspect.isclass):
            if issubclass(form, forms.BaseForm) and form.__module__ == module.__name__:
                for field, held in form.base_fields.items():
                    if isinstance(held, (forms.DateField, forms.DateTimeField, forms.SplitDateTimeField)):
                        yield f"{app}.{name}.{field}", held


def modules():
    for package in (agencies.forms, audits.forms, workplan.forms, reports.forms):
        for found in pkgutil.iter_modules(package.__path__):
            yield importlib.import_module(f"{package.__name__}.{found.name}")


DAYS = dict(typed_days())


def test_the_forms_that_ask_for_a_day_are_found():
    assert {name.rpartition(".")[0] for name in DAYS} == {
        "agencies.AgreedForm",
        "agencies.AppointmentForm",
        "agencies.BoardRoleForm",
        "agencies.ContributorForm",
        "agencies.EndForm",
        "agencies.ItemForm",
        "agencies.JoinForm",
        "agencies.LeaveForm",
        "agencies.LedgerFilter",
        "agencies.NewAgencyForm",
        "agencies.PostForm",
        "agencies.SafetyForm",
        "agencies.SeatForm",
        "agencies.SeatOfPersonForm",
        "agencies.SettingsForm",
        "agencies.TermsForm",
        "audits.AmendForm",
        "audits.AskForm",
        "audits.ChangeForm",
        "audits.DatesForm",
        "audits.EvidenceForm",
        "audits.ExtensionForm",
        "audits.ImprovementForm",
        "audits.ItemForm",
        "audits.PaperForm",
        "audits.PolicyAuditForm",
        "audits.PolicyReviewForm",
        "audits.SurveyForm",
        "audits.ThirdGradeForm",
        "audits.VersionForm",
        "workplan.ActionForm",
        "workplan.BoardAnswerForm",
        "workplan.ChangeForm",
        "workplan.CirculateForm",
        "workplan.EmailDecisionForm",
        "workplan.ExtraMeetingForm",
        "workplan.LetterActionForm",
        "workplan.MeetingForm",
        "workplan.OptionForm",
        "workplan.PollForm",
        "workplan.RegisterFilter",
        "workplan.ScheduleForm",
        "workplan.TrialForm",
    }


@pytest.mark.parametrize("name", DAYS)
def test_a_year_that_nobody_can_mean_is_said(name):
    field = DAYS[name]

    assert isinstance(field, DayField)
    for day in ("0026-11-30", "1899-12-31", "2200-01-01", "9999-12-31", "30/11/5000"):
        with pytest.raises(forms.ValidationError) as wrong:
            field.clean(day)
        assert wrong.value.messages == [NOT_A_YEAR]
    for day in ("1900-01-01", "2199-12-31"):  # which of these days will do, a form says besides
        assert field.to_python(day).isoformat() == day
