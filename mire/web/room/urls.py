"""Addresses of a live meeting's surfaces."""

from django.urls import path

from mire.web.room import console, paper, phone, projector, review

urlpatterns = [
    path("<code:code>/salle", phone.phone, name="phone"),
    path("<code:code>/repondre", phone.answer, name="answer"),
    path("regie/<code:code>", console.console, name="console"),
    path("regie/<code:code>/agir", console.act, name="act"),
    path("regie/<code:code>/relire", review.review, name="review"),
    path("regie/<code:code>/restitution", console.restitution, name="restitution"),
    path("regie/<code:code>/journal", console.log, name="log"),
    path("regie/<code:code>/<slug:activity>/scribe", paper.scribe, name="scribe"),
    path("regie/<code:code>/<slug:activity>/feuille", paper.sheet, name="paper"),
    path("ecran/<code:code>", projector.projector, name="projector"),
]
