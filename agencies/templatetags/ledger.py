"""Words of the ledger for templates: {% load ledger %}."""

from django import template

from agencies.ledger import in_words

register = template.Library()
register.filter("in_words", in_words)
