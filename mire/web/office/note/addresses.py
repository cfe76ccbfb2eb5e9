"""Addresses of the note, under `note/`."""

from django.urls import path

from mire.web.office.note import files, passages, remarks, views, writing

urlpatterns = [
    path("commencer", views.begun, name="office_begin_note"),
    path("titre", writing.renamed, name="office_rename_note"),
    path("couverture", views.coverage, name="office_note_coverage"),
    path("document", files.document, name="office_note_document"),
    path("synthese", files.summary, name="office_note_summary"),
    path("synthese/document", files.summary_document, name="office_summary_document"),
    path("partie/ajouter", writing.section, name="office_new_section"),
    path("partie/<key:section>", writing.section, name="office_section"),
    path("partie/<key:section>/placer", writing.pressed_section, name="office_press_section"),
    path("partie/<key:section>/ecrire", writing.new_passage, name="office_new_passage"),
    path("passage/<key:passage>", passages.passage, name="office_passage"),
    path("passage/<key:passage>/changer", writing.changed_passage, name="office_change_passage"),
    path("passage/<key:passage>/placer", passages.pressed, name="office_press_passage"),
    path("passage/<key:passage>/source", passages.sourced, name="office_passage_source"),
    path("passage/<key:passage>/montrer", passages.shown, name="office_passage_shown"),
    path("passage/<key:passage>/synthese", files.summarised, name="office_passage_summary"),
    path("passage/<key:passage>/versions", passages.versions, name="office_passage_versions"),
    path("passage/<key:passage>/remarque", remarks.remark, name="office_remark_passage"),
    path("passage/<key:passage>/suggestion", remarks.suggestion, name="office_suggest_passage"),
    path(
        "passage/<key:passage>/remarque/<key:remark>",
        remarks.answered,
        name="office_answer_passage_remark",
    ),
]
