"""The projector's address."""

from django.urls import path

from mire.web.projector import projector

urlpatterns = [
    path("ecran/<code:code>", projector.projector, name="projector"),
]
