"""The pages. Each module of pages brings its own addresses; this is the list of them."""

from importlib import import_module

from django.urls import URLPattern, URLResolver, path
from django.views.generic import RedirectView, TemplateView

from mutu.web import acting, published_files, signing_in

MODULES: tuple[str, ...] = (
    "today",
    "records",
    "files",
    "drafts",
    "reporting",
    "list_pages",
    "figures",
    "statistics.charts",
    "statistics.aql",
    "finding",
    "problem",
    "complaint",
    "papers",
    "composing",
    "people",
    "proving",
    "system",
    "verifying",
    "verifying_paper",
    "certificate_page",
    "trusting",
    "readiness",
    "importing",
    "documents",
    "reading",
    "writing",
    "document_papers",
    "acknowledging",
    "readers",
    "knowing",
    "learning",
    "document_faults",
    "skills",
    "trainings",
    "roles",
    "dossiers",
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
