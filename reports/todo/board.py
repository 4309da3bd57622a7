"""What waits at the board: reports to sign and issue, alerts to acknowledge, letters that ran out or did not arrive."""

import datetime as dt

from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils import timezone

from agencies.models import Event, Invitation, Notification
from agencies.permissions import can_acknowledge_safety, can_manage_people, can_resend_messages
from agencies.roles import Permission, Role
from reports import permissions
from reports.models import BoardReport
from reports.todo.todo import Todo, day, things

Status = BoardReport.Status
READERS = {Role.BOARD_MEMBER, Role.INDEPENDENT_CHAIR, Role.LAY_MEMBER}
TIME_TO_READ = dt.timedelta(days=28)


def to_acknowledge(user, board):
    """Records that a child may be unsafe which nobody has acknowledged."""
    if not can_acknowledge_safety(user, board):
        return []
    if not board.calls_waiting:
        return []
    return [
        Todo(
            title=f"Acknowledge {things(board.calls_waiting, 'record')} that a child may be unsafe",
            why="Somebody has rung about a child. You and your deputy are reminded until one of you has seen it.",
            kind="A child may be unsafe",
            minutes=5,
            due=timezone.localdate(),
            url=reverse("agencies:safety_list", args=[board.slug]),
        )
    ]


def reports(user, board):
    """Reports on their way that wait for this very person."""
    works = any(user.may(each, board) for each in (Permission.PREPARE_REPORT, Permission.ISSUE_REPORT))
    if not works:
        return []
    on_the_way = BoardReport.objects.of_board(board).open().select_related("group__board", "board")
    return [todo for report in on_the_way if (todo := _of_report(user, board, report))]


def _of_report(user, board, report):
    name = f"the {report.group.short_name} report, {report.period.label}"
    if report.status == Status.READY and permissions.can_sign(user, report):
        return _report(
            board,
            report,
            f"Sign off {name}",
            "Its figures and words are ready. You will be asked for your password.",
            30,
        )
    if report.status == Status.SIGNED_OFF and permissions.can_issue(user, board):
        return _report(
            board, report, f"Issue {name}", "The chair has signed it off. The Board’s members wait for it.", 5
        )
    if not permissions.can_prepare(user, report.group):
        return None
    if report.status == Status.FAILED:
        return _report(board, report, f"Try again to make {name}", report.failure, 5)
    if report.status == Status.DRAFT:
        return _report(board, report, f"Finish {name}", "Its figures are frozen. It needs words, and then the PDF.", 60)
    return None


def to_read(user, board):
    """Reports issued in the last weeks which a person who receives them has not downloaded."""
    if not user.roles_at(board) & READERS:
        return []
    recent = BoardReport.objects.of_board(board).issued().filter(issued_at__gte=timezone.now() - TIME_TO_READ)
    taken = Event.objects.visible_to(user).filter(
        by=user, verb="report.downloaded", about_type=ContentType.objects.get_for_model(BoardReport)
    )
    unread = (
        recent.exclude(signed_off_by=user)
        .exclude(pk__in=taken.values("about_id"))
        .select_related("group")
        .order_by("-issued_at")
    )
    return [_read(board, report) for report in unread]


def _read(board, report):
    return Todo(
        title=f"Read the {report.group.short_name} report, {report.period.label}",
        why=f"It was issued to the Board on {day(timezone.localdate(report.issued_at))}.",
        kind="Report",
        minutes=30,
        url=reverse("reports:report", args=[board.slug, report.uid]),
    )


def _report(board, report, title, why, minutes):
    return Todo(title, why, "Report", minutes, reverse("reports:builder", args=[board.slug, report.uid]))


def invitations(user, board):
    """Invitations that ran out before they were accepted."""
    if not can_manage_people(user, board):
        return []
    run_out = Invitation.objects.visible_to(user).filter(
        board=board, accepted_at__isnull=True, withdrawn_at__isnull=True, expires_at__lte=timezone.now()
    )
    number = run_out.exclude(person__invitations__expires_at__gt=timezone.now()).count()
    if not number:
        return []
    return [
        Todo(
            title=f"Send {things(number, 'invitation')} again",
            why="They ran out before anybody chose a password, so these people cannot sign in.",
            kind="People",
            minutes=2 * number,
            url=reverse("agencies:invitation_list", args=[board.slug]),
        )
    ]


def undelivered(user, board):
    """Messages that the mail server would not take."""
    if not can_resend_messages(user, board):
        return []
    number = Notification.objects.of_board(board).undelivered().count()
    if not number:
        return []
    return [
        Todo(
            title=f"Look at {things(number, 'message')} that did not arrive",
            why="The portal has tried five times, so these people do not know what they were to be told.",
            kind="Messages",
            minutes=2 * number,
            url=reverse("agencies:message_list", args=[board.slug]),
        )
    ]
