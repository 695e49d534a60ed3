"""The bare pages Mutu is held against: Django's default middleware, a session and a user; fifty rows by key, a form."""

import json
import os

import django
from django.conf import settings

COLUMNS = ("id", "number", "what", "state", "lot", "due", "grade", "cost")
ROW = "".join(f"<td>{{{{ row.{name} }}}}</td>" for name in COLUMNS)
PAGES = {
    "page": f"<table>{{% for row in rows %}}<tr>{ROW}</tr>{{% endfor %}}</table>",
    "form": '<form method="post">{% csrf_token %}<input name="what"></form>',
}
PASSED = """middleware.security.Security contrib.sessions.middleware.Session middleware.common.Common
    middleware.csrf.CsrfView contrib.auth.middleware.Authentication middleware.clickjacking.XFrameOptions"""
CACHED = [("django.template.loaders.cached.Loader", [("django.template.loaders.locmem.Loader", PAGES)])]
settings.configure(
    SECRET_KEY="baseline", ALLOWED_HOSTS=["127.0.0.1"], ROOT_URLCONF=__name__,
    DATABASES={"default": json.loads(os.environ["BARE_DATABASE"])},
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions"],
    MIDDLEWARE=[f"django.{one}Middleware" for one in PASSED.split()], LOGIN_URL="/enter",
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "OPTIONS": {"loaders": CACHED}}],
)  # fmt: skip
django.setup()
from django.contrib.auth import decorators, get_user_model, login  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import models  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.shortcuts import redirect, render  # noqa: E402
from django.urls import path  # noqa: E402


class Thing(models.Model):
    number, what, state = models.CharField(max_length=40), models.TextField(), models.CharField(max_length=30)
    lot, grade = models.CharField(max_length=60), models.CharField(max_length=20)
    due, cost = models.DateField(null=True), models.DecimalField(max_digits=14, decimal_places=2, null=True)
    Meta = type("Meta", (), {"app_label": "contenttypes"})


def enter(request: HttpRequest) -> HttpResponse:
    login(request, get_user_model().objects.get(pk=1), backend="django.contrib.auth.backends.ModelBackend")
    return HttpResponse("in")


@decorators.login_required
def page(request: HttpRequest) -> HttpResponse:
    return render(request, "page", {"rows": Thing.objects.order_by("-pk")[:50]})


@decorators.login_required
def insert(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return render(request, "form")
    Thing.objects.create(number="1", what=request.POST["what"], state="reported", lot="2611-07", grade="minor")
    return redirect("/page")


urlpatterns, application = [path(one.__name__, one) for one in (enter, page, insert)], get_wsgi_application()
