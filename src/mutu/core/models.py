"""Organizations, their people, roles and doors; attachments, drafts and notices (5.3, 7.5.3)."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from mutu.core.identity import new_id
from mutu.core.importing.models import Import, ImportProgress
from mutu.core.languages import LANGUAGES
from mutu.core.nouns.models import Holiday, Noun, Part, Party, Process, Site, Workplace, numbered
from mutu.core.permissions import Role
from mutu.core.records import Record
from mutu.core.saved_view_models import SavedView
from mutu.core.search_models import Found
from mutu.core.tenancy import OrganizationManager
from mutu.core.trail_models import Counter, Entry, LogHead, Name, Shape, Words
from mutu.lib.workflow import Workflow

__all__ = [
    "Counter", "Entry", "Found", "Holiday", "Import", "ImportProgress", "LogHead", "Name", "Part", "Party",
    "Process", "SavedView", "Shape", "Site", "Words", "Workplace",
]  # fmt: skip


class Organization(Record):
    """A factory, a certification body or a buyer: whoever owns records and answers for them."""

    kind = "organization"
    name = models.CharField(_("name"), max_length=200)
    slug = models.SlugField(_("short name"), max_length=40, help_text=_("Used in addresses, for example bayan."))
    language = models.CharField(_("language"), max_length=10, choices=LANGUAGES, default="en")
    timezone = models.CharField(_("time zone"), max_length=60, default="Asia/Kuala_Lumpur")
    era = models.CharField(
        _("calendar"),
        max_length=2,
        choices=[("ce", _("common era")), ("be", _("Buddhist era"))],
        default="ce",
    )
    makes = models.CharField(_("what do you make?"), max_length=400, blank=True)
    people = models.PositiveIntegerField(_("how many people?"), default=1)
    why_now = models.CharField(
        _("why now?"),
        max_length=20,
        blank=True,
        choices=[
            ("buyer", _("a buyer asked")),
            ("audit", _("an audit is coming")),
            ("lost", _("we lost a customer")),
            ("edition", _("the new edition")),
            ("better", _("we want to get better")),
        ],
    )
    address = models.CharField(_("address"), max_length=400, blank=True)
    promise = models.CharField(
        _("no-blame sentence"),
        max_length=300,
        blank=True,
        help_text=_("Shown on the floor, signed by the director."),
    )
    patterns = models.JSONField(_("number patterns"), default=dict, blank=True)
    terms = models.JSONField(_("own words"), default=dict, blank=True)
    demo = models.BooleanField(default=False, editable=False)

    class Meta:
        verbose_name, verbose_name_plural = _("organization"), _("organizations")
        default_manager_name = base_manager_name = "unscoped"


class Door(models.Model):
    """The address at which an organization's people come in: read before anybody is known."""

    organization_id = models.UUIDField(primary_key=True)
    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    language = models.CharField(max_length=10, default="en")
    demo = models.BooleanField(default=False)


class Person(Record):
    """Somebody who works here, with or without an e-mail address (7.1.2)."""

    kind = "person"
    workflow = Workflow("active", {"leave": ({"active"}, "left"), "return_": ({"left"}, "active")})
    series = "P-{n:4}"
    name = models.CharField(_("name"), max_length=200)
    job = models.CharField(_("job"), max_length=120, blank=True)
    site = models.ForeignKey(Site, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("site"))
    language = models.CharField(_("language"), max_length=10, choices=LANGUAGES, default="en")
    badge = models.CharField(_("badge number"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    manager = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("manager")
    )
    joined_on = models.DateField(_("joined on"), null=True, blank=True)
    left_on = models.DateField(_("left on"), null=True, blank=True)

    class Meta(Noun.Meta):
        verbose_name, verbose_name_plural = _("person"), _("people")
        abstract = False
        constraints = [
            *numbered("person"),
            models.UniqueConstraint(
                fields=["organization", "badge"], condition=~models.Q(badge=""), name="person_badge"
            ),
        ]
        indexes = [models.Index(fields=["organization", "state", "name"], name="person_by_name")]


class RoleAssignment(Record):
    """A role someone holds, at one site or at all of them (5.3)."""

    kind = "role_assignment"
    workflow = Workflow("held", {"take_away": ({"held"}, "ended")})
    person = models.ForeignKey(Person, models.PROTECT, related_name="roles", db_index=False, verbose_name=_("person"))
    role = models.CharField(_("role"), max_length=30, choices=Role.choices)
    site = models.ForeignKey(Site, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("site"))

    class Meta(Noun.Meta):
        verbose_name, verbose_name_plural = _("role held"), _("roles held")
        abstract = False
        indexes = [models.Index(fields=["organization", "person", "state"], name="role_by_person")]

    @property
    def title(self) -> str:
        return str(Role(self.role).label)


class PermissionOverride(Record):
    """Where an organization decides otherwise about a role and an action (5.3)."""

    kind = "permission_override"
    action = models.CharField(_("action"), max_length=80)
    role = models.CharField(_("role"), max_length=30, choices=Role.choices)
    allowed = models.BooleanField(_("allowed"))

    class Meta(Noun.Meta):
        verbose_name, verbose_name_plural = _("decision who may"), _("decisions who may")
        abstract = False
        constraints = [models.UniqueConstraint(fields=["organization", "action", "role"], name="override_once")]


class Pin(models.Model):
    """What opens the door for a badge: a hashed PIN and the failures since the last success. Never in the trail."""

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="+")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    secret = models.CharField(max_length=200)
    failures = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()

    objects = OrganizationManager()
    unscoped = models.Manager()

    class Meta:
        default_manager_name = base_manager_name = "unscoped"


