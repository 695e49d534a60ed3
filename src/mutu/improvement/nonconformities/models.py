"""The record of a nonconformity, with its containment places, dispositions and look-across (8.7.2, 10.2.2)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from mutu.core.languages import LANGUAGES
from mutu.core.models import Part, Party, Person, Process, Site, Workplace
from mutu.core.nouns.models import numbered
from mutu.core.records import Record, Row
from mutu.improvement.nonconformities import rules

STATES = [
    (rules.State.REPORTED, _("reported")),
    (rules.State.CONTAINED, _("contained")),
    (rules.State.CORRECTED, _("corrected")),
    (rules.State.CAUSE_FOUND, _("cause found")),
    (rules.State.ACTING, _("corrective action")),
    (rules.State.ACTED, _("effect to be checked")),
    (rules.State.EFFECTIVE, _("effective")),
    (rules.State.CLOSED, _("closed")),
    (rules.State.WITHDRAWN, _("withdrawn")),
    (rules.State.MERGED, _("merged")),
]


class Source(models.TextChoices):
    """Who found it first."""

    FLOOR = "floor", _("the floor")
    INSPECTION = "inspection", _("inspection")
    CUSTOMER = "customer", _("a customer")
    PROVIDER = "provider", _("an external provider")
    AUDIT = "audit", _("an audit")
    OTHER = "other", _("another way")


class Grade(models.TextChoices):
    MINOR = "minor", _("minor")
    SERIOUS = "serious", _("serious")
    DANGEROUS = "dangerous", _("dangerous")


class Nonconformity(Record):
    """Something that is not as it should be, from the report to the proof that it will not come back."""

    kind = "nonconformity"
    workflow = rules.WORKFLOW
    states = STATES
    ended = rules.ENDED
    parts = ("places", "dispositions", "across")
    series = "NC-{year}-{n:4}"
    called = ("NC", "NCR", "NG", "NCN", "problem", "sự không phù hợp", "lỗi", "ketakakuran", "ของเสีย", "不合格")
    site_field = "site"
    unrecorded = frozenset({"open"})

    what = models.TextField(_("what is wrong?"), max_length=4000)
    language = models.CharField(_("language of the words"), max_length=10, choices=LANGUAGES, default="en")
    should_be = models.CharField(_("what should it be?"), max_length=400, blank=True)
    photos = models.JSONField(_("photos"), default=list, blank=True)
    grade = models.CharField(_("how bad is it?"), max_length=20, choices=Grade.choices, default=Grade.MINOR)
    defect = models.CharField(_("kind of defect"), max_length=80, blank=True)
    source = models.CharField(_("found by"), max_length=20, choices=Source.choices, default=Source.FLOOR)
    origin = models.CharField(_("raised from"), max_length=120, blank=True)
    old_number = models.CharField(_("old number"), max_length=60, blank=True)

    site = models.ForeignKey(Site, models.PROTECT, related_name="+", db_index=False, verbose_name=_("site"))
    process = models.ForeignKey(Process, models.PROTECT, null=True, blank=True, related_name="+", db_index=False,
                                verbose_name=_("process"))  # fmt: skip
    workplace = models.ForeignKey(Workplace, models.PROTECT, null=True, blank=True, related_name="+",
                                  verbose_name=_("machine or place"))  # fmt: skip
    part = models.ForeignKey(Part, models.PROTECT, null=True, blank=True, related_name="+", db_index=False,
                             verbose_name=_("part"))  # fmt: skip
    provider = models.ForeignKey(Party, models.PROTECT, null=True, blank=True, related_name="+",
                                 verbose_name=_("external provider"))  # fmt: skip
    lot = models.CharField(_("lot"), max_length=60, blank=True)
    extent = models.CharField(
        _("how many?"),
        max_length=10,
        blank=True,
        choices=[("one", _("one piece")), ("some", _("some pieces")), ("many", _("many, the whole lot"))],
    )
    made = models.PositiveIntegerField(_("pieces made"), null=True, blank=True)
    quantity = models.PositiveIntegerField(_("bad pieces"), null=True, blank=True)

    reported_at = models.DateTimeField(_("reported"), editable=False)
    reported_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False,
                                    verbose_name=_("reported by"), editable=False)  # fmt: skip
    owner = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", db_index=False,
                              verbose_name=_("owner"))  # fmt: skip
    due = models.DateField(_("due"), null=True, blank=True)
    open = models.BooleanField(default=True, editable=False)

    containment = models.TextField(_("what was done at once?"), max_length=4000, blank=True)
    contained_at = models.DateTimeField(null=True, editable=False)
    hold = models.BooleanField(_("product on hold"), default=False)
    correction = models.TextField(_("how was it put right? (correction)"), max_length=4000, blank=True)
    corrected_at = models.DateTimeField(null=True, editable=False)
    customer_due = models.BooleanField(_("has it reached a customer?"), default=False)
    customer_told_at = models.DateTimeField(null=True, editable=False)
    customer_told = models.CharField(_("who was told, and how?"), max_length=400, blank=True)
    customer_not_told_reason = models.CharField(_("why not?"), max_length=400, blank=True)

    why_made = models.JSONField(_("why was it made? (occurrence)"), default=list, blank=True)
    why_not_seen = models.JSONField(_("why was it not seen? (escape)"), default=list, blank=True)
    cause_code = models.CharField(_("kind of cause"), max_length=80, blank=True)
    cause_evidence = models.TextField(_("how do you know?"), max_length=4000, blank=True)
    cause_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", editable=False)
    cause_at = models.DateTimeField(null=True, editable=False)
    recurrence_proposed = models.CharField(_("looks like"), max_length=40, blank=True, editable=False)
    recurs = models.BooleanField(_("is it the same problem again?"), null=True, blank=True)
    recurrence_reason = models.CharField(_("why do you think so?"), max_length=400, blank=True)
    no_action_reason = models.CharField(_("why is no corrective action needed?"), max_length=1000, blank=True)

    criterion = models.CharField(_("it works if …"), max_length=400, blank=True)
    wait_days = models.PositiveSmallIntegerField(_("judge after days"), null=True, blank=True)
    wait_lots = models.PositiveSmallIntegerField(_("or after lots"), null=True, blank=True)
    effect_due = models.DateTimeField(_("effect judged from"), null=True, editable=False)
    judge = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("judged by")
    )
    effect_evidence = models.TextField(_("what shows it?"), max_length=4000, blank=True)
    evidence_files = models.JSONField(_("files"), default=list, blank=True)
    lots_seen = models.PositiveSmallIntegerField(_("lots seen"), null=True, blank=True)
    effect_at = models.DateTimeField(null=True, editable=False)
    times_not_effective = models.PositiveSmallIntegerField(default=0, editable=False)

    conclusion = models.TextField(_("conclusion"), max_length=2000, blank=True)
    closed_at = models.DateTimeField(null=True, editable=False)
    reason = models.CharField(_("reason"), max_length=1000, blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+",
                                    verbose_name=_("the record that stays"))  # fmt: skip
    answer = models.TextField(_("answer to the reporter"), max_length=2000, blank=True)
    answered_at = models.DateTimeField(null=True, editable=False)
    cost = models.DecimalField(_("cost"), max_digits=14, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)

    class Meta(Record.Meta):
        verbose_name, verbose_name_plural = _("problem (nonconformity)"), _("problems (nonconformities)")
        abstract = False
        constraints = numbered("nonconformity")
        indexes = [
            models.Index(fields=["organization", "-reported_at", "-id"], name="nc_recent"),
            models.Index(fields=["organization", "open", "-reported_at", "-id", "due"], name="nc_open"),
            models.Index(fields=["organization", "-reported_at", "-id"], name="nc_hold", condition=models.Q(hold=True)),
            models.Index(fields=["organization", "open", "due", "-reported_at"], name="nc_due"),
            models.Index(fields=["organization", "state", "-reported_at", "-id"], name="nc_state"),
            models.Index(fields=["organization", "owner", "open", "-reported_at", "-id"], name="nc_owner"),
            models.Index(fields=["organization", "process", "-reported_at", "-id"], name="nc_process"),
            models.Index(fields=["organization", "site", "-reported_at", "-id"], name="nc_site"),
            models.Index(fields=["organization", "workplace", "-reported_at", "-id"], name="nc_workplace"),
            models.Index(fields=["organization", "reported_by", "-reported_at"], name="nc_reporter"),
            models.Index(fields=["organization", "part", "cause_code", "-reported_at"], name="nc_cause"),
            models.Index(
                fields=[
                    "organization",
                    "reported_at",
                    "state",
                    "reported_by",
                    "contained_at",
                    "corrected_at",
                    "quantity",
                    "open",
                    "hold",
                    "customer_due",
                    "customer_told_at",
                    "effect_at",
                    "effect_due",
                    "id",
                ],
                name="nc_readiness",
            ),  # what the checks of 8.7 and 10.2 ask of every record of a year, without reading the records
            models.Index(fields=["organization", "origin"], name="nc_origin"),
        ]

    @property
    def title(self) -> str:
        """Its first line, as people would call it."""
        return self.what.split("\n", 1)[0][:140]


class Where(models.TextChoices):
    """Where suspect product can be (8.7.1)."""

    IN_PROCESS = "in_process", _("in process")
    STOCK = "stock", _("stock")
    FINISHED = "finished", _("finished goods")
    ON_THE_WAY = "on_the_way", _("on the way")
    AT_CUSTOMER = "at_customer", _("at the customer")
    AT_PROVIDER = "at_provider", _("at a provider")


class ContainmentPlace(Row):
    """One place where it could be: how many, who looked, what they found (8.7.1)."""

    record = models.ForeignKey(Nonconformity, models.CASCADE, related_name="places", editable=False)
    where = models.CharField(_("where"), max_length=20, choices=Where.choices)
    detail = models.CharField(_("exactly"), max_length=200, blank=True)
    quantity = models.PositiveIntegerField(_("pieces"), null=True, blank=True)
    found = models.PositiveIntegerField(_("bad found"), null=True, blank=True)
    done = models.CharField(_("what was done"), max_length=400, blank=True)
    checked_by = models.CharField(_("checked by"), max_length=200, blank=True)
    checked_at = models.DateTimeField(_("when"), null=True, blank=True)

    class Meta(Row.Meta):
        verbose_name, verbose_name_plural = _("containment place"), _("containment places")
        abstract = False


class Decision(models.TextChoices):
    """What becomes of nonconforming product (8.7.1)."""

    REWORK = "rework", _("rework")
    REPAIR = "repair", _("repair")
    SCRAP = "scrap", _("scrap")
    REGRADE = "regrade", _("regrade")
    RETURN = "return", _("return to provider")
    CONCESSION = "concession", _("concession")
    GOOD = "good", _("found good")


class Disposition(Row):
    """What becomes of how many pieces, and who says so (8.7.2)."""

    record = models.ForeignKey(Nonconformity, models.CASCADE, related_name="dispositions", editable=False)
    decision = models.CharField(_("decision"), max_length=20, choices=Decision.choices)
    quantity = models.PositiveIntegerField(_("pieces"))
    authorized_by = models.CharField(_("authorized by"), max_length=200, blank=True)
    note = models.CharField(_("note"), max_length=400, blank=True)
    inspected_good = models.PositiveIntegerField(_("good when inspected again"), null=True, blank=True, editable=False)
    inspected_by = models.CharField(_("inspected again by"), max_length=200, blank=True, editable=False)

    class Meta(Row.Meta):
        verbose_name, verbose_name_plural = _("disposition"), _("dispositions")
        abstract = False


class LookAcross(Row):
    """Another line, part or site where it could happen too, and what was decided about it (10.2.1 b)."""

    record = models.ForeignKey(Nonconformity, models.CASCADE, related_name="across", editable=False)
    where = models.CharField(_("other line, part or site"), max_length=200)
    decision = models.CharField(
        _("decision"),
        max_length=20,
        choices=[
            ("same", _("could happen, action taken")),
            ("watch", _("watched")),
            ("not", _("cannot happen there")),
        ],
    )
    reason = models.CharField(_("because"), max_length=400, blank=True)

    class Meta(Row.Meta):
        verbose_name, verbose_name_plural = _("look across"), _("looks across")
        abstract = False
