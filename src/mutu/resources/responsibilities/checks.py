"""What the records show of roles, responsibilities and authorities (5.3 a-f)."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mutu.core.checks import Evidence, Look, check
from mutu.core.facts import Label
from mutu.core.models import Process
from mutu.core.refusals import gettext_noop
from mutu.resources.responsibilities.models import RequiredRole
from mutu.resources.responsibilities.queries import orphaned


def required(look: Look, **which: bool) -> Evidence:
    """The roles that are needed (those with a duty, if one is named), lacking where nobody holds them."""
    found = RequiredRole.objects.of(look.organization_id).filter(state="current", **which)
    return Evidence(
        found.order_by("-decided_at", "-pk"), orphaned() | Q(does=""), least=1,
        shown=gettext_noop("Held by people who work here, wherever needed: %(good)s of %(read)s roles."),
        attention=gettext_noop("%(lacking)s of %(read)s roles are held by nobody, somewhere they are needed."),
        nothing=gettext_noop("No role has been named for this yet."),
    )  # fmt: skip


@check("5.3-a", label=_("Every role that is needed is somebody's"))
def assigned(look: Look) -> Evidence:
    """Every role that is needed is described, and held by somebody who works here, wherever needed (5.3 a)."""
    return required(look)


@check("5.3-c", label=_("Every process is somebody's"))
def processes_owned(look: Look) -> Evidence:
    """Every process has an owner who works here (5.3 b)."""
    found = Process.objects.of(look.organization_id).filter(state="current").order_by("-name")
    return Evidence(
        found, Q(owner__isnull=True) | ~Q(owner__state="active"), least=1,
        shown=gettext_noop("Owned by people who work here: %(good)s of %(read)s processes."),
        attention=gettext_noop("%(lacking)s of %(read)s processes have no owner who works here."),
        nothing=gettext_noop("No process has been named yet."),
    )  # fmt: skip


def _duty(id: str, label: Label, column: str) -> None:
    """One of the duties 5.3 names: some role carries it, and somebody holds that role."""

    def carried(look: Look) -> Evidence:
        return required(look, **{column: True})

    carried.__name__ = column
    check(id, label=label)(carried)


_duty("5.3-b", _("Somebody sees that the system meets the standard"), "conformity")
_duty("5.3-d", _("Somebody reports to top management"), "reporting")
_duty("5.3-e", _("Somebody keeps eyes on the customer"), "customer_focus")
_duty("5.3-f", _("Somebody keeps the system whole while it changes"), "integrity")
