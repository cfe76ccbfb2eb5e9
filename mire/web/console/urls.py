"""Addresses of who leads."""

from django.urls import path

from mire.web.console import (
    checks,
    commitments,
    console,
    directing,
    join_cards,
    moments,
    rehearsal,
    remote,
    review,
    seats,
)

urlpatterns = [
    path("regie/<code:code>", console.console, name="console"),
    path("regie/<code:code>/agir", console.act, name="act"),
    path("regie/<code:code>/diriger", directing.direct, name="direct"),
    path("regie/<code:code>/relire", review.review, name="review"),
    path("regie/<code:code>/restitution", console.restitution, name="restitution"),
    path("regie/<code:code>/journal", console.log, name="log"),
    path("regie/<code:code>/engagements", commitments.register, name="commitments"),
    path("regie/<code:code>/engagements/cartes", commitments.cards, name="commitment_cards"),
    path("regie/<code:code>/veille", moments.day_before, name="day_before"),
    path("regie/<code:code>/veille/essais", checks.checks, name="checks"),
    path("regie/<code:code>/apres", moments.hour_after, name="hour_after"),
    path("regie/<code:code>/telecommande", remote.remote, name="remote"),
    path("regie/<code:code>/places", seats.cut_unheard, name="cut_unheard"),
    path("regie/<code:code>/entree", join_cards.join_cards, name="join_cards"),
    path("regie/<code:code>/entree/cartes", join_cards.print_cards, name="print_join_cards"),
    path("regie/<code:code>/note", remote.note, name="note"),
    path("regie/<code:code>/repeter", rehearsal.rehearse, name="rehearse"),
    path("regie/<code:code>/repetition", rehearsal.resume, name="resume"),
    path("regie/<code:code>/vitesse", rehearsal.pace, name="pace"),
    path("regie/<code:code>/jeter", rehearsal.discard, name="discard"),
]
