"""The chronicle's rules: the summary of before, where pieces stand, names, pictures, the site."""

import io
import re
import struct
import zlib
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from mire.programme.chronicle.rules.kinds import (
    Consent,
    Status,
    check_alternative,
    check_picture_consent,
    moves_from,
)
from mire.programme.chronicle.rules.naming import named_in
from mire.programme.chronicle.rules.picture import MOST_BYTES, NARROW, WIDE, made_picture
from mire.programme.chronicle.rules.placing import (
    PartKind,
    placed,
    withheld,
    without_lines,
    words_of_block,
)
from mire.programme.chronicle.rules.recap import CUT, first_sentence, recap_of, shortened
from mire.programme.chronicle.rules.site import (
    Access,
    SitePage,
    check_slug,
    lacking,
    shipped_words,
)
from mire.programme.evidence.rules import searched
from mire.programme.note.rules.marks import plain_words
from mire.programme.people.rules import Right
from mire.technique_api.refusal import Refusal
from tests.support.chronicle import NEEDED, image

TODAY = date(2018, 5, 1)
leads = st.lists(st.text("abc éÀ.!?« »\n", max_size=80), max_size=12)


# The summary of earlier episodes


@given(leads, st.integers(20, 200))
def test_a_summary_fits_and_holds_the_last_episode(told: list[str], most: int) -> None:
    made = recap_of(told, most=most)
    said = [each for each in map(first_sentence, told) if each]
    assert len(made) <= most
    assert bool(made) == bool(said)
    if said:
        assert made.rstrip(CUT)[-5:] in said[-1] or made.endswith(said[-1])
        assert made == recap_of(told, most=most)


@given(leads)
def test_a_summary_with_room_tells_every_episode_in_order(told: list[str]) -> None:
    said = [each for each in map(first_sentence, told) if each]
    assert recap_of(told, most=10_000) == " ".join(said)


def test_a_summary_takes_first_sentences_and_drops_the_oldest() -> None:
    told = ["On part. Puis on revient.", "On doute ! Beaucoup.", "On choisit « ici ». Enfin."]
    assert recap_of(told) == "On part. On doute ! On choisit « ici »."
    assert recap_of(told, most=36) == "… On doute ! On choisit « ici »."
    assert recap_of(["Un mot après l'autre, sans fin"], most=20) == "Un mot après…"
    assert recap_of([]) == recap_of(["", "  "]) == ""
    assert shortened("abcdefghij", 5) == "abcd…"


# Where pieces stand


@given(
    st.text(st.sampled_from("[]image parole0123\n "), max_size=120),
    st.sets(st.integers(1, 4)),
    st.sets(st.integers(1, 4)),
)
def test_each_piece_stands_once(body: str, pictures: set[int], voices: set[int]) -> None:
    parts = placed(body, {n: n for n in pictures}, {n: n for n in voices})
    told = [each.piece for each in parts if each.kind is PartKind.PICTURE]
    said = [each.piece for each in parts if each.kind is PartKind.VOICE]
    assert sorted(told) == sorted(pictures)
    assert sorted(said) == sorted(voices)


def test_a_line_places_a_piece_and_is_no_word() -> None:
    body = "Avant.\n\n[image 2]\n[ Parole 1 ]\nAprès [image 1] ici.\r\n[image 9]"
    parts = placed(body, {1: "a", 2: "b"}, {1: "c"})
    kinds = [each.kind.value for each in parts]
    assert kinds == ["words", "picture", "voice", "words", "picture"]
    assert [each.piece for each in parts if each.piece] == ["b", "c", "a"]
    assert "[image 2]" not in without_lines(body)
    assert "[image 1]" in without_lines(body)


# Names

PEOPLE = [("Élodie", "Petit"), ("Jean-Marc", "D'Hérouville"), ("", "Sans Prénom"), ("Seul", "")]


@pytest.mark.parametrize(
    ("said", "who"),
    [
        ("Merci à elodie PETIT pour tout", ["Élodie Petit"]),
        ("Petit, Élodie : absente", ["Élodie Petit"]),
        ("PETIT Élodie", ["Élodie Petit"]),
        ("selon Mme Petit", ["Élodie Petit"]),
        ("M. d’Hérouville", ["Jean-Marc D'Hérouville"]),
        ("Jean Marc d'Herouville", ["Jean-Marc D'Hérouville"]),
        ("un petit pas", []),
        ("Seul dans son coin", []),
        ("Les petites élodies", []),
    ],
)
def test_who_is_named(said: str, who: list[str]) -> None:
    assert named_in([said], PEOPLE) == who


