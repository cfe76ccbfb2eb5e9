"""The days of the demonstration's story, and how they fall today."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Paris")
AFTER_THE_SEMINAR, BEFORE_THE_NOTE = date(2018, 3, 28), date(2018, 6, 27)
"""Two days of the story: a week after the directors' seminar, and once general management has met
three times."""
STARTS_ON, ENDS_ON = date(2017, 3, 1), date(2018, 7, 31)


@dataclass(frozen=True, slots=True)
class Story:
    """The story's days, moved so that it goes on today; ``today``: which day of it that is."""

    shift: timedelta
    today: date

    def day(self, told: date) -> date:
        """Return a day of the story as it falls now."""
        return told + self.shift

    def moment(self, told: date, hour: time = time(9)) -> datetime:
        """Return an hour of the story as it falls now, in the authority's zone."""
        return datetime.combine(self.day(told), hour, ZONE)


def told_today(today: date, day: date = BEFORE_THE_NOTE) -> Story:
    """Return the story up to one of its days, moved by whole weeks: Wednesdays stay Wednesdays."""
    return Story(timedelta(weeks=(today - day).days // 7), day)
