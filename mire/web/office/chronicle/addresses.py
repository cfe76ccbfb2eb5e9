"""Addresses of the chronicle, under `recit/`."""

from django.urls import path

from mire.web.office.chronicle import episodes, pieces, site, writing

urlpatterns = [
    path("nouveau", writing.new_episode, name="office_new_episode"),
    path("decisions", site.decisions, name="office_public_decisions"),
    path("decisions/<key:outcome>", site.pressed_decision, name="office_publish_decision"),
    path("site", site.site_page, name="office_site"),
    path("site/ouvrir", site.opened, name="office_open_site"),
    path("site/textes/<slug:page>", site.site_words, name="office_site_words"),
    path("site/apercu", site.home_preview, name="office_site_preview"),
    path("site/apercu/<slug:page>", site.page_preview, name="office_site_page_preview"),
    path("image/<key:picture>/<slug:size>", pieces.picture_bytes, name="office_picture_bytes"),
    path("<key:episode>", episodes.episode, name="office_episode"),
    path("<key:episode>/ecrire", writing.changed_episode, name="office_change_episode"),
    path("<key:episode>/resume", writing.recap, name="office_episode_recap"),
    path("<key:episode>/resume/regle", writing.ruled, name="office_episode_ruled"),
    path("<key:episode>/liens", writing.links, name="office_episode_links"),
    path("<key:episode>/etat", episodes.status, name="office_episode_status"),
    path("<key:episode>/retirer", episodes.withdrawn, name="office_withdraw_episode"),
    path("<key:episode>/liste", episodes.removed, name="office_remove_episode"),
    path("<key:episode>/apercu", episodes.preview, name="office_episode_preview"),
    path("<key:episode>/versions", episodes.versions, name="office_episode_versions"),
    path("<key:episode>/image", pieces.new_picture, name="office_new_picture"),
    path("<key:episode>/image/<key:picture>", pieces.changed_picture, name="office_picture"),
    path("<key:episode>/parole", pieces.new_voice, name="office_new_voice"),
    path("<key:episode>/propos", pieces.quotes, name="office_episode_quotes"),
    path("<key:episode>/piece/<key:piece>", pieces.pressed, name="office_press_piece"),
]
