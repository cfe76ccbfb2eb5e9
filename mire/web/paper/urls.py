"""Addresses of what is printed, and typed in from paper."""

from django.urls import path

from mire.web.paper import pack, papers, scribe, sheets

urlpatterns = [
    path("regie/<code:code>/dossier", pack.pack, name="pack"),
    path("regie/<code:code>/dossier/tables-a4.pdf", papers.together, {"size": "a4"}, "papers_a4"),
    path("regie/<code:code>/dossier/tables-a3.pdf", papers.together, {"size": "a3"}, "papers_a3"),
    path("regie/<code:code>/<slug:activity>/scribe", scribe.scribe, name="scribe"),
    path("regie/<code:code>/<slug:activity>/feuille", sheets.sheet, name="paper"),
    path("regie/<code:code>/<slug:activity>/papier/<slug:name>.pdf", papers.paper, name="papers"),
]