class ApiToken(Record):
    """A key for a program, with the scopes it may use, acting for a named person (8.5.1)."""

    kind = "api_token"
    workflow = Workflow("active", {"revoke": ({"active"}, "revoked")})
    unrecorded = frozenset({"secret", "used_at"})
    name = models.CharField(_("name"), max_length=120)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("acts for"))
    scopes = models.JSONField(_("scopes"), default=list)
    secret = models.CharField(max_length=128, editable=False)
    used_at = models.DateTimeField(null=True, editable=False)

    class Meta(Noun.Meta):
        verbose_name, verbose_name_plural = _("key for a program"), _("keys for programs")
        abstract = False


class Attachment(Record):
    """A file kept by its content: evidence that cannot be exchanged unseen (7.5.3)."""

    kind = "attachment"
    name = models.CharField(_("name"), max_length=200)
    sha256 = models.CharField(max_length=64, editable=False)
    media_type = models.CharField(max_length=80, editable=False)
    size = models.PositiveIntegerField(default=0, editable=False)
    width = models.PositiveIntegerField(null=True, editable=False)
    height = models.PositiveIntegerField(null=True, editable=False)
    taken_at = models.DateTimeField(null=True, blank=True, editable=False)
    added_at = models.DateTimeField(editable=False)
    added_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", editable=False)

    class Meta(Noun.Meta):
        verbose_name, verbose_name_plural = _("file"), _("files")
        abstract = False
        indexes = [models.Index(fields=["organization", "sha256"], name="attachment_by_content")]


class Draft(models.Model):
    """A person's unsent form: saved freely, never evidence, never in the trail."""

    id = models.UUIDField(primary_key=True, default=new_id)
    organization = models.ForeignKey(Organization, models.CASCADE, related_name="+", db_index=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    form = models.CharField(max_length=160)
    values = models.JSONField()
    saved_at = models.DateTimeField(auto_now=True)

    objects = OrganizationManager()
    unscoped = models.Manager()

    class Meta:
        default_manager_name = base_manager_name = "unscoped"
        constraints = [models.UniqueConstraint(fields=["organization", "person", "form"], name="draft_once")]


class Notice(models.Model):
    """Something a person should know; mailed in their digest, kept in their list."""

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="+", db_index=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="+", db_index=False)
    message = models.CharField(max_length=60)
    kind = models.CharField(max_length=40)
    record = models.UUIDField()
    number = models.CharField(max_length=40, blank=True)
    subject = models.CharField(max_length=200, blank=True)
    who = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    objects = OrganizationManager()
    unscoped = models.Manager()

    class Meta:
        default_manager_name = base_manager_name = "unscoped"
        indexes = [models.Index(fields=["organization", "person", "read_at", "-at"], name="notice_by_person")]


class Snooze(Record):
    """A reminder held back until a day, by the person it is for, with the reason."""

    kind = "snooze"
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False, verbose_name=_("person"))
    about = models.UUIDField()
    until = models.DateField(_("until"))
    reason = models.CharField(_("reason"), max_length=400)

    class Meta(Noun.Meta):
        verbose_name, verbose_name_plural = _("reminder held back"), _("reminders held back")
        abstract = False
        indexes = [models.Index(fields=["organization", "until"], name="snooze_until")]

    @property
    def title(self) -> str:
        return self.reason


class Reminder(models.Model):
    """A reminder that went out, so that none goes out twice; not evidence, and not in the trail."""

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="+", db_index=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="+", db_index=False)
    record = models.UUIDField()
    due = models.DateField(null=True)
    stage = models.SmallIntegerField()
    at = models.DateTimeField()

    objects = OrganizationManager()
    unscoped = models.Manager()

    class Meta:
        default_manager_name = base_manager_name = "unscoped"
        constraints = [
            models.UniqueConstraint(fields=["organization", "person", "record", "due", "stage"], name="reminder_once")
        ]


class Answered(models.Model):
    """A request that was answered, by the key its sender gave it, so that sending it again changes nothing."""

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="+", db_index=False)
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+", db_index=False)
    key = models.CharField(max_length=200)
    said = models.CharField(max_length=64)
    at = models.DateTimeField(auto_now_add=True)

    objects = OrganizationManager()
    unscoped = models.Manager()

    class Meta:
        default_manager_name = base_manager_name = "unscoped"
        constraints = [models.UniqueConstraint(fields=["organization", "person", "key"], name="answered_once")]


class AccountManager(BaseUserManager["Account"]):
    def create_user(self, email: str, password: str | None = None, **extra: Any) -> "Account":
        account = self.model(email=self.normalize_email(email), **extra)
        account.set_password(password)
        account.save()
        return account


class Account(AbstractBaseUser):
    """An e-mail address with a password, passkeys or a one-time code; which organizations it opens is `Membership`."""

    email = models.EmailField(unique=True)
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    objects = AccountManager()


class Membership(models.Model):
    """Which person an account is in which organization; asked before the organization is known."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="memberships")
    organization_id = models.UUIDField()
    person_id = models.UUIDField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "organization_id"], name="membership_once")]


class Heartbeat(models.Model):
    """When the worker, the scheduler and each nightly job last ran, and what came of it."""

    name = models.CharField(max_length=60, primary_key=True)
    at = models.DateTimeField()
    result = models.CharField(max_length=400, blank=True)
    ok = models.BooleanField(default=True)
