"""Giving standards to contributors in tests."""

from audits.models import Assignment


def given(evaluation, person, *codes):
    """Give a contributor the standards of these codes (all where none is named); return the assignments."""
    responses = evaluation.responses.select_related("standard")
    standards = [each.standard for each in (responses.filter(standard__code__in=codes) if codes else responses)]
    return [
        Assignment.objects.create(evaluation=evaluation, standard=standard, person=person, assigned_by=person)
        for standard in standards
    ]
