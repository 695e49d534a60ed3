"""What awareness records show about clause 7.3."""

from functools import reduce
from operator import or_

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mutu.core.checks import Evidence, Look, check
from mutu.core.models import Person
from mutu.core.refusals import gettext_noop
from mutu.resources.awareness import content, queries


def tells_of_culture(key: str) -> bool:
    """Whether a set speaks of quality culture and ethical behaviour."""
    return any("culture" in card.about for card in content.sets()[key].cards)


@check("7.3-e", edition="iso9001-2026", label=_("Quality culture and ethical behaviour: who was made aware"))
def aware_of_culture(look: Look) -> Evidence:
    """Everybody of whom a set about culture is asked knows it, and not for longer ago than was decided (7.3)."""
    needs = [one for one in queries.needs(look.organization_id) if tells_of_culture(one.set)]
    nobody = Q(pk__in=[])
    asked = [Q(pk__in=queries.people_asked(one).values("pk")) for one in needs]
    missing = [Q(pk__in=queries.not_yet(one, look.now).order_by().values("pk")) for one in needs]
    people = Person.objects.of(look.organization_id).filter(reduce(or_, asked, nobody)).order_by("-number", "-pk")
    return Evidence(
        people, reduce(or_, missing, nobody), least=1,
        shown=gettext_noop("Made aware of quality culture and ethical behaviour: %(good)s of %(read)s people."),
        attention=gettext_noop("%(lacking)s of %(read)s people were not made aware yet, or too long ago."),
        nothing=gettext_noop("Nobody is asked to know about quality culture and ethical behaviour."),
    )  # fmt: skip
