"""The pages on which a round is planned: their addresses, and what a good plan says at each step."""

from django.urls import reverse


def address(plan, step):
    if step == "check":
        return reverse("audits:round_check", args=[plan.board.slug, plan.uid])
    return reverse("audits:round_plan", args=[plan.board.slug, plan.uid, step])


def said(version, agencies, /, **changed):
    """What is typed at each step of a good plan; `changed` replaces the fields of steps."""
    good = {
        "what": {"title": "Section 11 2026", "kind": "statutory", "framework_version": version.pk, "edition": 2023},
        "agencies": {"asked": [agency.pk for agency in agencies]},
        "dates": {"opens_on": "2026-09-15", "due_on": "2026-10-27", "final_due_on": "2026-11-10"},
        "focus": {},
        "message": {"contact": "", "launch_message": "Welcome"},
        "reminders": {"reminder_days": ["10", "0"]},
    }
    return {step: typed | changed.get(step, {}) for step, typed in good.items()}


def filled(plan, version, agencies, /, **changed):
    """The plan with every step typed."""
    typed = said(version, agencies, **changed)
    plan.typed = {
        step: {
            name: [str(each) for each in (value if isinstance(value, list) else [value])]
            for name, value in page.items()
        }
        for step, page in typed.items()
    }
    plan.save()
    return plan
