"""What must hold once everything is quiet again: stored = acknowledged, the same on replay."""

from mire.cli.rehearsal.outcome import outcome_of_log
from mire.live.replay import replayed
from mire.live.state import entries
from tests.faults.crowd import Crowd, Facilitator, Phone, logged_pieces

ACTIVITY = "grille"


def start(facilitator: Facilitator, crowd: Crowd) -> None:
    """Have everyone join, and open the grid."""
    crowd.each(Phone.join)
    facilitator.press(entries.ENTERED, ACTIVITY)
    facilitator.press(entries.OPENED, ACTIVITY)


def prove_open(crowd: Crowd) -> None:
    """While open: each seat has the answer that it was told is stored; a resend is nothing."""
    crowd.each(lambda phone: phone.check_own(ACTIVITY))
    crowd.each(send_again)
    crowd.each(lambda phone: phone.check_own(ACTIVITY))


def prove_closed(facilitator: Facilitator, crowd: Crowd) -> bytes:
    """After closing: the log holds each acknowledged answer once, and nothing else."""
    log = facilitator.log()
    replay = replayed(log)
    activity = replay.room.activities[ACTIVITY]
    assert logged_pieces(replay.log, ACTIVITY) == crowd.expected_pieces(ACTIVITY, activity.config)
    assert activity.n_answers == sum(ACTIVITY in phone.standing for phone in crowd.phones) > 0
    crowd.each(send_again)
    crowd.each(lambda phone: phone.own(ACTIVITY))
    assert facilitator.log() == log
    return log


def prove_replay(facilitator: Facilitator) -> None:
    """The log gives what the room shows, each time."""
    log = facilitator.log()
    outcome = outcome_of_log(log)
    assert outcome == outcome_of_log(log)
    assert outcome["report.html"] == facilitator.report()


def send_again(phone: Phone) -> None:
    """Send what is acknowledged once more."""
    if letter := phone.standing.get(ACTIVITY):
        assert phone.deliver(letter) in ("stored", "counted")
