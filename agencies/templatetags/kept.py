"""The mark of a long form, by which its words find their author again (see `agencies.kept`)."""

from django import template
from django.utils.html import format_html

from agencies import kept

register = template.Library()


@register.simple_tag(takes_context=True)
def kept_mark(context, path=None):
    """Mark a form that is shown at `path`; at the page itself where none is given."""
    request = context["request"]
    return format_html(
        '<input type="hidden" name="{}" value="{}">', kept.FIELD, kept.mark(request.user, path or request.path)
    )
