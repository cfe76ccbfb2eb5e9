"""Addresses of sponsorship, under `note/portage/`."""

from django.urls import path

from mire.web.office.sponsorship import bodies, deliberation, files, sponsors, steps, views, vote

urlpatterns = [
    path("commencer", views.begun, name="office_begin_path"),
    path("conseil", steps.council, name="office_path_council"),
    path("conseil/choisir", steps.chosen, name="office_choose_council"),
    path("etape/ajouter", steps.step, name="office_new_path_step"),
    path("etape/<key:step>", steps.step, name="office_path_step"),
    path("etape/<key:step>/faite", steps.done, name="office_path_step_done"),
    path("etape/<key:step>/placer", steps.pressed, name="office_press_path_step"),
    path("instance/ajouter", bodies.body, name="office_new_body"),
    path("instance/<key:body>", bodies.body, name="office_body"),
    path("instance/<key:body>/retirer", bodies.removed_body, name="office_remove_body"),
    path("periode/ajouter", bodies.period, name="office_new_period"),
    path("periode/<key:period>", bodies.period, name="office_period"),
    path("periode/<key:period>/retirer", bodies.removed_period, name="office_remove_period"),
    path("fait/ajouter", sponsors.fact, name="office_new_sponsor_fact"),
    path("fait/liste", sponsors.worded, name="office_sponsor_fact_words"),
    path("fait/<key:fact>/fin", sponsors.ended, name="office_end_sponsor_fact"),
    path("fait/<key:fact>/retirer", sponsors.withdrawn, name="office_withdraw_sponsor_fact"),
    path("document", files.document, name="office_path_document"),
    path("calendrier", files.calendar, name="office_path_calendar"),
    path("dessin", files.drawing, name="office_path_drawing"),
    path("deliberation", deliberation.deliberation, name="office_deliberation"),
    path("deliberation/assembler", deliberation.assembled, name="office_assemble_deliberation"),
    path("deliberation/changer", deliberation.changed, name="office_change_deliberation"),
    path("deliberation/source", deliberation.sourced, name="office_deliberation_source"),
    path("deliberation/vote", vote.voted, name="office_vote_deliberation"),
    path("deliberation/document", files.deliberation_file, name="office_deliberation_document"),
    path("deliberation/ligne", files.national_line, name="office_deliberation_line"),
]
