"""A role the organization needs: where, what it may decide, and which duties of the standard it answers for (5.3)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from mutu.core.nouns.models import numbered
from mutu.core.permissions import Role
from mutu.core.records import Record
from mutu.lib.workflow import Workflow

STANDING = Workflow("current", {"change": ({"current"}, None), "end": ({"current"}, "ended")})


class RequiredRole(Record):
    """One role that must always be somebody's (5.3)."""

    kind = "required_role"
    workflow = STANDING
    states = [("current", _("current")), ("ended", _("ended"))]
    ended = frozenset({"ended"})

    role = models.CharField(_("role"), max_length=30, choices=Role.choices)
    each_site = models.BooleanField(_("needed at each site?"), default=False)
    does = models.TextField(_("what does it answer for, and what may it decide?"), max_length=2000)
    conformity = models.BooleanField(_("sees that the system meets the standard"), default=False)
    reporting = models.BooleanField(_("reports to top management how the system does"), default=False)
    customer_focus = models.BooleanField(_("keeps everybody's eyes on the customer"), default=False)
    integrity = models.BooleanField(_("keeps the system whole while it changes"), default=False)
    decided_at = models.DateTimeField(editable=False)
    reason = models.CharField(_("reason"), max_length=400, blank=True)

    class Meta(Record.Meta):
        verbose_name, verbose_name_plural = _("required role"), _("required roles")
        abstract = False
        constraints = [
            *numbered("required_role"),
            models.UniqueConstraint(fields=["organization", "role"], condition=models.Q(state="current"),
                                    name="required_role_once"),
        ]  # fmt: skip

    @property
    def title(self) -> str:
        return str(Role(self.role).label)


DUTIES = ("conformity", "reporting", "customer_focus", "integrity")
"""The columns that stand for the duties 5.3 names one by one; processes are their owners' (5.3 b)."""
