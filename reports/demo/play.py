"""Playing stories side by side, in the order of time.

A story is a generator. It yields the moment at which it wants to go on, does something there through the portal's
operations, and yields the next moment. Several stories run beside each other, and whichever is earliest goes on first,
so the ledger reads as it would have: Tuesday's return before Wednesday's meeting.
"""

import heapq
from itertools import count

from reports.demo.clock import stopped_at


def play(stories, reached=lambda moment: None):
    """Let the stories happen, each deed at its own moment; stories of one moment keep the order given.

    `reached` is told each moment before it is played. Raises ValueError when a story goes back in time: the ledger
    would not show what it says.
    """
    waiting = [(next(story), number, story) for number, story in zip(count(), stories, strict=False)]
    heapq.heapify(waiting)
    while waiting:
        moment, number, story = heapq.heappop(waiting)
        reached(moment)
        with stopped_at(moment):
            following = next(story, None)
        if following is None:
            continue
        if following < moment:
            raise ValueError(f"A story went back from {moment} to {following}.")
        heapq.heappush(waiting, (following, number, story))
