"""Templates as they are loaded: laid out for people in their files, without that layout in HTML.

White space is taken out of a template once, when it is loaded, never from what was rendered:
what people wrote reaches the page as they wrote it, and a frame costs nothing more.
"""

import re
from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple

from django.template import Origin
from django.template.base import tag_re
from django.template.loaders import app_directories

_SPACE = re.compile(r"([ \t\n\r\f]+)")
_TAG_START = re.compile(r"<!--.*?-->|</?[a-z][\w:-]*|<!doctype", re.IGNORECASE | re.DOTALL)
_NAME = re.compile(r"</?([^\s>/]+)")
_RAW = frozenset({"pre", "textarea", "script", "style"})
"""Elements whose text is kept as it stands."""
_BLOCK_NAMES = """
    address article aside blockquote body br caption col colgroup dd details dialog div dl dt
    fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 head header hr html legend li main nav
    ol optgroup option p pre section summary table tbody td tfoot th thead title tr ul
    circle defs desc ellipse g line path pattern polygon polyline rect text use
"""
_BLOCKS = frozenset(_BLOCK_NAMES.split())
"""White space on either side of such a tag doesn't show. The style sheets may not change that."""
_BOXES = frozenset({"button", "select", "svg"})
"""They stand in a line like a word; white space at the ends of what they hold doesn't show."""
_INVISIBLE = frozenset({"link", "meta", "script", "style"})


class _Effect(Enum):
    """What a piece is to the white space that follows it, or that precedes it."""

    SPACE = "white space, which may go"
    WORD = "white space beside it shows"
    EDGE = "white space beside it doesn't show"
    NOTHING = "as if it weren't there"
    IF = "start of a condition"
    FOR = "start of a loop"
    ELSE = "the other branch"
    END = "end of a condition or loop"


class _Piece(NamedTuple):
    source: str
    before: _Effect
    after: _Effect

    @classmethod
    def of(cls, source: str, effect: _Effect) -> "_Piece":
        return cls(source, effect, effect)


_BLOCK_TAGS = {
    "if": _Effect.IF,
    "ifchanged": _Effect.IF,
    "for": _Effect.FOR,
    "elif": _Effect.ELSE,
    "else": _Effect.ELSE,
    "empty": _Effect.ELSE,
    "endif": _Effect.END,
    "endifchanged": _Effect.END,
    "endfor": _Effect.END,
    "with": _Effect.NOTHING,
    "endwith": _Effect.NOTHING,
    "load": _Effect.NOTHING,
    "extends": _Effect.NOTHING,
    "csrf_token": _Effect.NOTHING,
}
_SEALED_TAGS = frozenset({"blocktranslate", "blocktrans", "comment", "verbatim"})
_ASSIGNS = re.compile(r" as \w+ *%}$")


class Loader(app_directories.Loader):
    """Loads the templates of the installed applications, their layout taken out."""

    def get_contents(self, origin: Origin) -> str:
        contents = super().get_contents(origin)
        return strip_layout(contents) if origin.name.endswith(".html") else contents


def strip_layout(source: str) -> str:
    """Return a template that renders to the same page in fewer bytes.

    Runs of white space become one space; those that can't show go: at the ends of a block, beside
    another space, at the ends of a file or of a `{% block %}`. Kept as they are: attributes'
    values, sentences to be translated, `pre`, `textarea`, `script`, `style`, comments.
    """
    pieces = _without_hidden_space(list(_pieces(source)), is_forward=True)
    pieces = _without_hidden_space(pieces[::-1], is_forward=False)
    return "".join(piece.source for piece in pieces[::-1])


def _without_hidden_space(pieces: list[_Piece], *, is_forward: bool) -> list[_Piece]:
    """Return the pieces without the white space that what comes before it hides.

    Backwards, "before" is what comes after it, and a condition starts at its end.
    """
    quiet: frozenset[int] = frozenset()
    while True:
        kept, found = _read_once(pieces, is_forward=is_forward, quiet=quiet)
        if found <= quiet:
            return kept
        quiet |= found


class _Open(NamedTuple):
    """A condition or loop that is being read."""

    loop: int | None  # its rank among the loops
    at_start: bool  # is white space hidden at its start?
    at_ends: bool = True  # … and at the ends of all the branches read so far?
    has_else: bool = False


def _read_once(
    pieces: list[_Piece], *, is_forward: bool, quiet: frozenset[int]
) -> tuple[list[_Piece], frozenset[int]]:
    """Return what is kept, and the loops whose every turn ends where white space is hidden.

    ``quiet`` are those known so far: a turn of theirs starts as the loop does.
    """
    starts = {_Effect.IF, _Effect.FOR} if is_forward else {_Effect.END}
    kept: list[_Piece] = []
    found: set[int] = set()
    opened: list[_Open] = []
    n_loops = 0
    is_hidden = True  # would white space be hidden here, whichever way led here?
    for piece in pieces:
        effect = piece.after if is_forward else piece.before
        if effect is _Effect.SPACE:
            if is_hidden:
                continue
            is_hidden = True
        elif effect in {_Effect.WORD, _Effect.EDGE}:
            is_hidden = effect is _Effect.EDGE
        elif effect in starts:
            is_loop = _tag_name(piece.source) in {"for", "endfor"}
            opened.append(_Open(n_loops if is_loop else None, is_hidden))
            is_hidden &= not is_loop or n_loops in quiet
            n_loops += is_loop
        elif effect is _Effect.ELSE:
            last = opened.pop()
            has_else = last.has_else or _tag_name(piece.source) != "elif"
            opened.append(last._replace(at_ends=last.at_ends and is_hidden, has_else=has_else))
            is_hidden = last.at_start and (last.loop is None or last.loop in quiet)
        elif effect is not _Effect.NOTHING:
            last = opened.pop()
            is_hidden &= last.at_ends
            if last.loop is not None and is_hidden:
                found.add(last.loop)
            is_hidden &= last.at_start or last.has_else
        kept.append(piece)
    return kept, frozenset(found)


