"""The record of a complaint with its messages, team and signatures, and what is agreed with a customer (8.2.1)."""

from typing import cast

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from mutu.core.languages import LANGUAGES
from mutu.core.models import Part, Party, Person, Site
from mutu.core.nouns.models import numbered
from mutu.core.records import Record, Row
from mutu.improvement.nonconformities.models import Nonconformity
from mutu.operation.customers import rules
from mutu.operation.customers.clocks import DEFAULTS, ClockName

STATES = [
    (rules.State.RECEIVED, _("received")),
    (rules.State.REPLIED, _("replied")),
    (rules.State.CONTAINED, _("containment sent")),
    (rules.State.CAUSE_GIVEN, _("cause given")),
    (rules.State.ACTION_GIVEN, _("corrective action given")),
    (rules.State.CLOSED, _("closed")),
    (rules.State.REOPENED, _("open again")),
    (rules.State.WITHDRAWN, _("withdrawn")),
    (rules.State.MERGED, _("merged")),
]
CLOCKS = [
    (ClockName.REPLY, _("first reply")),
    (ClockName.PLATFORM, _("answer to the platform dispute")),
    (ClockName.CONTAINMENT, _("containment")),
    (ClockName.CAUSE, _("cause")),
    (ClockName.ACTION, _("corrective action")),
]
CURRENCY = RegexValidator(r"\A[A-Za-z]{3}\Z", _("Write the three letters of the currency, for example EUR."))
NOT_NEGATIVE = MinValueValidator(0)
UP_TO_A_MONTH = [MinValueValidator(1), MaxValueValidator(30)]
HOURS = [MinValueValidator(1), MaxValueValidator(720)]
DAYS = [MinValueValidator(1), MaxValueValidator(365)]


class Channel(models.TextChoices):
    """How people reach each other."""

    EMAIL = "email", _("e-mail")
    PHONE = "phone", _("phone")
    PLATFORM = "platform", _("platform")
    VISIT = "visit", _("visit")
    CHAT = "chat", _("chat")
    PORTAL = "portal", _("their portal")


class Layout(models.TextChoices):
    """How this customer wants to read an 8D report."""

    B1 = "b1", _("eight boxes, one after the other")
    B2 = "b2", _("two columns, as American buyers use")
    OWN = "own", _("a template of our own")


class Slot(models.TextChoices):
    """The places of an 8D report and its letter, as the phrase book has them."""

    PROBLEM = "problem", _("what the customer found")
    DETECTED = "detected", _("how it was found")
    TEAM = "team", _("the team")
    CONTAINMENT = "containment", _("containment")
    CAUSE_OCCURRENCE = "cause_occurrence", _("why it was made")
    CAUSE_ESCAPE = "cause_escape", _("why it was not seen")
    CORRECTION = "correction", _("correction")
    CORRECTIVE_ACTION = "corrective_action", _("corrective action")
    PREVENTION = "prevention", _("so that it cannot happen elsewhere")
    VERIFICATION = "verification", _("what shows that it works")
    CLOSING = "closing", _("closing words")
    LETTER = "letter", _("the letter")


class CustomerRules(Record):
    """What is agreed with one customer about complaints: clocks, layout, language, currency (8.2.1 c)."""

    kind = "customer_rules"
    customer = models.ForeignKey(Party, models.PROTECT, related_name="+", db_index=False, verbose_name=_("customer"))
    first_reply_working_days = models.PositiveSmallIntegerField(
        _("first reply, working days"), default=DEFAULTS["first_reply_working_days"], validators=UP_TO_A_MONTH
    )
    containment_hours = models.PositiveSmallIntegerField(
        _("containment, hours"), default=DEFAULTS["containment_hours"], validators=HOURS
    )
    cause_days = models.PositiveSmallIntegerField(_("cause, days"), default=DEFAULTS["cause_days"], validators=DAYS)
    action_days = models.PositiveSmallIntegerField(
        _("corrective action, days"), default=DEFAULTS["action_days"], validators=DAYS
    )
    platform_dispute_hours = models.PositiveSmallIntegerField(
        _("platform dispute, hours"), default=DEFAULTS["platform_dispute_hours"], validators=HOURS
    )
    layout = models.CharField(_("layout of the 8D report"), max_length=10, choices=Layout.choices, default=Layout.B1)
    own_template = models.CharField(_("name of our template"), max_length=80, blank=True)
    language = models.CharField(_("language of the report"), max_length=10, choices=LANGUAGES, default="en")
    currency = models.CharField(_("currency"), max_length=3, blank=True, validators=[CURRENCY])

    class Meta(Record.Meta):
        verbose_name, verbose_name_plural = _("agreement with a customer"), _("agreements with customers")
        abstract = False
        constraints = [models.UniqueConstraint(fields=["organization", "customer"], name="customer_rules_once")]

    @property
    def title(self) -> str:
        return self.customer.name

    def clocks(self) -> dict[str, int]:
        """The agreed clocks, by name."""
        return {name: getattr(self, name) for name in DEFAULTS}


