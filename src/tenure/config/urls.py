"""Addresses of the whole program."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/", include("tenure.api.urls")),
    path("", include("tenure.web.urls")),
]

handler400 = "tenure.web.views.errors.bad_request"
handler403 = "tenure.web.views.errors.forbidden"
handler404 = "tenure.web.views.errors.not_found"
handler500 = "tenure.web.views.errors.broken"
