"""Policies of the board and of its agencies: added, changed, published version by version, retired."""

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from agencies.models import Agency, Event
from agencies.operations.notification import notify
from agencies.operations.stored_file import store
from agencies.permissions import require
from audits import permissions
from audits.models import Policy, PolicyAsk, PolicyVersion
from audits.policy_register import newest_version, people_reviewing
from audits.policy_rules import months_fault, version_faults
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.hashing import canonical, sha256_of
from lscb_portal.lib.lifecycle import lock
from lscb_portal.lib.once import made_before, make_once

DETAILS = ("code", "title", "tier", "review_every")


@transaction.atomic
def add_policy(board, *, by, uid, agency=None, asked=(), **details):
    """Add a policy of `board` that the agencies `asked` review or, with `agency`, one of that agency's own; return it.

    `details` are its code, title, tier and the months between two reviews. Nobody is told before a version is
    published. A second call with the same `uid` returns the first one's policy.
    """
    require(permissions.can_add_policy(by, board, agency))
    lock(board)
    if added := made_before(Policy.objects.filter(board=board, agency=agency), uid):
        return added
    policy = Policy(uid=uid, board=board, agency=agency, created_by=by, **details)
    _check(policy)
    policy.save(force_insert=True)
    _set_asked(policy, [agency] if agency else asked)
    Event.record("policy.added", by=by, about=policy, code=policy.code, agencies=policy.asks.count())
    return policy


@transaction.atomic
def change_policy(policy, *, by, seen, asked=(), **details):
    """Change a policy's details and whom it is asked of; agencies asked anew are told of the version there is.

    `seen` is the policy's mark (`mark_of`) when its page was opened: a change made since then is not overwritten.
    """
    require(permissions.can_keep_policy(by, policy))
    policy = lock(policy)
    _not_retired(policy)
    if seen != mark_of(policy):
        raise Refused("Somebody else changed this policy since you opened the page. Look at it again, then change it.")
    for name in DETAILS:
        setattr(policy, name, details[name])
    _check(policy)
    policy.save(update_fields=list(DETAILS))
    added = _set_asked(policy, [policy.agency] if policy.agency else asked)
    Event.record("policy.changed", by=by, about=policy, code=policy.code, agencies=policy.asks.count())
    version = newest_version(policy)
    if version:
        _tell(version, added)
    return policy


def mark_of(policy) -> str:
    """What a policy says of itself, as a hash: the same as long as nobody changes it."""
    asked = sorted(policy.asks.values_list("agency__uid", flat=True))
    return sha256_of(canonical([*(getattr(policy, name) for name in DETAILS), asked]))


def _check(policy):
    """Refuse a code that is taken and months that make no sense."""
    if fault := months_fault(policy.review_every):
        raise Refused(fault)
    same_code = Policy.objects.filter(board=policy.board, agency=policy.agency, code__iexact=policy.code)
    if same_code.exclude(pk=policy.pk).exists():
        raise Refused(f"Another policy has the code “{policy.code}”. Choose another.")


def _set_asked(policy, agencies):
    """Make the agencies asked those given; return the rows that are new. Refused when none is left."""
    members = Agency.objects.of_board(policy.board).in_force().filter(pk__in=[agency.pk for agency in agencies])
    if not members:
        raise Refused("Choose at least one agency that belongs to the board.")
    policy.asks.exclude(agency__in=members).delete()
    asked = set(policy.asks.values_list("agency", flat=True))
    return [PolicyAsk.objects.create(policy=policy, agency=agency) for agency in members if agency.pk not in asked]


def _not_retired(policy):
    if policy.retired_on:
        raise Refused("The policy has been retired. Bring it back before you change it.")


# Versions -------------------------------------------------------------------------------------------------------------


@transaction.atomic
def publish_version(policy, *, by, uid, after, number, upload=None, **details):
    """Publish a version with the notice of what changed, and tell the leads of the agencies asked; return it.

    `details` are the version's days, what changed and its link; its text is an `upload` or a link. `after` is the
    number of the newest version when the page was opened ("" for none): two people do not publish one after the other
    without seeing it. A second call with the same `uid` returns the first one's version.
    """
    require(permissions.can_keep_policy(by, policy))
    policy = lock(policy)
    _not_retired(policy)
    if published := made_before(PolicyVersion.objects.filter(policy=policy), uid):
        return published
    newest = newest_version(policy)
    if after != (newest.number if newest else ""):
        raise Refused(f"Version {newest.number} was published since you opened this page. Look at it first.")
    if policy.versions.filter(number__iexact=number).exists():
        raise Refused(f"There is a version {number} already. Give this one another number.")
    if faults := version_faults(details | {"upload": upload}, timezone.localdate()):
        raise Refused(next(iter(faults.values())))
    kept_for = {"agency": policy.agency} if policy.agency else {"board": policy.board}
    file = store(upload, by=by, **kept_for) if upload else None
    version = make_once(PolicyVersion, uid=uid, policy=policy, number=number, file=file, published_by=by, **details)
    facts = {"version": number} | ({"sha256": file.sha256} if file else {})
    Event.record("policy_version.published", by=by, about=version, **facts)
    _tell(version, policy.asks.select_related("agency"))
    return version


def _tell(version, asks):
    """Tell those who review policies for the agencies that a version waits for them."""
    policy = version.policy
    people = people_reviewing([ask.agency for ask in asks])
    for ask in asks:
        notify(
            "audits/policy_version",
            people[ask.agency.pk],
            about=ask,
            board=policy.board,
            link=reverse("audits:policy_at", args=[policy.board.slug, policy.uid, ask.agency.uid]),
            key=str(version.uid),
        )


# Retiring -------------------------------------------------------------------------------------------------------------


@transaction.atomic
def retire_policy(policy, *, by):
    """Retire a policy: nobody is asked to review it any longer; everything that was said of it stays."""
    require(permissions.can_keep_policy(by, policy))
    policy = lock(policy)
    if policy.retired_on:
        raise Refused("The policy has been retired already.")
    policy.retired_on = timezone.localdate()
    policy.save(update_fields=["retired_on"])
    Event.record("policy.retired", by=by, about=policy, code=policy.code)


@transaction.atomic
def restore_policy(policy, *, by):
    """Bring a retired policy back; its agencies are asked again."""
    require(permissions.can_keep_policy(by, policy))
    policy = lock(policy)
    if not policy.retired_on:
        raise Refused("The policy is in force.")
    policy.retired_on = None
    policy.save(update_fields=["retired_on"])
    Event.record("policy.restored", by=by, about=policy, code=policy.code)