class Complaint(Record):
    """What a customer says is wrong, and every answer they are owed until it is closed (8.2.1 c, 10.2)."""

    kind = "complaint"
    workflow = rules.WORKFLOW
    states = STATES
    ended = rules.ENDED
    parts = ("messages", "team", "signatures")
    series = "C-{year}-{n:4}"
    called = ("8D", "SCAR", "claim", "complaint", "khiếu nại", "aduan", "ข้อร้องเรียน", "投诉")
    site_field = "site"
    unrecorded = frozenset({"open"})

    customer = models.ForeignKey(Party, models.PROTECT, related_name="+", db_index=False, verbose_name=_("customer"))
    contact = models.CharField(_("who complains?"), max_length=200, blank=True)
    claim_number = models.CharField(_("their claim number"), max_length=60, blank=True)
    order = models.CharField(_("order"), max_length=60, blank=True)
    what = models.TextField(_("what do they say?"), max_length=4000, help_text=_("In their own words."))
    language = models.CharField(_("language of the words"), max_length=10, choices=LANGUAGES, default="en")
    channel = models.CharField(_("how did it reach us?"), max_length=10, choices=Channel.choices, default=Channel.EMAIL)
    photos = models.JSONField(_("photos"), default=list, blank=True)
    site = models.ForeignKey(Site, models.PROTECT, related_name="+", db_index=False, verbose_name=_("site"))
    part = models.ForeignKey(Part, models.PROTECT, null=True, blank=True, related_name="+", db_index=False,
                             verbose_name=_("part"))  # fmt: skip
    drawing_revision = models.CharField(_("drawing revision"), max_length=20, blank=True)
    lot = models.CharField(_("lot"), max_length=60, blank=True)
    quantity_delivered = models.PositiveIntegerField(_("pieces delivered"), null=True, blank=True)
    quantity_complained = models.PositiveIntegerField(_("pieces complained of"), null=True, blank=True)
    quantity_checked = models.PositiveIntegerField(_("pieces the customer checked"), null=True, blank=True)
    cost_claimed = models.DecimalField(_("cost claimed"), max_digits=14, decimal_places=2, null=True, blank=True,
                                       validators=[NOT_NEGATIVE])  # fmt: skip
    cost_settled = models.DecimalField(_("cost settled"), max_digits=14, decimal_places=2, null=True, blank=True,
                                       validators=[NOT_NEGATIVE])  # fmt: skip
    settled_note = models.CharField(_("what was agreed?"), max_length=1000, blank=True)
    settled_at = models.DateTimeField(null=True, editable=False)
    currency = models.CharField(_("currency"), max_length=3, blank=True, validators=[CURRENCY])
    platform_dispute = models.BooleanField(_("is it a dispute on a platform?"), default=False)
    disputed_at = models.DateTimeField(_("dispute opened"), null=True, blank=True)

    received_at = models.DateTimeField(_("received"))
    received_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", editable=False,
                                    verbose_name=_("received by"))  # fmt: skip
    owner = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", db_index=False,
                              verbose_name=_("owner"))  # fmt: skip
    nonconformity = models.ForeignKey(Nonconformity, models.PROTECT, null=True, blank=True, related_name="+",
                                      db_index=False, verbose_name=_("nonconformity"))  # fmt: skip
    brought_in = models.BooleanField(_("from an earlier list"), default=False, editable=False)
    open = models.BooleanField(default=True, editable=False)

    agreed = models.JSONField(default=dict, editable=False)
    """The clocks agreed with the customer when it was received; later agreements do not rewrite it."""
    reply_due = models.DateTimeField(null=True, editable=False)
    due = models.DateTimeField(_("next answer due"), null=True, editable=False)
    due_clock = models.CharField(_("next answer"), max_length=20, choices=CLOCKS, blank=True, editable=False)
    replied_at = models.DateTimeField(null=True, editable=False)
    platform_answered_at = models.DateTimeField(null=True, editable=False)
    contained_sent_at = models.DateTimeField(null=True, editable=False)
    cause_sent_at = models.DateTimeField(null=True, editable=False)
    action_sent_at = models.DateTimeField(null=True, editable=False)

    composed = models.JSONField(default=dict, editable=False)
    """What was chosen and written for each slot of the report; see `customers.phrases`."""
    justified = models.BooleanField(_("is the complaint justified?"), null=True, blank=True)
    justified_reason = models.CharField(_("why?"), max_length=1000, blank=True)
    conclusion = models.TextField(_("conclusion"), max_length=2000, blank=True)
    reason = models.CharField(_("reason"), max_length=1000, blank=True)
    closed_at = models.DateTimeField(null=True, editable=False)
    reopened_at = models.DateTimeField(null=True, editable=False)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+",
                                    verbose_name=_("the complaint that stays"))  # fmt: skip

    class Meta(Record.Meta):
        verbose_name, verbose_name_plural = _("complaint"), _("complaints")
        abstract = False
        constraints = numbered("complaint")
        indexes = [
            models.Index(fields=["organization", "-received_at", "-id"], name="complaint_recent"),
            models.Index(fields=["organization", "open", "-received_at", "-id"], name="complaint_open"),
            models.Index(fields=["organization", "open", "due", "id"], name="complaint_due"),
            models.Index(fields=["organization", "state", "-received_at", "-id"], name="complaint_state"),
            models.Index(fields=["organization", "owner", "open", "-received_at", "-id"], name="complaint_owner"),
            models.Index(fields=["organization", "customer", "-received_at", "-id"], name="complaint_customer"),
            models.Index(fields=["organization", "site", "-received_at", "-id"], name="complaint_site"),
            models.Index(fields=["organization", "part", "-received_at"], name="complaint_part"),
            models.Index(fields=["organization", "nonconformity"], name="complaint_nc"),
        ]

    @property
    def title(self) -> str:
        """Its first line, as people would call it."""
        return self.what.split("\n", 1)[0][:140]

    def messages_read(self) -> "list[Message]":
        return cast("list[Message]", self.rows("messages"))