def named_one_by_one(said: list[str], people: list[tuple[str, str]]) -> list[str]:
    """Say who is named by three expressions for each person: what it means, slowly."""

    def plain(words: str) -> str:
        return " ".join(re.sub(r"[-'’,\s]+", " ", searched(words)).split())

    titles = r"(?:m|mm|mr|mme|mlle|monsieur|madame|messieurs|mesdames|dr|maitre|me)\.?"
    whole, found = " \n ".join(plain(each) for each in said), set()
    for given_name, family in people:
        first, last = re.escape(plain(given_name)), re.escape(plain(family))
        forms = [f"{titles} {last}"] if last else []
        forms += [f"{first} {last}", f"{last} {first}"] if first and last else []
        if any(re.search(rf"(?<!\w){form}(?!\w)", whole) for form in forms):
            found.add(f"{given_name} {family}".strip())
    return sorted(found)


names = st.sampled_from(
    ["Léa", "lea", "Roy", "Roy-Martin", "Martin", "", "O'Roy", "M", "Roy.", "-"]
)
said_of = st.lists(
    st.lists(
        st.sampled_from(
            ["Léa", "Lea", "Roy", "ROY", "Martin", " ", " ", " ", "-", "'", ",", ".", "\n", "_",
             "x",
             "M", "M.", "Mme", "messieurs", "Maître", "me", "O’Roy", "\u00a0", "é", "3"]
        ),
        max_size=12,
    ).map("".join),
    max_size=3,
)  # fmt: skip


@given(said_of, st.lists(st.tuples(names, names), max_size=5))
def test_who_is_named_is_found_as_one_by_one(
    said: list[str], people: list[tuple[str, str]]
) -> None:
    assert named_in(said, people) == named_one_by_one(said, people)


def test_three_hundred_people_are_looked_for_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    people = [(f"Prénom{n}", f"Nom{n}") for n in range(300)]
    said = ["Un récit sans personne, ou presque. " * 200, "Avec Mme Nom7, et Nom299 Prénom299."]
    assert named_in(said, people) == ["Prénom299 Nom299", "Prénom7 Nom7"]
    monkeypatch.setattr(re, "search", None)  # no expression is made for each person
    assert named_in(said, people) == ["Prénom299 Nom299", "Prénom7 Nom7"]


PIECES = ["Rien ici.", "Léa **Roy**", "- un\n- Lea Roy", "| a | b |\n|---|---|\n| Roy Léa | x |",
          "> Mme Roy", "La suite.", "Léa", "Roy", "[image 1]", "[parole 1]"]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=8), st.sampled_from(["Léa Roy", "la maison"]))
def test_what_names_somebody_is_withheld_and_the_rest_stays(body: list[str], piece: str) -> None:
    def names(said: list[str]) -> bool:
        return bool(named_in(said, [("Léa", "Roy")]))

    parts = placed("\n\n".join(body), {1: piece}, {1: "une voix"})
    kept = withheld(parts, names, lambda each: [each])
    for each in kept:
        assert not names([each.piece or "", " ".join(map(words_of_block, each.blocks))])
    pairs = pairwise(each.kind for each in kept)
    assert (PartKind.WITHHELD, PartKind.WITHHELD) not in pairs
    pieces = [each.piece for each in kept if each.piece]
    assert pieces == [each.piece for each in parts if each.piece and each.piece != "Léa Roy"]
    if piece != "Léa Roy" and not names([" ".join(body), plain_words("\n\n".join(body))]):
        assert [each.kind for each in kept] == [each.kind for each in parts]


# What may be published, by whom


def test_statuses_go_through_a_reading() -> None:
    assert moves_from(Status.DRAFT, [Right.FACILITATOR]) == [Status.REVIEWED]
    assert moves_from(Status.REVIEWED, [Right.FACILITATOR]) == [Status.PUBLISHED, Status.DRAFT]
    assert moves_from(Status.REVIEWED, [Right.AMBASSADOR]) == [Status.DRAFT]
    assert moves_from(Status.PUBLISHED, list(Right)) == []


@pytest.mark.parametrize("words", ["", "   ", "IMG_2041.jpg", "photo 12", "court", "1234567890123"])
def test_words_that_show_nothing_are_refused(words: str) -> None:
    with pytest.raises(Refusal) as refused:
        check_alternative(words)
    assert refused.value.path == ("alternative",)


