"""Which first ratings a second moderator may not see yet: until theirs is saved they are on no page of theirs."""

from audits.models import Interest, Moderation, Review, SecondModeration, SecondReader

UNFINISHED = (*Review.TO_JUDGE, Review.Status.RETURNED)


def unseen_by(user, part) -> frozenset[tuple[int, int]]:
    """{(review, standard)} whose first rating `user` may not see in a board's part in a round: one query for most.

    What they judged first themselves is no secret to them; nor is a return that is none of theirs to judge.
    """
    asked = SecondReader.objects.standing().filter(round_board=part, person=user)
    standards = list(asked.values_list("standard", flat=True))
    if not standards:
        return frozenset()
    closed = Interest.objects.standing().filter(round_board=part, person=user).values("agency")
    reviews = (
        part.reviews.filter(status__in=UNFINISHED).exclude(evaluation__agency__in=closed).values_list("pk", flat=True)
    )
    places = {(review, standard) for review in reviews for standard in standards}
    here = {"review__round_board": part, "standard__in": standards}
    done = SecondModeration.objects.filter(**here).values_list("review", "standard")
    own = Moderation.objects.filter(**here, moderated_by=user).values_list("review", "standard")
    return frozenset(places.difference(done, own))
