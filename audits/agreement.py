"""How far moderation agreed with what agencies said of themselves, in counts and in sentences."""

from dataclasses import dataclass

from lscb_portal.lib.charts.words import plural


@dataclass(frozen=True)
class Agreement:
    """Returns that rated a standard: how many are judged, and by how many steps each was moved.

    `moves` has one number for each judged return with a rating of its own: below zero lowered, above zero raised.
    """

    returned: int
    judged: int
    moves: tuple[int, ...]

    @property
    def to_judge(self) -> int:
        return self.returned - self.judged

    @property
    def lowered(self) -> int:
        return sum(move < 0 for move in self.moves)

    @property
    def raised(self) -> int:
        return sum(move > 0 for move in self.moves)

    @property
    def agreed(self) -> int:
        return sum(move == 0 for move in self.moves)

    @property
    def within_one(self) -> int:
        """Those moved by one step at most."""
        return sum(abs(move) <= 1 for move in self.moves)

    @property
    def progress(self) -> str:
        """ "Moderated so far: 6 of 8 returned. 2 lowered, 1 raised, 3 agreed." """
        if not self.returned:
            return "Nothing is returned to moderate yet."
        said = f"Moderated so far: {self.judged} of {self.returned} returned."
        moves = f"{self.lowered} lowered, {self.raised} raised, {self.agreed} agreed."
        return f"{said} {moves}" if self.moves else said

    @property
    def closeness(self) -> str:
        """ "Same rating for 3 of 6, within one step for all 6."; nothing while nothing can be compared."""
        total = len(self.moves)
        if not total:
            return ""
        near = f"all {total}" if self.within_one == total and total > 1 else f"{self.within_one} of {total}"
        return f"Same rating for {self.agreed} of {total}, within one step for {near}."


def agreement_of(cells) -> Agreement:
    """Count the cells (`audits.matrix.Cell`) of one standard, or of many, that have something to judge."""
    judged = [cell for cell in cells if cell.moderated]
    moves = tuple(cell.moved for cell in judged if cell.moved is not None)
    return Agreement(returned=sum(cell.is_to_judge for cell in cells), judged=len(judged), moves=moves)


def change_words(move) -> str:
    """A move in words: "Lowered 1 step", "Raised 2 steps"."""
    return f"{'Raised' if move > 0 else 'Lowered'} {plural(abs(move), 'step')}"
