"""Boards, agencies, groups and people for tests. Names are fictional."""

import datetime as dt

import factory
from factory.django import DjangoModelFactory

from agencies.models import (
    Agency,
    Board,
    BoardRole,
    Group,
    Kind,
    LegalBody,
    Membership,
    Post,
    QuorumRule,
    Seat,
    SeatRole,
    TermsOfReference,
    User,
)
from agencies.models.group import GroupKind
from agencies.roles import Role

LONG_AGO = dt.date(2020, 4, 1)
PASSWORD = "a long enough pass phrase"
THREE_AGENCIES = {"clauses": [{"kind": "at_least", "number": 3, "of": {"all": True}}]}


class BoardFactory(DjangoModelFactory):
    class Meta:
        model = Board
        django_get_or_create = ("slug",)

    slug = "northmere"
    name = "Northmere Safeguarding Children Board"
    area = "Northmere"
    social_care_phone = "01632 960101"
    out_of_hours_phone = "01632 960102"
    lado_phone = "01632 960103"


class LegalBodyFactory(DjangoModelFactory):
    class Meta:
        model = LegalBody

    name = factory.Sequence(lambda n: f"Body {n}")


class AgencyFactory(DjangoModelFactory):
    """A member of `boards` (Northmere unless told; an empty list for an agency of no board)."""

    class Meta:
        model = Agency
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Agency {n}")
    short_name = factory.SelfAttribute("name")
    initials = factory.LazyAttribute(lambda o: o.name[:2])
    kind = Kind.NHS_PROVIDER
    legal_body = factory.SubFactory(LegalBodyFactory)
    valid_from = LONG_AGO

    @factory.post_generation
    def boards(self, create, boards, **kwargs):
        if create:
            for board in [BoardFactory()] if boards is None else boards:
                Membership.objects.create(board=board, agency=self, starts_on=LONG_AGO)


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User

    name = factory.Sequence(lambda n: f"Person {n}")
    email = factory.Sequence(lambda n: f"person{n}@example.org")

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        return model_class.objects.create_user(password=PASSWORD, **kwargs)


class PostFactory(DjangoModelFactory):
    class Meta:
        model = Post

    person = factory.SubFactory(UserFactory)
    agency = factory.SubFactory(AgencyFactory)
    role = Role.LEAD
    starts_on = LONG_AGO


class BoardRoleFactory(DjangoModelFactory):
    class Meta:
        model = BoardRole

    person = factory.SubFactory(UserFactory)
    board = factory.SubFactory(BoardFactory)
    role = Role.BUSINESS_MANAGER
    starts_on = LONG_AGO


class GroupFactory(DjangoModelFactory):
    class Meta:
        model = Group
        django_get_or_create = ("board", "slug")

    board = factory.SubFactory(BoardFactory)
    slug = "qapm"
    name = "Quality Assurance and Performance Management sub-group"
    short_name = "QAPM"
    kind = GroupKind.SUB_GROUP


class QuorumRuleFactory(DjangoModelFactory):
    class Meta:
        model = QuorumRule
        django_get_or_create = ("group", "version")

    group = factory.SubFactory(GroupFactory)
    version = 1
    rule = THREE_AGENCIES
    in_force_from = LONG_AGO


class TermsOfReferenceFactory(DjangoModelFactory):
    class Meta:
        model = TermsOfReference
        django_get_or_create = ("group", "version")

    group = factory.SubFactory(GroupFactory)
    version = 1
    purpose = "To scrutinise, monitor and evaluate."
    membership = "Representatives senior enough to speak with authority."
    delegated_authority = "To agree audits and the annual programme."
    standing_items = factory.LazyFunction(list)
    agreed_by = "Strategic Board"
    agreed_on = LONG_AGO
    review_on = dt.date(2027, 4, 1)


class SeatFactory(DjangoModelFactory):
    class Meta:
        model = Seat

    group = factory.SubFactory(GroupFactory)
    person = factory.SubFactory(UserFactory)
    agency = factory.SubFactory(AgencyFactory)
    role = SeatRole.MEMBER
    starts_on = LONG_AGO
