"""The way in, and each person's home page at a board."""

from django.shortcuts import redirect, render
from django.utils import timezone

from agencies.models import Board
from reports.front_page import FrontPage


def start(request):
    """Go to the home page of the person's first board; say so where they belong to none yet."""
    board = Board.objects.visible_to(request.user).first()
    if board is None:
        return render(request, "reports/home/no_board.html")
    return redirect("reports:home", board.slug)


def home(request, board):
    """What I must do next, the next meeting, my agency's return, recent papers."""
    today = timezone.localdate()
    page = FrontPage(request.user, board, today)
    return render(request, "reports/home/home.html", {"page": page, "today": today})
