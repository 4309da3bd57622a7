"""The ledger: what happened, who did it, about what. Append-only, hash-chained in one book per board, agency and
installation. It holds ids and hashes, never the words of a record, so that words can be destroyed lawfully."""

import uuid

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone

from lscb_portal.lib.hashing import canonical, sha256_of

GENESIS = "0" * 64


class Through(models.TextChoices):
    """How a deed reached the portal when the person did not do it themselves."""

    PORTAL = "", "In the portal"
    TELEPHONE = "telephone", "By telephone"
    LETTER = "letter", "By letter"
    EMAIL = "email", "By e-mail"
    IN_PERSON = "in_person", "In person"


class Installation:
    """The book of what concerns a person's account and no board: Event.record(…, book=Installation)."""

    ledger_key = "installation"


class Book(models.Model):
    """One chain of events. Locked while an event is written, last of all locks."""

    key = models.CharField(max_length=60, unique=True)
    length = models.PositiveBigIntegerField(default=0)
    head = models.CharField(max_length=64, default=GENESIS)

    def __str__(self):
        return self.key

    @classmethod
    def locked(cls, keys) -> list:
        """Return the books of `keys`, begun where they are new, and locked in the order of their ids."""
        rows = cls.objects.select_for_update(no_key=True).filter(key__in=keys).order_by("pk")
        # One book alone has no order to keep, so it is looked for once; several are all begun before any is locked.
        if len(keys) == 1 and (books := list(rows)):
            return books
        for key in sorted(keys):
            cls.objects.get_or_create(key=key)
        return list(rows.all())

    def append(self, **line):
        """Write the next line of this book, which the caller has locked; return it."""
        event = Event(book=self, number=self.length + 1, previous=self.head, **line)
        event.hash = event.computed_hash()
        event.save(force_insert=True)
        self.length, self.head = event.number, event.hash
        self.save(update_fields=["length", "head"])
        return event


class EventQuerySet(models.QuerySet):
    def about(self, record):
        """The events about `record`, oldest first."""
        return self.filter(about_type=ContentType.objects.get_for_model(record), about_id=record.pk).order_by("pk")

    def done_by_or_for(self, person):
        """The events of what `person` did, or somebody else in their name."""
        return self.filter(models.Q(by=person) | models.Q(on_behalf_of=person))

    def of_board(self, board):
        """The events in the book of `board`."""
        return self.filter(book__key=board.ledger_key)

    def of_agency(self, agency):
        """The events in the book of `agency`."""
        return self.filter(book__key=agency.ledger_key)

    def visible_to(self, user):
        """The events in the books of boards and agencies that `user` may read, and of what they did themselves."""
        from agencies.models.agency import Agency
        from agencies.roles import Permission

        if not user.is_authenticated:
            return self.none()
        open_to = [*user.boards_where(Permission.READ_LEDGER), *Agency.objects.with_ledger_open_to(user)]
        return self.filter(book__key__in=[each.ledger_key for each in open_to]) | self.done_by_or_for(user)


class Event(models.Model):
    """One line of a book. Its hash covers everything below and the line before it."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="events")
    number = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    verb = models.CharField(max_length=60, db_index=True)
    by = models.ForeignKey("agencies.User", on_delete=models.PROTECT, related_name="events")
    on_behalf_of = models.ForeignKey(
        "agencies.User", on_delete=models.PROTECT, null=True, related_name="events_on_behalf"
    )
    through = models.CharField(max_length=20, choices=Through, default=Through.PORTAL, blank=True)
    about_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, null=True)
    about_id = models.PositiveBigIntegerField(null=True)
    about = GenericForeignKey("about_type", "about_id")
    about_uid = models.UUIDField(null=True)
    # Canonical JSON of ids, hashes, dates and states; never the words of a record.
    facts = models.TextField(default="{}")
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["book", "number"], name="event_number_once")]
        indexes = [models.Index(fields=["about_type", "about_id"])]

    def __str__(self):
        return f"{self.book} {self.number}: {self.verb}"

    @classmethod
    def record(cls, verb, *, by, about, on_behalf_of=None, through=Through.PORTAL, book=None, also=(), **facts):
        """Write one event as the last deed of an operation, inside its transaction; return its line.

        `about` is the record; its `ledger_key` names the book unless `book` (anything with a `ledger_key`) does. Each
        of `also` has one too: their books get a line of their own. `facts` are ids, hashes, dates and states.
        """
        first = (book or about).ledger_key
        line = {
            "at": timezone.now(),
            "verb": verb,
            "by": by,
            "on_behalf_of": on_behalf_of,
            "through": through,
            "about": about,
            "about_uid": about.uid,
            "facts": canonical(facts),
        }
        books = Book.locked({first, *(each.ledger_key for each in also)})
        return {each.key: each.append(**line) for each in books}[first]

    def computed_hash(self) -> str:
        """Return the SHA-256 that this line ought to have. Time counts as microseconds of UTC, whatever the zone."""
        return sha256_of(
            canonical(
                {
                    "book": self.book.key,
                    "number": self.number,
                    "at": round(self.at.timestamp() * 1_000_000),
                    "verb": self.verb,
                    "by": self.by_id,
                    "on_behalf_of": self.on_behalf_of_id,
                    "through": self.through,
                    "about_type": self.about_type_id and self.about_type.model,
                    "about_uid": self.about_uid,
                    "facts": self.facts,
                    "previous": self.previous,
                }
            )
        )