class Direction(models.TextChoices):
    IN = "in", _("from the customer")
    OUT = "out", _("to the customer")


class Message(Row):
    """One message to or from the customer, with what was promised in it (8.2.1 c). Only ever added."""

    record = models.ForeignKey(Complaint, models.CASCADE, related_name="messages", editable=False)
    direction = models.CharField(_("direction"), max_length=3, choices=Direction.choices)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices)
    at = models.DateTimeField(_("when"))
    with_whom = models.CharField(_("with whom"), max_length=200, blank=True)
    text = models.TextField(_("what was said"), max_length=8000, blank=True)
    language = models.CharField(_("language"), max_length=10, choices=LANGUAGES, default="en")
    about = models.CharField(_("what is it?"), max_length=20, choices=CLOCKS, blank=True, editable=False)
    promise = models.CharField(_("what was promised?"), max_length=400, blank=True)
    promised_for = models.DateField(_("by when?"), null=True, blank=True)
    kept = models.BooleanField(_("was the promise kept?"), null=True, blank=True, editable=False)
    content = models.CharField(max_length=64, blank=True, editable=False)
    """The hash of the letter or report that went with it, so that anyone can tell whether that changed since."""
    logged_at = models.DateTimeField(editable=False)
    logged_by = models.CharField(max_length=200, editable=False)

    class Meta(Row.Meta):
        abstract = False
        indexes = [
            models.Index(
                fields=["organization", "promised_for"],
                condition=models.Q(kept__isnull=True) & ~models.Q(promise=""),
                name="promise_open",
            )
        ]


class TeamMember(Row):
    """One member of the team that answers (8D, step 1)."""

    record = models.ForeignKey(Complaint, models.CASCADE, related_name="team", editable=False)
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+",
                               verbose_name=_("person"))  # fmt: skip
    name = models.CharField(_("name"), max_length=200, blank=True)
    role_in = models.CharField(_("part in the team"), max_length=120, blank=True)
    leads = models.BooleanField(_("leads the team"), default=False)

    class Meta(Row.Meta):
        abstract = False


class Meaning(models.TextChoices):
    """What a signature means."""

    PREPARED = "prepared", _("prepared")
    REVIEWED = "reviewed", _("reviewed")
    APPROVED = "approved", _("approved")


class Covers(models.TextChoices):
    """What is signed."""

    CONTAINMENT = "containment", _("the containment letter")
    REPORT = "report", _("the whole 8D report")


class Signature(Row):
    """A person stands for exactly this content; when it changes the signature lapses for all to see (7.5.3)."""

    record = models.ForeignKey(Complaint, models.CASCADE, related_name="signatures", editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", editable=False)
    name = models.CharField(max_length=200, editable=False)
    job = models.CharField(max_length=120, blank=True, editable=False)
    meaning = models.CharField(max_length=20, choices=Meaning.choices, editable=False)
    covers = models.CharField(max_length=20, choices=Covers.choices, editable=False)
    at = models.DateTimeField(editable=False)
    content = models.CharField(max_length=64, editable=False)

    class Meta(Row.Meta):
        abstract = False
