"""Skills, what asks for them, who works where, who can do what, and trainings (7.2)."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from mutu.core.models import Person, Process, Site, Workplace
from mutu.core.nouns.models import Noun, numbered
from mutu.core.permissions import Role
from mutu.core.records import Record, Row
from mutu.resources.competence import rules


class Level(models.TextChoices):
    """How well somebody can do something."""

    KNOWS = "1", _("knows about it")
    HELPED = "2", _("does it with help")
    ALONE = "3", _("does it alone")
    TEACHES = "4", _("teaches it")


class AskedOf(models.TextChoices):
    """What makes a skill necessary."""

    EVERYONE = "everyone", _("everyone")
    JOB = "job", _("a job")
    ROLE = "role", _("a role")
    WORKPLACE = "workplace", _("a machine or place")
    PROCESS = "process", _("a process or task")


class Basis(models.TextChoices):
    """What competence rests on, in the words of the standard."""

    TRAINING = "training", _("training")
    EDUCATION = "education", _("education")
    EXPERIENCE = "experience", _("experience")


class Skill(Noun):
    """Something a person must be able to do, with who answers for it and how long an assessment counts (7.2 a)."""

    kind = "skill"
    workflow = rules.SKILL
    series = "SK-{n:3}"
    states = [("current", _("current")), ("retired", _("retired"))]
    called = ("skill", "competence", "kỹ năng", "kemahiran", "ทักษะ", "技能", "keterampilan")

    description = models.TextField(_("what must somebody be able to do?"), max_length=2000, blank=True)
    owner = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("owner"))
    valid_months = models.PositiveSmallIntegerField(
        _("assessed again after how many months?"), null=True, blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(120)], help_text=_("Empty: it does not end by itself."),
    )  # fmt: skip
    document = models.CharField(
        _("which document says how?"), max_length=120, blank=True,
        help_text=_("When its revision changes, everybody is assessed again."),
    )  # fmt: skip
    renewed_on = models.DateField(_("asked again since"), null=True, editable=False)
    reason = models.CharField(_("reason"), max_length=400, blank=True)

    class Meta(Noun.Meta):
        verbose_name, verbose_name_plural = _("skill"), _("skills")
        constraints = [
            *numbered("skill"),
            models.UniqueConstraint(fields=["organization", "name"], condition=models.Q(state="current"),
                                    name="skill_name"),
        ]  # fmt: skip
        indexes = [models.Index(fields=["organization", "document"], name="skill_document")]


class Requirement(Record):
    """A skill at a level, asked of everyone, a job, a role, a machine or a process (7.2 a)."""

    kind = "skill_requirement"
    workflow = rules.STANDING
    states = [("current", _("current")), ("ended", _("ended"))]
    ended = frozenset({"ended"})

    skill = models.ForeignKey(Skill, models.PROTECT, related_name="requirements", verbose_name=_("skill"))
    level = models.CharField(_("level"), max_length=1, choices=Level.choices, default=Level.ALONE)
    asked_of = models.CharField(_("asked of"), max_length=10, choices=AskedOf.choices)
    job = models.CharField(_("job"), max_length=120, blank=True, help_text=_("Spelled as in the list of people."))
    role = models.CharField(_("role"), max_length=30, choices=Role.choices, blank=True)
    workplace = models.ForeignKey(Workplace, models.PROTECT, null=True, blank=True, related_name="+",
                                  verbose_name=_("machine or place"))  # fmt: skip
    process = models.ForeignKey(Process, models.PROTECT, null=True, blank=True, related_name="+",
                                verbose_name=_("process"))  # fmt: skip
    site = models.ForeignKey(Site, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("site"),
                             help_text=_("Empty: at every site."))  # fmt: skip
    decided_at = models.DateTimeField(editable=False)
    reason = models.CharField(_("reason"), max_length=400, blank=True)

    class Meta(Record.Meta):
        verbose_name, verbose_name_plural = _("required skill"), _("required skills")
        abstract = False
        indexes = [
            models.Index(fields=["organization", "state", "asked_of"], name="requirement_by_kind"),
            models.Index(fields=["organization", "skill", "state"], name="requirement_by_skill"),
        ]

    @property
    def whose(self) -> str:
        """Of what or whom it is asked, in words."""
        named = {"job": self.job, "role": str(Role(self.role).label) if self.role else "",
                 "workplace": self.workplace and self.workplace.title, "process": self.process and self.process.name,
                 "everyone": AskedOf.EVERYONE.label}  # fmt: skip
        return str(named[self.asked_of])

    @property
    def title(self) -> str:
        return f"{self.skill.name} · {self.whose}"


class Assignment(Record):
    """Where somebody works: a machine or place, or a process (7.1.2)."""

    kind = "assignment"
    workflow = rules.STANDING
    states = [("current", _("current")), ("ended", _("ended"))]
    ended = frozenset({"ended"})

    person = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False, verbose_name=_("person"))
    workplace = models.ForeignKey(Workplace, models.PROTECT, null=True, blank=True, related_name="+", db_index=False,
                                  verbose_name=_("machine or place"))  # fmt: skip
    process = models.ForeignKey(Process, models.PROTECT, null=True, blank=True, related_name="+", db_index=False,
                                verbose_name=_("process"))  # fmt: skip
    since = models.DateField(_("since"))
    ended_on = models.DateField(_("until"), null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name, verbose_name_plural = _("usual workplace"), _("usual workplaces")
        abstract = False
        constraints = [
            models.UniqueConstraint(fields=["organization", "person", "workplace"],
                                    condition=models.Q(state="current", workplace__isnull=False),
                                    name="assignment_workplace"),
            models.UniqueConstraint(fields=["organization", "person", "process"],
                                    condition=models.Q(state="current", process__isnull=False),
                                    name="assignment_process"),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["organization", "workplace", "state"], name="assignment_there"),
            models.Index(fields=["organization", "process", "state"], name="assignment_process_there"),
        ]

    @property
    def title(self) -> str:
        where = self.workplace or self.process
        return f"{self.person.name} · {where.title if where else ''}"


class Competence(Record):
    """What somebody can do, how well, what shows it, who judged it and until when that counts (7.2 b, d)."""

    kind = "competence"
    workflow = rules.HELD
    states = [("held", _("held")), ("withdrawn", _("withdrawn"))]
    ended = frozenset({"held", "withdrawn"})

    person = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False, verbose_name=_("person"))
    skill = models.ForeignKey(Skill, models.PROTECT, related_name="+", db_index=False, verbose_name=_("skill"))
    level = models.CharField(_("level"), max_length=1, choices=Level.choices)
    basis = models.CharField(_("rests on"), max_length=12, choices=Basis.choices, default=Basis.TRAINING)
    evidence = models.CharField(_("what shows it?"), max_length=400, blank=True)
    files = models.JSONField(_("certificate or photo"), default=list, blank=True)
    assessor = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+",
                                 verbose_name=_("assessor"))  # fmt: skip
    outside = models.CharField(_("assessor from outside"), max_length=200, blank=True)
    assessed_on = models.DateField(_("assessed on"))
    since = models.DateField(_("since"), editable=False)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=400, blank=True)

    class Meta(Record.Meta):
        verbose_name, verbose_name_plural = _("competence"), _("competences")
        abstract = False
        constraints = [models.UniqueConstraint(fields=["organization", "person", "skill"], name="competence_once")]
        indexes = [
            models.Index(fields=["organization", "skill", "state", "level", "person"], name="competence_of_skill"),
            models.Index(fields=["organization", "state", "valid_until"], name="competence_ending"),
            models.Index(fields=["organization", "-assessed_on", "-id"], name="competence_recent"),
        ]

    @property
    def title(self) -> str:
        return f"{self.person.name} · {self.skill.name}"


class Training(Record):
    """A training: planned, held with the people who were there, and its effect judged later (7.2 c, d)."""

    kind = "training"
    workflow = rules.TRAINING
    states = [
        (rules.Course.PLANNED, _("planned")),
        (rules.Course.HELD, _("held")),
        (rules.Course.EFFECTIVE, _("effective")),
        (rules.Course.NOT_EFFECTIVE, _("not effective")),
        (rules.Course.CANCELLED, _("cancelled")),
    ]
    ended = rules.TRAINED
    series = "TR-{year}-{n:4}"
    parts = ("attendees",)
    called = ("training", "đào tạo", "latihan", "การฝึกอบรม", "培训", "pelatihan")
    unrecorded = frozenset({"open"})

    what = models.CharField(_("what is taught?"), max_length=200)
    skill = models.ForeignKey(Skill, models.PROTECT, null=True, blank=True, related_name="+", db_index=False,
                              verbose_name=_("for which skill?"))  # fmt: skip
    level = models.CharField(_("up to which level?"), max_length=1, choices=Level.choices, default=Level.ALONE)
    because = models.CharField(_("which record asks for it?"), max_length=120, blank=True)
    planned_on = models.DateField(_("planned on"))
    site = models.ForeignKey(Site, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("site"))
    trainer = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", db_index=False,
                                verbose_name=_("trainer"))  # fmt: skip
    outside = models.CharField(_("trainer from outside"), max_length=200, blank=True)
    criterion = models.CharField(_("what will show that it worked?"), max_length=400)
    judge = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False,
                              verbose_name=_("who judges that?"))  # fmt: skip
    effect_days = models.PositiveSmallIntegerField(
        _("how many days later?"), default=60, validators=[MinValueValidator(1), MaxValueValidator(400)]
    )
    held_on = models.DateField(_("held on"), null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(_("how many minutes?"), null=True, blank=True)
    effect_due = models.DateField(_("effect judged from"), null=True, editable=False)
    effect_note = models.TextField(_("what did work show?"), max_length=2000, blank=True)
    judged_on = models.DateField(null=True, editable=False)
    judged_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", editable=False)
    reason = models.CharField(_("reason"), max_length=400, blank=True)
    planned_at = models.DateTimeField(editable=False)
    open = models.BooleanField(default=True, editable=False)

    class Meta(Record.Meta):
        verbose_name, verbose_name_plural = _("training"), _("trainings")
        abstract = False
        constraints = numbered("training")
        indexes = [
            models.Index(fields=["organization", "-planned_at", "-id"], name="training_recent"),
            models.Index(fields=["organization", "open", "-planned_at", "-id"], name="training_open"),
            models.Index(fields=["organization", "skill", "state"], name="training_of_skill"),
        ]

    @property
    def title(self) -> str:
        return self.what

    @property
    def due(self):  # type: ignore[no-untyped-def]
        """The day of its next step."""
        return self.planned_on if self.state == rules.Course.PLANNED else self.effect_due


class Attendee(Row):
    """Somebody who is to come, came, passed, and whether it holds at work."""

    record = models.ForeignKey(Training, models.CASCADE, related_name="attendees", editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("person"))
    present = models.BooleanField(_("was there"), default=False)
    result = models.CharField(_("result"), max_length=10, blank=True,
                              choices=[("passed", _("passed")), ("again", _("once more"))])  # fmt: skip
    fell_short = models.BooleanField(_("cannot do it at work yet"), default=False)

    class Meta(Row.Meta):
        abstract = False
        indexes = [models.Index(fields=["organization", "person"], name="attendee_by_person")]
