"""Where each address leads: accounts, the API, the pages.

The API is named and not included: a process that nobody asks for it saves its second and its 24 MB.
"""

from django.urls import URLPattern, URLResolver, include, path
from django.urls.resolvers import RoutePattern

urlpatterns: list[URLPattern | URLResolver] = [
    path("account/", include("allauth.urls")),
    URLResolver(RoutePattern("api/"), "mutu.api.urls"),
    path("", include("mutu.web.urls")),
]

handler400 = "mutu.web.errors.bad_request"
handler403 = "mutu.web.errors.forbidden"
handler404 = "mutu.web.errors.not_found"
handler500 = "mutu.web.errors.broken"
