"""Public addresses: a site's under ``/p/``, and what robots may read."""

from django.urls import path

from mire.web.public import feeds, note, views

urlpatterns = [
    path("robots.txt", views.robots, name="robots"),
    path("p/<slug:site>/", views.home, name="public_home"),
    path("p/<slug:site>/episode/<key:episode>", views.episode, name="public_episode"),
    path(
        "p/<slug:site>/episode/<key:episode>/carte.png",
        feeds.episode_card,
        name="public_episode_card",
    ),
    path("p/<slug:site>/note", note.note, name="public_note"),
    path("p/<slug:site>/note.pdf", note.printed, name="public_note_pdf"),
    path("p/<slug:site>/note.json", note.content, name="public_note_file"),
    path("p/<slug:site>/note.prov.json", note.origin, name="public_note_provenance"),
    path("p/<slug:site>/decisions", views.decisions, name="public_decisions"),
    path("p/<slug:site>/image/<key:picture>/<slug:size>", views.picture, name="public_picture"),
    path("p/<slug:site>/fil.xml", feeds.feed, name="public_feed"),
    path("p/<slug:site>/plan.xml", feeds.sitemap, name="public_sitemap"),
    path("p/<slug:site>/plan", views.plan, name="public_plan"),
    path("p/<slug:site>/carte.png", feeds.card, name="public_card"),
    path("p/<slug:site>/<slug:page>", views.site_words, name="public_words"),
]
