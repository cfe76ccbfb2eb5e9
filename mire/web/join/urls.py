"""Addresses of the way in: the shorter, the better, for they are read from a wall."""

from django.urls import path, register_converter

from mire.web.join import views
from mire.web.join.codes import CodeConverter

register_converter(CodeConverter, "code")

urlpatterns = [
    path("", views.home, name="home"),
    path("<code:code>", views.join, name="join"),
    path("<code:code>/passer", views.pass_device, name="pass_device"),
]
