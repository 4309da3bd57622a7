"""What the database itself refuses to change, on SQLite and PostgreSQL alike.

GUARDS lists every promise; `install` turns them into triggers and `lift` takes them away. Our `migrate` and `flush`
commands do both, because SQLite drops a table's triggers when it alters the table and because append-only tables
cannot be flushed.

A frozen row allows one update in its life: redaction. Its text columns become the stub, `redacted_at` is set, and
every other column (the hash above all) stays as it was.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class AppendOnly:
    """Rows are added and then never changed or deleted."""

    table: str


@dataclass(frozen=True)
class Frozen:
    """Rows never change but for one redaction of the `redactable` text columns, and are never deleted."""

    table: str
    redactable: tuple[str, ...]


@dataclass(frozen=True)
class FrozenWhen:
    """The `columns` may not change, nor the row be added or deleted, while the SQL condition `when` holds.

    `when` speaks of the row as `{row}`; the trigger puts OLD or NEW in its place.
    """

    table: str
    columns: tuple[str, ...]
    when: str
    message: str
    events: tuple[str, ...] = field(default=("UPDATE", "DELETE"))


Guard = AppendOnly | Frozen | FrozenWhen

PUBLISHED_VERSION = (
    "EXISTS (SELECT 1 FROM audits_frameworkversion v WHERE v.id = {row}.version_id AND v.published_at IS NOT NULL)"
)
PUBLISHED_STANDARD = (
    "EXISTS (SELECT 1 FROM audits_standard s JOIN audits_frameworkversion v ON v.id = s.version_id"
    " WHERE s.id = {row}.standard_id AND v.published_at IS NOT NULL)"
)
PUBLISHED_SCALE = (
    "EXISTS (SELECT 1 FROM audits_ratingscale s WHERE s.id = {row}.scale_id AND s.published_at IS NOT NULL)"
)
SUBMITTED = "EXISTS (SELECT 1 FROM audits_selfevaluation e WHERE e.id = {row}.evaluation_id AND e.status = 'submitted')"
EVIDENCE_OF_SUBMITTED = (
    "EXISTS (SELECT 1 FROM audits_answer a JOIN audits_selfevaluation e ON e.id = a.evaluation_id"
    " WHERE a.id = {row}.answer_id AND e.status = 'submitted')"
)
AGENDA_AGREED = (
    "EXISTS (SELECT 1 FROM workplan_meeting m WHERE m.id = {row}.meeting_id"
    " AND m.status NOT IN ('planned', 'agenda_open'))"
)
REPORT_BEYOND_DRAFT = (
    "EXISTS (SELECT 1 FROM reports_boardreport r WHERE r.id = {row}.report_id AND r.status <> 'draft')"
)
ALL = ("INSERT", "UPDATE", "DELETE")

GUARDS: tuple[Guard, ...] = (
    AppendOnly("agencies_event"),
    Frozen("audits_submission", redactable=("content", "declaration")),
    Frozen("audits_localpart", redactable=("content",)),
    FrozenWhen(
        "audits_frameworkversion",
        columns=(
            *("framework_id", "number", "title", "legal_basis", "editions", "edition_of", "default_scale_id"),
            *("content_sha256", "signatories", "board_id", "supersedes_id", "supplements_id", "published_at"),
        ),
        when="{row}.published_at IS NOT NULL",
        message="A published framework version never changes.",
    ),
    FrozenWhen(
        "audits_standard",
        columns=("version_id", "code", "position", "title", "short_title", "description", "guidance", "basis"),
        when=PUBLISHED_VERSION,
        message="A published framework version never changes.",
        events=ALL,
    ),
    FrozenWhen(
        "audits_criterion",
        columns=(
            "standard_id",
            "code",
            "position",
            "statement",
            "example_evidence",
            "tier",
            "kinds",
            "since",
            "na_allowed",
            "na_when",
            "guidance",
            "linked_policy",
            "kind",
            "with_total",
            "period",
            "unit",
            "weight",
        ),
        when=PUBLISHED_STANDARD,
        message="A published framework version never changes.",
        events=ALL,
    ),
    FrozenWhen(
        "audits_descriptor",
        columns=("standard_id", "criterion_id", "point_id", "text"),
        when=PUBLISHED_STANDARD,
        message="A published framework version never changes.",
        events=ALL,
    ),
    FrozenWhen(
        "audits_ratingscale",
        columns=("code", "version", "name", "roll_up", "na_allowed", "published_at"),
        when="{row}.published_at IS NOT NULL",
        message="A published rating scale never changes.",
    ),
    FrozenWhen(
        "audits_scalepoint",
        columns=("scale_id", "code", "points", "letter", "label", "descriptor", "colour"),
        when=PUBLISHED_SCALE,
        message="A published rating scale never changes.",
        events=ALL,
    ),
    FrozenWhen(
        "audits_answer",
        columns=(
            *("rating_id", "not_applicable", "na_reason", "narrative", "count", "total"),
            *("evaluation_id", "criterion_id", "round_board_id"),
        ),
        when=SUBMITTED,
        message="The agency's own ratings are frozen once the return is submitted.",
        events=ALL,
    ),
    FrozenWhen(
        "audits_standardresponse",
        columns=("evaluation_id", "standard_id", "impact", "strengths", "gaps"),
        when=SUBMITTED,
        message="What the agency said is frozen once the return is submitted.",
        events=ALL,
    ),
    FrozenWhen(
        "audits_plannedimprovement",
        columns=("evaluation_id", "standard_id", "what", "lead", "due_on", "success_measure"),
        when=SUBMITTED,
        message="What the agency plans is frozen once the return is submitted.",
        events=ALL,
    ),
    FrozenWhen(
        "audits_answerevidence",
        columns=("answer_id", "item_id"),
        when=EVIDENCE_OF_SUBMITTED,
        message="The evidence of a return is frozen once it is submitted.",
        events=ALL,
    ),
    FrozenWhen(
        "workplan_agendaitem",
        columns=("meeting_id", "position", "title", "purpose", "minutes"),
        when=AGENDA_AGREED,
        message="The agenda is frozen once it is agreed.",
    ),
    AppendOnly("audits_policyversion"),
    AppendOnly("audits_policyreview"),
    AppendOnly("audits_policyreview_evidence"),
    AppendOnly("audits_policyaudit"),
    AppendOnly("workplan_decision"),
    FrozenWhen(
        "reports_reportnarrative",
        columns=("report_id", "part", "text"),
        when=REPORT_BEYOND_DRAFT,
        message="The words of a report change only while it is a draft.",
    ),
    FrozenWhen(
        "reports_boardreport",
        columns=("snapshot", "snapshot_sha256", "pdf_path", "pdf_sha256", "quarter", "board_id"),
        when="{row}.status = 'issued'",
        message="An issued report never changes.",
    ),
)


def name_of(guard: Guard, event: str) -> str:
    """Return the name of the trigger that keeps `guard` at INSERT, UPDATE, DELETE or TRUNCATE."""
    return f"guard_{guard.table}_{event.lower()}"


def rules(guard: Guard, columns: list[str], vendor: str) -> dict[str, tuple[str, str]]:
    """Return event → (condition under which it is refused, message) for one guard.

    `columns` are the table's. Only PostgreSQL knows TRUNCATE.
    """
    distinct = "IS DISTINCT FROM" if vendor == "postgresql" else "IS NOT"
    never = ("DELETE", "TRUNCATE") if vendor == "postgresql" else ("DELETE",)
    if isinstance(guard, AppendOnly):
        return dict.fromkeys(("UPDATE", *never), ("1 = 1", f"{guard.table} is append-only."))
    if isinstance(guard, Frozen):
        message = f"{guard.table} is frozen."
        kept = [name for name in columns if name not in (*guard.redactable, "redacted_at")]
        changed = " OR ".join(f"OLD.{name} {distinct} NEW.{name}" for name in kept)
        redacting = "OLD.redacted_at IS NULL AND NEW.redacted_at IS NOT NULL"
        return {"UPDATE": (f"NOT ({redacting}) OR {changed}", message), **dict.fromkeys(never, ("1 = 1", message))}
    changed = " OR ".join(f"OLD.{name} {distinct} NEW.{name}" for name in guard.columns)
    conditions = {
        "INSERT": guard.when.format(row="NEW"),
        "UPDATE": f"({changed}) AND {guard.when.format(row='OLD')}",
        "DELETE": guard.when.format(row="OLD"),
    }
    return {event: (conditions[event], guard.message) for event in guard.events}


def _sqlite(guard, event, condition, message):
    yield (
        f"CREATE TRIGGER {name_of(guard, event)} BEFORE {event} ON {guard.table} FOR EACH ROW WHEN {condition} "
        f"BEGIN SELECT RAISE(ABORT, '{_quoted(message)}'); END"
    )


def _postgresql(guard, event, condition, message):
    name = name_of(guard, event)
    result = {"DELETE": "OLD", "TRUNCATE": "NULL"}.get(event, "NEW")
    yield (
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {condition} THEN RAISE EXCEPTION '{_quoted(message)}' USING ERRCODE = 'integrity_constraint_violation'; "
        f"END IF; RETURN {result}; END $$"
    )
    scope = "STATEMENT" if event == "TRUNCATE" else "ROW"
    yield f"CREATE TRIGGER {name} BEFORE {event} ON {guard.table} FOR EACH {scope} EXECUTE FUNCTION {name}()"


def _quoted(message):
    return message.replace("'", "''").replace("%", "%%")


def install(connection) -> int:
    """Put every guard whose table exists on `connection`'s database; return how many triggers there are now."""
    lift(connection)
    writer = _postgresql if _is_postgresql(connection) else _sqlite
    count = 0
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        for guard in (guard for guard in GUARDS if guard.table in tables):
            columns = [column.name for column in connection.introspection.get_table_description(cursor, guard.table)]
            for event, (condition, message) in rules(guard, columns, connection.vendor).items():
                for statement in writer(guard, event, condition, message):
                    cursor.execute(statement)
                count += 1
    return count


def lift(connection) -> None:
    """Take every guard's trigger off the database, as migrations and the tests' flush need."""
    with connection.cursor() as cursor:
        for name in installed(connection):
            if _is_postgresql(connection):
                cursor.execute(f"DROP FUNCTION {name}() CASCADE")
            else:
                cursor.execute(f"DROP TRIGGER {name}")


def installed(connection) -> set[str]:
    """Return the names of the guards' triggers that the database has."""
    query = (
        "SELECT tgname FROM pg_trigger WHERE tgname LIKE 'guard\\_%' AND NOT tgisinternal"
        if _is_postgresql(connection)
        else "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'guard\\_%' ESCAPE '\\'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        return {name for (name,) in cursor.fetchall()}


def declared(connection) -> set[str]:
    """Return the names of the triggers that GUARDS asks for."""
    return {name_of(guard, event) for guard in GUARDS for event in rules(guard, ["id"], connection.vendor)}


def _is_postgresql(connection):
    return connection.vendor == "postgresql"
