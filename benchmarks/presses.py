"""Presses that it takes to place the demonstration's texts, each where its reading placed it.

A reader that knows where each text goes works the real board, one look and one press at a time:
what is proposed where it is right, else the theme's digit, else a new theme. Letters of names and
reasons are counted apart.
"""

import html
import os
import re
import time
from collections import Counter
from typing import Any

from _bench import Report, installation, options

MOST_PRESSES = 2.0
WAIT_S = 60.0
GROUP = re.compile(r"<li data-near.*?(?=<li data-near|</form>)", re.DOTALL)


def main() -> None:
    """Play the demonstration, begin a reading of its texts, place them all."""
    given = options(__doc__ or "")
    report = Report("presses", given.smoke)
    with installation() as (folder, environment):
        os.environ.update(environment)
        import django

        django.setup()
        from django.conf import settings

        settings.ALLOWED_HOSTS = ["*"]  # a rehearsal asks by another name
        report.head(given.seed, "the demonstration's seminar and debrief, read again")
        browser, here, goals = begun(folder)
        counts, n = read_all(browser, here, goals, 12 if given.smoke else 10**6)
        from mire.live.engine.engine import current_engine

        current_engine().stop()  # before its folder goes
    n_presses = sum(each for kind, each in counts.items() if kind not in ("letters", "texts"))
    report.add("texts placed or set aside", str(n))
    for kind in ("proposed", "digit", "new theme", "set aside"):
        report.add(f"presses: {kind}", str(counts[kind]))
    report.add("letters typed, of names and reasons", str(counts["letters"]))
    report.add(
        "presses a text",
        f"{n_presses / n:.2f}",
        f"≤ {MOST_PRESSES:g}",
        is_met=n_presses <= MOST_PRESSES * n,
        must=True,
    )
    report.add("presses and letters a text", f"{(n_presses + counts['letters']) / n:.2f}")
    report.end()


def begun(folder: Any) -> tuple[Any, str, dict[str, str]]:
    """Return a browser of the demonstration's leader, a new reading, where each text goes."""
    from django.test import Client
    from django.utils import timezone

    from mire.cli import serving
    from mire.cli.demo_programme import make_programme
    from mire.cli.demo_story import told_today
    from mire.cli.demonstration import play
    from mire.live.engine.engine import current_engine
    from mire.programme.accounts.models import Account
    from mire.programme.journal.rules import Actor
    from mire.programme.keys import new_key
    from mire.programme.reading.actions import begin_reading
    from mire.programme.reading.models import Reading
    from mire.programme.reading.queries import open_reading

    story = told_today(timezone.localdate())
    logs = play(folder, story)
    serving.prepare_databases()
    engine = current_engine()
    make_programme(story=story, logs=logs, engine=engine, address="http://testserver")
    done = open_reading(Reading.objects.order_by("made_at", "pk").first())
    goals = {}
    for key, card in done.cards.items():
        place = done.board.places.get(key)
        theme = done.board.themes.get(place.theme) if place else None
        goals[card.text] = theme.name if theme else ""
    again = begin_reading(
        programme=done.reading.programme,
        key=new_key(),
        title="Encore",
        meetings=list(done.reading.meetings.all()),
        by=Actor("k", "Personne"),
        now=timezone.now(),
    )
    browser = Client()
    browser.force_login(
        Account.objects.first(), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    return browser, f"/programme/{again.programme.key}/dit/lectures/{again.key}", goals


def read_all(browser: Any, here: str, goals: dict[str, str], most: int) -> tuple[Counter[str], int]:
    """Place card after card until none is left; return the presses by kind, and how many texts."""
    counts: Counter[str] = Counter()
    deadline = time.monotonic() + WAIT_S
    page = browser.get(here).content.decode()
    while "comparé" in page and time.monotonic() < deadline:  # all texts have their vectors
        time.sleep(0.3)
        page = browser.get(here).content.decode()
    presses = 0
    while (group := GROUP.search(page)) and presses < most:
        presses += 1
        sent = press(page, group[0], goals, counts)
        answer = browser.post(f"{here}/agir", sent)
        if answer.status_code != 302:
            raise RuntimeError(answer.status_code, sent)
        page = browser.get(here).content.decode()
    return counts, counts.pop("texts")


def press(page: str, group: str, goals: dict[str, str], counts: Counter[str]) -> dict[str, str]:
    """Return what the reader's press sends for the first group of cards; count it."""
    words = re.findall(r'class="reading-words">«&#8239;(.*?)&#8239;»', group, re.DOTALL)
    texts = [html.unescape(each) for each in words]
    piles = re.findall(r'name="card" value="([^"]+)"', group)
    goal = goals.get(texts[0], "")
    themes = re.findall(r'id="t-([^"]+)">\s*<a[^>]*>(.*?)</a>', page, re.DOTALL)
    named = {html.unescape(name): key for key, name in themes}
    puts = re.findall(r'name="do" value="(put:([^:"]+):([^"]+))"', group)
    right = [do for do, theme, _ in puts if theme == named.get(goal)]
    seen = re.search(r'name="seen" value="(\d+)"', page)
    common = {"seen": seen[1] if seen else "0", "card": piles[0]}
    if goal and right and all(goals.get(each) == goal for each in texts):
        counts["proposed"] += 1
        counts["texts"] += sum(len(each.split()) for each in piles)
        return {**common, "do": right[0]}
    counts["texts"] += len(piles[0].split())
    if not goal:
        counts["set aside"] += 2  # x, Enter
        counts["letters"] += len("hors sujet")
        return {**common, "do": "aside", "reason": "hors sujet"}
    if goal in named:
        counts["digit"] += 1
        return {**common, "do": f"place:{named[goal]}"}
    counts["new theme"] += 2  # n, Enter
    counts["letters"] += len(goal)
    return {**common, "do": "make", "name": goal}


if __name__ == "__main__":
    main()
