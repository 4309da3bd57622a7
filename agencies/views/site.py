"""Pages that anybody may read: accessibility, privacy, help."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render


@login_not_required
def accessibility(request):
    return render(request, "agencies/site/accessibility.html")


@login_not_required
def privacy(request):
    return render(request, "agencies/site/privacy.html")


@login_not_required
def help_page(request):
    """Help and contacts; a signed-in person sees whom to ring at each of their boards."""
    return render(request, "agencies/site/help.html")