@pytest.mark.parametrize(
    ("consent", "where", "on", "field"),
    [
        ("", "", None, "consent"),
        ("nawak", "", None, "consent"),
        (Consent.MISSING, "classeur", TODAY, "consent"),
        (Consent.AGREED, "", TODAY, "consent_where"),
        (Consent.AGREED, "classeur", None, "consent_on"),
        (Consent.AGREED, "classeur", date(2018, 5, 2), "consent_on"),
    ],
)
def test_a_picture_of_people_who_did_not_agree_is_refused(
    consent: str, where: str, on: date | None, field: str
) -> None:
    with pytest.raises(Refusal) as refused:
        check_picture_consent(consent, where, on, today=TODAY)
    assert refused.value.path == (field,)


def test_a_picture_of_nobody_or_of_people_who_agreed_is_taken() -> None:
    check_picture_consent(Consent.NOBODY, "", None, today=TODAY)
    check_picture_consent(Consent.AGREED, "classeur", TODAY, today=TODAY)


# Pictures


def test_a_picture_is_written_anew_without_what_it_carried() -> None:
    exif = Image.Exif()
    exif[0x010E] = "chez Élodie Petit"
    exif[0x0112] = 6  # lying on its side
    exif[0x8825] = {1: "N", 2: (51.0, 2.0, 0.0)}
    raw = image((2400, 1000), exif=exif, comment=b"secret")
    assert b"secret" in raw
    made = made_picture(raw)
    for each in (made.wide, made.narrow):
        with Image.open(io.BytesIO(each.content)) as read:
            assert not read.getexif()
            assert read.size == (each.width, each.height)
            assert set(read.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density",
                                      "progressive", "progression"}  # fmt: skip
        assert b"secret" not in each.content
        assert b"Petit" not in each.content
    # It was turned upright: 1000 × 2400, then made narrower for a phone.
    assert (made.wide.width, made.wide.height) == (1000, 2400)
    assert (made.narrow.width, made.narrow.height) == (NARROW, 1920)


def test_a_wide_picture_is_made_narrower_and_a_drawing_stays_sharp() -> None:
    photograph = made_picture(image((3000, 600)))
    assert (photograph.media, photograph.wide.width) == ("image/jpeg", WIDE)
    out = io.BytesIO()
    Image.new("RGB", (900, 300), "#16213e").save(out, "PNG")
    assert made_picture(out.getvalue()).media == "image/png"
    out = io.BytesIO()
    Image.new("RGBA", (900, 300), (0, 0, 0, 0)).save(out, "PNG")
    assert made_picture(out.getvalue()).media == "image/png"
    assert made_picture(image(kind="WEBP")).media == "image/jpeg"


def bomb(width: int, height: int) -> bytes:
    """Return a PNG whose header says a size that nothing should ever decode."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = b""
    for name, body in ((b"IHDR", head), (b"IDAT", zlib.compress(b"\0")), (b"IEND", b"")):
        chunks += struct.pack(">I", len(body)) + name + body
        chunks += struct.pack(">I", zlib.crc32(name + body))
    return b"\x89PNG\r\n\x1a\n" + chunks


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"<svg onload=alert(1)>",
        b"GIF89a" + bytes(200),
        image()[:900],
        bomb(60_000, 60_000),
        bomb(9_000, 9_000),
        bomb(200, 200),
        bytes(MOST_BYTES + 1),
        image((20, 20)),
        image(kind="GIF"),
    ],
    ids=["empty", "svg", "gif", "cut", "bomb", "vast", "hollow", "heavy", "tiny", "real-gif"],
)
def test_what_is_no_picture_is_refused_in_words(raw: bytes) -> None:
    with pytest.raises(Refusal) as refused:
        made_picture(raw)
    assert refused.value.path == ("file",)


@given(st.binary(max_size=400), st.integers(0, 3_000))
def test_a_spoilt_picture_is_refused_or_read(noise: bytes, at: int) -> None:
    raw = image((60, 60))
    try:
        made = made_picture(raw[:at] + noise + raw[at + len(noise) :])
    except Refusal:
        return
    assert made.wide.width <= WIDE


# The site


@pytest.mark.parametrize(
    "slug", ["ab", "-abc", "abc-", "a--b", "La-Transfo", "é-é-é", "a b c", "x" * 41]
)
def test_an_address_that_cannot_be_typed_is_refused(slug: str) -> None:
    with pytest.raises(Refusal):
        check_slug(slug)


def test_an_address_that_can_be_is_taken_and_what_lacks_is_told() -> None:
    check_slug("la-transfo-2018")
    assert len(lacking({"publisher": "X", "host": " "})) == 3
    said = [str(each) for each in shipped_words(SitePage.ACCESS, Access.NOT, NEEDED)]
    assert any("Aucun audit" in each for each in said)
    audited = [str(each) for each in shipped_words(SitePage.ACCESS, Access.WHOLLY, NEEDED)]
    assert not any("Aucun audit" in each for each in audited)
