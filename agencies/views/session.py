"""The session as a page that stays open sees it."""

from django.contrib.auth.decorators import login_not_required
from django.http import JsonResponse
from django.middleware.csrf import get_token

from agencies.session import renew, seconds_now


@login_not_required
def session(request):
    """Say who is signed in now, with a token for the forms of a page that was opened before they signed in.

    How long is left stands in the answer's head, as in every other. Asking is no use of the session; POST is.
    """
    if not request.user.is_authenticated:
        return JsonResponse({"who": None})
    if request.method == "POST":
        renew(request, seconds_now())
    return JsonResponse({"who": request.user.uid, "name": request.user.name, "token": get_token(request)})
