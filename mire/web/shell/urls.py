"""Addresses that every page leads to."""

from django.urls import path

from mire.web.shell import views

urlpatterns = [
    path("langue", views.choose_language, name="choose_language"),
    path("a-propos", views.about, name="about"),
]
