"""Addresses of cycles of residencies, under `decider/cycle/`."""

from django.urls import path

from mire.web.office.residencies import cycle, cycles, facts, files

urlpatterns = [
    path("nouveau", cycles.new_cycle, name="office_new_cycle"),
    path("apporter", cycles.cycle_from_file, name="office_cycle_from_file"),
    path("<key:cycle>", cycle.cycle, name="office_cycle"),
    path("<key:cycle>/calculer", cycle.asked, name="office_ask_plan"),
    path("<key:cycle>/plan/<key:plan>", cycle.progress, name="office_plan_progress"),
    path(
        "<key:cycle>/plan/<key:plan>/arreter",
        cycle.cancelled,
        name="office_cancel_plan",
    ),
    path("<key:cycle>/plan/<key:plan>/ecarter", cycle.dropped, name="office_drop_plan"),
    path("<key:cycle>/plan/<key:plan>/retenir", cycle.kept, name="office_keep_plan"),
    path("<key:cycle>/document", files.document, name="office_cycle_document"),
    path("<key:cycle>/cycle.ics", files.calendar, name="office_cycle_calendar"),
    path("<key:cycle>/cycle.svg", files.drawing, name="office_cycle_drawing"),
    path("<key:cycle>/cycle.toml", files.facts_file, name="office_cycle_file"),
    path("<key:cycle>/retirer", cycle.removed, name="office_remove_cycle"),
    path("<key:cycle>/remettre", cycles.put_back, name="office_put_cycle_back"),
    path("<key:cycle>/donnees", facts.facts, name="office_cycle_facts"),
    path("<key:cycle>/reglages", facts.settings, name="office_cycle_settings"),
    path(
        "<key:cycle>/apporter",
        facts.brought_in,
        name="office_bring_in_cycle_facts",
    ),
    path(
        "<key:cycle>/direction",
        facts.added_department,
        name="office_add_cycle_department",
    ),
    path(
        "<key:cycle>/direction/retour",
        facts.department_back,
        name="office_cycle_department_back",
    ),
    path(
        "<key:cycle>/direction/<key:row>/retrait",
        facts.withdrawn,
        name="office_withdraw_department",
    ),
    path(
        "<key:cycle>/donnees/<slug:part>/ajouter",
        facts.new_row,
        name="office_new_cycle_row",
    ),
    path(
        "<key:cycle>/donnees/<slug:part>/<key:row>",
        facts.row,
        name="office_cycle_row",
    ),
    path(
        "<key:cycle>/donnees/<slug:part>/<key:row>/placer",
        facts.pressed_row,
        name="office_press_cycle_row",
    ),
]