def _tag_name(token: str) -> str:
    return token[2:-2].split(maxsplit=1)[0]


def _pieces(source: str) -> Iterator[_Piece]:
    """Cut a template into tags, words, white space and Django's tags."""
    reader = _Reader()
    for is_django, token in _tokens(source):
        yield from reader.django_tag(token) if is_django else reader.html(token)
    if reader.tag:
        yield _Piece.of(reader.tag, _Effect.WORD)


class _Reader:
    """Reads HTML that Django's tags cut anywhere, even inside an HTML tag."""

    def __init__(self) -> None:
        self.tag = ""  # the HTML tag being read
        self.quote = ""  # the quote that its attribute's value waits for
        self.raw = ""  # the name of the element whose text is kept as it stands

    def django_tag(self, token: str) -> Iterator[_Piece]:
        if self.tag:
            self.tag += token
        else:
            yield _Piece.of(token, self._effect_of_raw()) if self.raw else _django_piece(token)

    def html(self, text: str) -> Iterator[_Piece]:
        while text:
            if self.tag:
                text = self._read_tag(text)
                if not self.tag.endswith(">") or self.quote:
                    return
                yield self._end_tag()
            elif self.raw:
                end = re.search(rf"</{self.raw}\b", text, re.IGNORECASE)
                kept, self.tag, text = _cut(text, end)
                yield _Piece.of(kept, self._effect_of_raw())
                self.raw = "" if self.tag else self.raw
            else:
                words, self.tag, text = _cut(text, _TAG_START.search(text))
                for number, part in enumerate(_SPACE.split(words)):
                    if number % 2:
                        yield _Piece.of(" ", _Effect.SPACE)
                    elif part:
                        yield _Piece.of(part, _Effect.WORD)
                if self.tag.startswith("<!--"):
                    yield _Piece.of(self.tag, _Effect.NOTHING)
                    self.tag = ""

    def _effect_of_raw(self) -> _Effect:
        return _Effect.NOTHING if self.raw in _INVISIBLE else _Effect.WORD

    def _read_tag(self, text: str) -> str:
        """Read on to the end of the tag, or of the text; return what follows."""
        for number, sign in enumerate(text):
            if self.quote:
                self.tag += sign
                self.quote = "" if sign == self.quote else self.quote
            elif sign == ">":
                self.tag = f"{_without_last_space(self.tag)}>"
                return text[number + 1 :]
            elif sign in " \t\n\r\f":
                self.tag += "" if self.tag.endswith(" ") else " "
            else:
                self.tag += sign
                self.quote = sign if sign in "\"'" else ""
        return ""

    def _end_tag(self) -> _Piece:
        tag, self.tag = self.tag, ""
        is_end = tag.startswith("</")
        name = _NAME.findall(tag)[0].lower()
        if name in _RAW and not is_end:
            self.raw = name
        if name in _BLOCKS or name == "!doctype":
            return _Piece.of(tag, _Effect.EDGE)
        if name in _INVISIBLE or (name == "input" and ' type="hidden"' in tag):
            return _Piece.of(tag, _Effect.NOTHING)
        if name in _BOXES:
            inside, outside = _Effect.EDGE, _Effect.WORD
            return _Piece(tag, inside, outside) if is_end else _Piece(tag, outside, inside)
        return _Piece.of(tag, _Effect.WORD)


def _cut(text: str, found: re.Match[str] | None) -> tuple[str, str, str]:
    """Return what stands before the match, the match, what follows it."""
    if found is None:
        return text, "", ""
    return text[: found.start()], found.group(), text[found.end() :]


def _without_last_space(tag: str) -> str:
    """Return a tag, read up to its end, without the white space before `>` or `/>`."""
    if tag.endswith(" /") and tag[:-2].endswith('"'):
        return f"{tag[:-2]}/"
    return tag.rstrip(" ")


def _tokens(source: str) -> Iterator[tuple[bool, str]]:
    """Django's tags and what stands between them; a sealed tag comes with all that it holds."""
    sealed, end = "", ""
    for number, token in enumerate(tag_re.split(source)):
        name = _tag_name(token) if number % 2 and token[2:-2].strip() else ""
        if sealed:
            sealed += token
            if name == end:
                yield True, sealed
                sealed = ""
        elif token.startswith("{%") and name in _SEALED_TAGS:
            sealed, end = token, f"end{name}"
        elif token:
            yield bool(number % 2), token


def _django_piece(token: str) -> _Piece:
    if token.startswith("{% block "):
        return _Piece(token, _Effect.WORD, _Effect.EDGE)
    if token.startswith("{% endblock"):
        return _Piece(token, _Effect.EDGE, _Effect.WORD)
    return _Piece.of(token, _effect_of(token))


def _effect_of(token: str) -> _Effect:
    """Return what one of Django's tags is to the white space around it."""
    if token.startswith("{#"):
        return _Effect.NOTHING
    if token.startswith("{{"):
        return _Effect.WORD
    name = _tag_name(token)
    if name == "comment" or (name.startswith("blocktrans") and " asvar " in token):
        return _Effect.NOTHING
    if name in _BLOCK_TAGS:
        return _BLOCK_TAGS[name]
    return _Effect.NOTHING if _ASSIGNS.search(token) else _Effect.WORD
