"""Every address."""

from django.urls import include, path

urlpatterns = [
    path("", include("mire.web.shell.urls")),
    path("", include("mire.web.join.urls")),
    path("", include("mire.web.phone.urls")),
    path("", include("mire.web.console.urls")),
    path("", include("mire.web.projector.urls")),
    path("", include("mire.web.paper.urls")),
    path("", include("mire.web.office.urls")),
    path("", include("mire.web.public.urls")),
]

handler400 = "mire.web.shell.errors.bad_request"
handler404 = "mire.web.shell.errors.not_found"
handler500 = "mire.web.shell.errors.server_error"
