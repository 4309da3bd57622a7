"""Draws the life of every record that has states from its model's STEPS: `python -m tests.states` writes the page."""

from pathlib import Path

from django.apps import apps

PAGE = Path(__file__).resolve().parent.parent / "docs" / "states.md"
HEAD = """# States

Drawn from the `STEPS` of each model by `python -m tests.states`; a test compares this page with the models. Only
`lscb_portal.lib.lifecycle.move` takes a step, and it refuses one that is not drawn here.
"""


def models_with_steps():
    """Return the models that have states, in the order of the apps."""
    return [model for model in apps.get_models() if hasattr(model, "STEPS")]


def drawing(model) -> str:
    """Return the section of one model: its name, what it says of itself, and a Mermaid diagram."""
    steps = [
        f"    {status.value} --> {to.value}"
        for status in model.Status
        for to in sorted(model.STEPS.get(status, ()), key=list(model.Status).index)
    ]
    names = [f"    {status.value} : {status.label}" for status in model.Status]
    lines = ["stateDiagram-v2", f"    [*] --> {next(iter(model.Status)).value}", *names, *steps]
    title = model._meta.verbose_name.capitalize()
    return f"## {title} (`{model._meta.app_label}`)\n\n```mermaid\n" + "\n".join(lines) + "\n```\n"


def page() -> str:
    """Return the whole page."""
    return "\n".join([HEAD, *map(drawing, models_with_steps())])


if __name__ == "__main__":
    import django

    django.setup()
    PAGE.write_text(page())
