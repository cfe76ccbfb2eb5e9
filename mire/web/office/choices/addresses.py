"""The addresses of files of scenarios, each under the office's « decider/scenarios »."""

from django.urls import path

from mire.web.office.choices import judged, measuring, sourcing, views, writing

urlpatterns = [
    path("nouveau", writing.new_choice, name="office_new_choice"),
    path("<key:choice>", views.choice, name="office_choice"),
    path("<key:choice>/poids", views.weights, name="office_choice_weights"),
    path("<key:choice>/export", views.exported, name="office_choice_export"),
    path("<key:choice>/document", views.document, name="office_choice_document"),
    path("<key:choice>/envoi", views.sent, name="office_choice_sent"),
    path(
        "<key:choice>/soumettre",
        views.submitted_to,
        name="office_choice_submitted",
    ),
    path("<key:choice>/retirer", views.removed, name="office_remove_choice"),
    path("<key:choice>/remettre", views.put_back, name="office_put_choice_back"),
    path(
        "<key:choice>/changer",
        writing.changed_choice,
        name="office_change_choice",
    ),
    path(
        "<key:choice>/scenario",
        writing.new_scenario,
        name="office_new_scenario",
    ),
    path(
        "<key:choice>/scenario/<key:scenario>",
        writing.changed_scenario,
        name="office_change_scenario",
    ),
    path(
        "<key:choice>/scenario/<key:scenario>/agir",
        writing.pressed_scenario,
        name="office_press_scenario",
    ),
    path(
        "<key:choice>/scenario/<key:scenario>/argument",
        writing.new_argument,
        name="office_new_argument",
    ),
    path(
        "<key:choice>/scenario/<key:scenario>/effet",
        writing.new_bearing,
        name="office_new_bearing",
    ),
    path(
        "<key:choice>/effet/<key:bearing>/retirer",
        writing.removed_bearing,
        name="office_remove_bearing",
    ),
    path(
        "<key:choice>/argument/<key:argument>",
        writing.changed_argument,
        name="office_change_argument",
    ),
    path(
        "<key:choice>/argument/<key:argument>/reponse",
        writing.answered_argument,
        name="office_answer_argument",
    ),
    path(
        "<key:choice>/argument/<key:argument>/retirer",
        writing.pressed_argument,
        name="office_remove_argument",
    ),
    path(
        "<key:choice>/argument/<key:argument>/sources",
        sourcing.sources,
        name="office_argument_sources",
    ),
    path(
        "<key:choice>/argument/<key:argument>/source",
        sourcing.source,
        name="office_argument_source",
    ),
    path(
        "<key:choice>/criteres",
        measuring.criteria,
        name="office_choice_criteria",
    ),
    path(
        "<key:choice>/critere/<key:criterion>",
        measuring.yardstick,
        name="office_yardstick",
    ),
    path(
        "<key:choice>/critere/<key:criterion>/mesures",
        measuring.measures,
        name="office_choice_measures",
    ),
    path(
        "<key:choice>/critere/<key:criterion>/reunions",
        judged.judgments,
        name="office_choice_judgments",
    ),
    path(
        "<key:choice>/critere/<key:criterion>/reunions/<key:meeting>/<slug:activity>",
        judged.judgment,
        name="office_choice_judgment",
    ),
    path(
        "<key:choice>/critere/<key:criterion>/laisser",
        measuring.dropped,
        name="office_drop_yardstick",
    ),
    path(
        "<key:choice>/critere/<key:criterion>/sources",
        sourcing.sources,
        name="office_yardstick_sources",
    ),
    path(
        "<key:choice>/critere/<key:criterion>/source",
        sourcing.source,
        name="office_yardstick_source",
    ),
]
