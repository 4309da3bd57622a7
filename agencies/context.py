"""What every template may use."""


def board(request):
    """The board of the page, its words, and the boards the person may switch to."""
    return {"board": getattr(request, "board", None)}
