"""The bare page every list is held against: Django's default middleware, a session and a user, fifty rows by key."""

import os
from pathlib import Path

import django
from django.conf import settings

HOME = Path(os.environ["MUTU_HOME"])
ROWS = 50
TEMPLATE = """<table>{% for row in rows %}<tr><td>{{ row.id }}</td><td>{{ row.number }}</td><td>{{ row.what }}</td>
<td>{{ row.state }}</td><td>{{ row.lot }}</td><td>{{ row.due }}</td><td>{{ row.grade }}</td><td>{{ row.cost }}</td></tr>
{% endfor %}</table>"""
settings.configure(
    SECRET_KEY="baseline", ALLOWED_HOSTS=["127.0.0.1"], ROOT_URLCONF=__name__,
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": HOME / "bare", "CONN_MAX_AGE": None}},
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions"],
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware", "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware", "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ],
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "OPTIONS": {"loaders": [
        ("django.template.loaders.cached.Loader", [("django.template.loaders.locmem.Loader", {"page": TEMPLATE})])]}}],
)  # fmt: skip
django.setup()
from django.contrib.auth import get_user_model, login  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection, models  # noqa: E402
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden  # noqa: E402
from django.shortcuts import render  # noqa: E402
from django.urls import path  # noqa: E402


class Thing(models.Model):
    number, what, state = models.CharField(max_length=40), models.TextField(), models.CharField(max_length=30)
    lot, grade = models.CharField(max_length=60), models.CharField(max_length=20)
    due, cost = models.DateField(null=True), models.DecimalField(max_digits=14, decimal_places=2, null=True)

    class Meta:
        app_label = "contenttypes"


def enter(request: HttpRequest) -> HttpResponse:
    login(request, get_user_model().objects.get(username="one"), backend="django.contrib.auth.backends.ModelBackend")
    return HttpResponse("in")


def page(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return HttpResponseForbidden()
    return render(request, "page", {"rows": Thing.objects.order_by("-pk")[:ROWS]})


def insert(request: HttpRequest) -> HttpResponse:
    Thing.objects.create(number="1", what=request.GET["what"], state="reported", lot="2611-07", grade="minor")
    return HttpResponse("kept")


urlpatterns = [path("enter", enter), path("page", page), path("insert", insert)]


def prepare(rows: int) -> None:
    call_command("migrate", verbosity=0)
    with connection.schema_editor() as editor:
        editor.create_model(Thing)
    get_user_model().objects.create_user("one", password="one")
    made = (
        Thing(number=f"NC-{n:07}", what=f"Flash on split line {n}", state="closed", lot=f"26{n % 99}")
        for n in range(rows)
    )
    Thing.objects.bulk_create(made, batch_size=5000)


application = get_wsgi_application()
