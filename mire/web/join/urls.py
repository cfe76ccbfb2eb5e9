"""Addresses of the way in: the shorter, the better, for they are read from a wall."""

from django.urls import path, re_path, register_converter

from mire.web.join import views
from mire.web.join.codes import CodeConverter

register_converter(CodeConverter, "code")

urlpatterns = [
    path("", views.home, name="home"),
    path("<code:code>", views.join, name="join"),
    path("<code:code>/", views.join_typed, name="join_typed"),
    re_path(r"^(?P<code>[A-Za-z]{6})[.,;:!)]$", views.join_typed),
    path("<code:code>/passer", views.pass_device, name="pass_device"),
]
