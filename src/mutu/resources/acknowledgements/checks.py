"""What documents and acknowledgements show about the quality policy and who knows it (5.2.2, 7.3)."""

from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mutu.core.checks import Evidence, Look, check
from mutu.core.models import Person
from mutu.core.refusals import gettext_noop
from mutu.resources.acknowledgements import queries
from mutu.resources.documents.models import Category, Document


def policies(look: Look) -> Any:
    """The quality policy, or the policies, that are not obsolete."""
    found = Document.objects.of(look.organization_id).filter(
        type__category=Category.POLICY, registered_at__lte=look.now
    )
    return found.exclude(state__in=("obsolete", "cancelled"))


@check("5.2.2-a", label=_("The quality policy in writing and current"))
def policy_is_current(look: Look) -> Evidence:
    """Each policy has a revision in force that was approved, and was reviewed in time (5.2.2 a)."""
    unapproved = ~Q(state="current") | Q(current=None)
    late = Q(review_due__isnull=True) | Q(review_due__lt=look.now.date())
    return Evidence(
        policies(look).order_by("-registered_at", "-pk"), unapproved | late, least=1,
        shown=gettext_noop("In force and reviewed in time: %(good)s of %(read)s policies."),
        attention=gettext_noop("%(lacking)s of %(read)s policies are not in force, or their review is late."),
        nothing=gettext_noop("There is no document of the category policy."),
    )  # fmt: skip


@check("5.2.2-b", "7.3-a", label=_("The quality policy is known: read and understood"))
def policy_is_known(look: Look) -> Evidence:
    """Everybody who must know the policy has signed its revision in force (5.2.2 b, 7.3 a)."""
    in_force = list(policies(look).filter(state="current").exclude(current=None).order_by("pk"))
    must = [Q(pk__in=queries.readers(one).order_by().values("pk")) for one in in_force]
    missing = [Q(pk__in=queries.not_read(one).order_by().values("pk")) for one in in_force]
    people = Person.objects.of(look.organization_id).filter(reduce(or_, must, queries.NOBODY))
    return Evidence(
        people.order_by("-number", "-pk"), reduce(or_, missing, queries.NOBODY), least=1,
        shown=gettext_noop("The quality policy in force is acknowledged by %(good)s of %(read)s people."),
        attention=gettext_noop(
            "The quality policy in force is acknowledged by %(good)s of %(read)s people; %(lacking)s have not read it."
        ),
        nothing=gettext_noop("Nobody is asked to read the quality policy, or there is none in force."),
    )  # fmt: skip
