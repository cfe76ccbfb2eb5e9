"""Addresses of the note's circuit, under `note/circuit/`."""

from django.urls import path

from mire.web.office.approvals import answering, files, steps, views

urlpatterns = [
    path("", views.circuit, name="office_circuit"),
    path("commencer", steps.begun, name="office_begin_circuit"),
    path("figer", views.frozen, name="office_freeze_note"),
    path("visas", files.sheet, name="office_approvals_sheet"),
    path("etape/ajouter", steps.step, name="office_new_step"),
    path("etape/<key:step>", steps.step, name="office_step"),
    path("etape/<key:step>/retirer", steps.removed, name="office_remove_step"),
    path("etape/<key:step>/visa", answering.approved, name="office_approve"),
    path("etape/<key:step>/consigner", answering.recorded, name="office_record_approval"),
    path("etape/<key:step>/depuis", views.since, name="office_since_approval"),
    path("etape/<key:step>/message", views.message, name="office_approval_message"),
    path("visa/<key:approval>/retirer", answering.withdrawn, name="office_withdraw_approval"),
    path("version/<key:version>", views.version, name="office_note_version"),
    path("version/<key:version>/document", files.document, name="office_version_document"),
    path("version/<key:version>/synthese", files.summary, name="office_version_summary"),
    path("version/<key:version>/fichier", files.content, name="office_version_file"),
    path("version/<key:version>/provenance", files.origin, name="office_version_provenance"),
    path("version/<key:version>/publier", files.published, name="office_publish_version"),
]
