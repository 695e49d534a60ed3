"""Where each address leads: accounts, the API, the pages."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("account/", include("allauth.urls")),
    path("api/", include("mutu.api.urls")),
    path("", include("mutu.web.urls")),
]

handler400 = "mutu.web.errors.bad_request"
handler403 = "mutu.web.errors.forbidden"
handler404 = "mutu.web.errors.not_found"
handler500 = "mutu.web.errors.broken"
