"""Views of lists that people saved: the filters they keep coming back to, under a name of their own (7.5.3.2)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from mutu.core.records import Record
from mutu.lib.workflow import Workflow


class SavedView(Record):
    """The filters of one list under a name, for the person who saved them or shared with everybody (7.5.3.2)."""

    kind = "saved_view"
    workflow = Workflow("kept", {"take_away": ({"kept"}, "taken_away")})
    states = [("kept", _("kept")), ("taken_away", _("taken away"))]
    person = models.ForeignKey(
        "core.Person", models.PROTECT, related_name="+", db_index=False, verbose_name=_("saved by")
    )
    name = models.CharField(_("name"), max_length=60)
    address = models.CharField(_("list"), max_length=80, help_text=_("The address of the list, as /problems/."))
    query = models.CharField(
        _("filters"), max_length=3000, help_text=_("As they stand in the address of the list, after the question mark.")
    )
    shared = models.BooleanField(_("for everybody here"), default=False)

    class Meta(Record.Meta):
        verbose_name, verbose_name_plural = _("saved view"), _("saved views")
        abstract = False
        indexes = [models.Index(fields=["organization", "address", "state"], name="saved_view_of_list")]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "person", "address", "name"],
                condition=models.Q(state="kept"),
                name="saved_view_once",
            )
        ]
