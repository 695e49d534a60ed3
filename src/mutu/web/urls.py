"""The pages. Each module of pages brings its own addresses; this is the list of them."""

from importlib import import_module

from django.urls import URLPattern, URLResolver, path
from django.views.generic import RedirectView, TemplateView

from mutu.web import acting, signing_in
from mutu.web.certificates import published_files

MODULES: tuple[str, ...] = (
    "today",
    "listing.records",
    "files",
    "drafts",
    "problems.reporting",
    "listing.pages",
    "problems.figures",
    "statistics.charts",
    "statistics.aql",
    "finding",
    "problems.problem",
    "problems.complaint",
    "problems.papers",
    "problems.composing",
    "people.pages",
    "proving",
    "system",
    "words",
    "certificates.verifying",
    "certificates.paper",
    "certificates.page",
    "certificates.trusting",
    "readiness",
    "importing.pages",
    "documents.pages",
    "documents.reading",
    "documents.writing",
    "documents.papers",
    "documents.acknowledging",
    "documents.readers",
    "people.knowing",
    "people.learning",
    "documents.faults",
    "people.skills",
    "people.trainings",
    "people.roles",
    "people.dossiers",
)
"""Modules of `mutu.web` with a list `urls` of their own."""

urlpatterns: list[URLPattern | URLResolver] = [
    path("in/", signing_in.doors),
    path("in/as", signing_in.as_cast),
    path("in/<slug:slug>/", signing_in.door),
    path("in/<slug:slug>/<str:badge>", signing_in.door),
    path("sign-out", signing_in.sign_out),
    path("language", signing_in.choose_language),
    path("do/<str:name>", acting.do),
    path("do/<str:name>/<uuid:id>", acting.do),
    path("scan", TemplateView.as_view(template_name="mutu/scan.html")),
    path("vocabulary", TemplateView.as_view(template_name="mutu/vocabulary.html")),
    path("favicon.ico", RedirectView.as_view(url="/static/mutu/icon.svg")),
]
for _module in MODULES:
    urlpatterns += import_module(f"mutu.web.{_module}").urls
urlpatterns += published_files.urls  # any address a body chose, after all pages
