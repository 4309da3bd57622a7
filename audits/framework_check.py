"""What stands between a draft and its publication."""

from audits.framework_content import CORE_LIMIT, problems_of_standards, problems_of_whole
from audits.framework_record import content_of
from audits.models import Criterion
from audits.models.framework import Tier


def problems_of(version) -> list[str]:
    """What is wrong with a draft as a whole, sentence by sentence; none when it can be published."""
    content = content_of(version)
    problems = [*problems_of_whole(content), *problems_of_standards(content)]
    return problems + (_beside_the_shared(version, content) if version.is_supplement else [])


def _beside_the_shared(version, content):
    """What is wrong with a board's own questions only because they are asked beside the framework's."""
    shared = Criterion.objects.filter(standard__version=version.supplements)
    codes = set(shared.values_list("code", flat=True))
    codes |= set(version.supplements.standards.values_list("code", flat=True))
    own = [*(one.code for one in content.standards), *(one.code for one in content.criteria)]
    taken = [f"The framework itself uses the code “{code}”. Choose another." for code in own if code in codes]
    core = shared.filter(tier=Tier.CORE).count() + sum(one.tier == Tier.CORE for one in content.criteria)
    if core > CORE_LIMIT and any(one.tier == Tier.CORE for one in content.criteria):
        taken.append(f"With the framework’s own, {core} criteria are in the short set; the most is {CORE_LIMIT}.")
    return taken
