"""What tests of the policies' pages ask again and again."""

from django.contrib.messages import get_messages
from django.urls import reverse


def at(name, *args):
    return reverse(f"audits:{name}", args=["northmere", *args])


def text(response):
    return " ".join(response.text.split())


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]
