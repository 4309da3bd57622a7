"""Reading a round as a matrix of ratings: agency × standard, agency × criterion, and one agency beside the others."""

from audits.matrix.by_criterion import criteria_of
from audits.matrix.by_standard import matrix_of, round_before
from audits.matrix.cells import (
    NOT_MODERATED,
    NOT_SAMPLED,
    NOT_TESTED,
    UNANSWERED,
    WITHHELD,
    WORDS,
    Cell,
    Column,
    Line,
    Matrix,
    Rating,
    Source,
)
from audits.matrix.facts import Facts

__all__ = [
    "NOT_MODERATED",
    "NOT_SAMPLED",
    "NOT_TESTED",
    "UNANSWERED",
    "WITHHELD",
    "WORDS",
    "Cell",
    "Column",
    "Facts",
    "Line",
    "Matrix",
    "Rating",
    "Source",
    "criteria_of",
    "matrix_of",
    "round_before",
]
