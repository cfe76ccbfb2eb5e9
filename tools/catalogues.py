"""The interface's words: gathered from the sources, checked for gaps.

    python tools/catalogues.py extract    bring mire/locale/*/LC_MESSAGES/django.po up to date
    python tools/catalogues.py check      name every gap, and exit 1 if there is one

Message ids are French sentences, typed as a keyboard gives them. The English catalogue says each
of them in English. The French one fills itself: it sets them as print does (narrow no-break spaces,
’), and it counts as French does (zéro is singular). `mire build` compiles both.

The files bear no date and no line number, so that a change of code alone leaves them alone.
"""

import argparse
import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
DOMAIN = "django"
SOURCE = "fr"
LOCALES = ("en", "fr")
NAMES = {"en": "English", "fr": "French"}

# Ours (mire.technique_api.text) and Django's; figures say which arguments are message ids.
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "text": None,
    "text_n": (1, 2),
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
TEMPLATE_SUFFIXES = {".html", ".svg", ".txt"}
COMMENT_TAGS = ("Translators:",)
PLURAL_FORMS = {"fr": "nplurals=2; plural=(n > 1);", "en": "nplurals=2; plural=(n != 1);"}


NARROW = "\u202f"
# Of a sentence, what is not words: a tag with its attributes, a hole.
_NOT_WORDS = re.compile(r"(<[^>]*>|%\(\w+\)[sd])")
_TYPESET = (
    (re.compile(r"(?<=[^\W\d_])'(?=[^\W\d_]|$)"), "’"),
    (re.compile(r" (?=[;:!?»])"), NARROW),
    (re.compile(r"(?<=«) "), NARROW),
    (re.compile(r" (?=%%)"), NARROW),
    (re.compile(r"(?<=\d) (?=\d{3}(?!\d)|h\b|min\b)"), NARROW),
    (re.compile(r"(?<=\ue000) (?=(?:min|Ko)\b)"), NARROW),
    (re.compile(rf"(?<=\d{NARROW}h) (?=\d)"), NARROW),
)


def typeset(sentence: str) -> str:
    """A French sentence as print sets it; its tags and its holes are left alone."""
    # Signs that stand beside a hole are seen through a stand-in for it.
    holes = _NOT_WORDS.findall(sentence)
    words = _NOT_WORDS.sub("\ue000", sentence)
    for pattern, sign in _TYPESET:
        words = pattern.sub(sign, words)
    words = re.sub(r"(?<=[^\W\d_])'(?=\ue000)", "’", words)
    return re.sub("\ue000", lambda _: holes.pop(0), words)


def sources(root: Path) -> Iterator[tuple[Path, str]]:
    """The files that hold words, in order, each with the name of Babel's reader for it."""
    for path in sorted((root / "mire").rglob("*")):
        parts = path.relative_to(root).parts
        if "tests" in parts or "migrations" in parts:
            continue
        if path.suffix == ".py":
            yield path, "python"
        elif "templates" in parts and path.suffix in TEMPLATE_SUFFIXES:
            yield path, "javascript"


def gather(root: Path = ROOT) -> Catalog:
    """Every sentence marked in the sources, with the files in which it stands."""
    found = Catalog()
    for path, reader in sources(root):
        content = path.read_bytes()
        name = path.relative_to(root).as_posix()
        if reader == "javascript":
            # Django turns a template into calls of gettext between noise; Babel's JavaScript
            # reader picks those out (its Python reader stumbles over the noise).
            content = templatize(content.decode(), name).encode()
        messages = extract(reader, BytesIO(content), KEYWORDS, COMMENT_TAGS, {"encoding": "utf-8"})
        for line, message, comments, context in messages:
            found.add(message, locations=[(name, line)], auto_comments=comments, context=context)
    return found


def catalogue_path(root: Path, locale: str) -> Path:
    return root / "mire" / "locale" / locale / "LC_MESSAGES" / f"{DOMAIN}.po"


def read(root: Path, locale: str) -> Catalog:
    path = catalogue_path(root, locale)
    if not path.exists():
        return Catalog(locale=locale)
    with path.open("rb") as file:
        return read_po(file, locale=locale)


def renew(root: Path, locale: str, template: Catalog) -> Catalog:
    """What the catalogue should hold: today's sentences, with the translations it had."""
    if locale != SOURCE:
        renewed = read(root, locale)
        renewed.update(template, no_fuzzy_matching=False)
        renewed.obsolete.clear()
        return renewed
    renewed = Catalog(locale=locale)
    for message in template:
        if not message.id:
            continue
        if isinstance(message.id, str):
            said: str | tuple[str, ...] = typeset(message.id)
        else:
            said = tuple(typeset(form) for form in message.id)
        if message.pluralizable or said != message.id:
            renewed.add(
                message.id,
                said,
                locations=message.locations,
                auto_comments=message.auto_comments,
                context=message.context,
            )
    return renewed


def render(catalogue: Catalog, locale: str) -> bytes:
    """The .po file: same sentences, same bytes."""
    for message in catalogue:
        message.locations = sorted({(name, 0) for name, _ in message.locations})
    body = BytesIO()
    write_po(
        body,
        catalogue,
        width=96,
        omit_header=True,
        sort_by_file=True,
        ignore_obsolete=True,
        include_lineno=False,
    )
    header = (
        f"# The interface in {NAMES[locale]}. See CONTRIBUTING.md.\n"
        'msgid ""\n'
        'msgstr ""\n'
        f'"Language: {locale}\\n"\n'
        '"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=UTF-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n'
        f'"Plural-Forms: {PLURAL_FORMS[locale]}\\n"\n'
    )
    return (header + "\n" + body.getvalue().decode().strip("\n")).rstrip("\n").encode() + b"\n"


def extract_all(root: Path = ROOT) -> list[Path]:
    """Write the catalogues; return those that changed."""
    template = gather(root)
    changed = []
    for locale in LOCALES:
        path = catalogue_path(root, locale)
        content = render(renew(root, locale, template), locale)
        if not path.exists() or path.read_bytes() != content:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            changed.append(path)
    return changed


def gaps(root: Path = ROOT) -> list[str]:
    """What is missing, doubtful or out of date, one line each; nothing when all is well."""
    template = gather(root)
    found = []
    for locale in LOCALES:
        path = catalogue_path(root, locale)
        name = path.relative_to(root).as_posix()
        if not path.exists():
            found.append(f"{name}: missing; run `make catalogues`")
            continue
        catalogue = read(root, locale)
        found += [f"{name}: {gap}" for message in catalogue for gap in _gaps_of(message, catalogue)]
        if render(renew(root, locale, template), locale) != path.read_bytes():
            found.append(f"{name}: out of date; run `make catalogues`")
    return found


def _gaps_of(message: Message, catalogue: Catalog) -> Iterator[str]:
    if not message.id:
        return
    singular = message.id if isinstance(message.id, str) else message.id[0]
    said = [message.string] if isinstance(message.string, str) else list(message.string)
    if message.fuzzy:
        yield f"to be read again (fuzzy): {singular!r}"
    if not said or not all(said) or (message.pluralizable and len(said) != catalogue.num_plurals):
        yield f"untranslated: {singular!r}"
        return
    for error in message.check(catalogue):
        yield f"{error}: {singular!r}"


def main() -> int:
    parser = argparse.ArgumentParser(description="The interface's words; see the top of this file.")
    parser.add_argument("command", choices=("extract", "check"))
    command = parser.parse_args().command
    if command == "extract":
        for path in extract_all():
            print(f"written: {path.relative_to(ROOT)}")
        return 0
    found = gaps()
    print("\n".join(found) or "catalogues: complete")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
