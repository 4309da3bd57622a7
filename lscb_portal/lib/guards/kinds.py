"""The kinds of promise a database keeps, and for each the SQL condition under which it refuses.

`refusals(columns, distinct)` of a kind returns {event: condition}: the event (INSERT, UPDATE, DELETE, TRUNCATE) is
refused while the condition holds. `columns` are the table's own, so that a promise holds in the middle of a migration
too; `distinct` is how the engine compares with NULL. OLD and NEW are the row before and after.

A condition given as `when` speaks of the row as `{row}`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

ALWAYS = "1 = 1"
# A table with rows that may not go is never emptied in one stroke. Only PostgreSQL knows how.
NEVER_EMPTIED = {"TRUNCATE": ALWAYS}


@dataclass(frozen=True)
class AppendOnly:
    """Rows are added and then never changed or deleted."""

    table: str
    name: str = ""

    @property
    def message(self) -> str:
        return f"{self.table} is append-only."

    def refusals(self, columns, distinct):
        return {"UPDATE": ALWAYS, "DELETE": ALWAYS, **NEVER_EMPTIED}


@dataclass(frozen=True)
class Frozen:
    """Rows never change but for one redaction, which empties the `redactable` texts, and are never deleted."""

    table: str
    redactable: tuple[str, ...]
    name: str = ""

    @property
    def message(self) -> str:
        return f"{self.table} is frozen."

    def refusals(self, columns, distinct):
        kept = [name for name in columns if name not in (*self.redactable, "redacted_at")]
        redacting = ["OLD.redacted_at IS NULL", "NEW.redacted_at IS NOT NULL"]
        redacting += [f"NEW.{name} = ''" for name in self.redactable]
        lawful = f"{' AND '.join(redacting)} AND NOT ({_changed(kept, distinct)})"
        return {"UPDATE": f"NOT ({lawful})", "DELETE": ALWAYS, **NEVER_EMPTIED}


@dataclass(frozen=True)
class FrozenWhen:
    """The `columns` of a row never change, nor is the row deleted, once the row itself says so: while `when` holds.

    `steps` are the ways out, as in the model's STEPS: {(status, next status): the columns stamped by that step}. A
    stamp changes with its step and at no other time; `provided` is a further condition on every step. `may_change`
    names columns that stay open, with the reason.
    """

    table: str
    when: str
    columns: tuple[str, ...]
    message: str
    name: str = ""
    steps: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    provided: str = ALWAYS
    may_change: Mapping[str, str] = field(default_factory=dict)

    def refusals(self, columns, distinct):
        held = [self._held(name, distinct) for name in columns if name in ("id", *self.columns)]
        frozen = self.when.format(row="OLD")
        return {"UPDATE": f"({frozen}) AND ({' OR '.join(held)})", "DELETE": frozen, **NEVER_EMPTIED}

    def _held(self, column, distinct):
        """The column changes, and by none of the steps that may change it."""
        steps = [step for step, stamps in self.steps.items() if column in ("status", *stamps)]
        changed = _changed([column], distinct)
        return f"{changed} AND NOT ({' OR '.join(map(self._taken, steps))})" if steps else changed

    def _taken(self, step):
        return f"OLD.status = '{step[0]}' AND NEW.status = '{step[1]}' AND {self.provided.format(row='OLD')}"


@dataclass(frozen=True)
class FrozenUnder:
    """The `columns` of a row never change, nor are rows added or deleted, while another record says so.

    That is its parent as a rule. A row can be moved neither out of a frozen parent nor into one.
    """

    table: str
    when: str
    columns: tuple[str, ...]
    message: str
    name: str = ""
    events: tuple[str, ...] = ("INSERT", "UPDATE", "DELETE")
    may_change: Mapping[str, str] = field(default_factory=dict)

    def refusals(self, columns, distinct):
        before, after = self.when.format(row="OLD"), self.when.format(row="NEW")
        changed = _changed([name for name in columns if name in ("id", *self.columns)], distinct)
        conditions = {"INSERT": after, "UPDATE": f"({changed}) AND ({before} OR {after})", "DELETE": before}
        return {event: conditions[event] for event in self.events} | NEVER_EMPTIED


@dataclass(frozen=True)
class NotAddedWhen:
    """Rows are not added while `when` holds."""

    table: str
    when: str
    message: str
    name: str = ""

    def refusals(self, columns, distinct):
        return {"INSERT": self.when.format(row="NEW")}


Guard = AppendOnly | Frozen | FrozenWhen | FrozenUnder | NotAddedWhen


def _changed(columns, distinct):
    return " OR ".join(f"OLD.{name} {distinct} NEW.{name}" for name in columns)


def parent(table: str, condition: str, key: str, of: str = "{row}") -> str:
    """The condition that the parent in `table`, to which the column `key` of a row or a table points, meets another.

    `condition` names the parent's columns without a prefix.
    """
    return f"EXISTS (SELECT 1 FROM {table} WHERE {table}.id = {of}.{key} AND {condition})"
