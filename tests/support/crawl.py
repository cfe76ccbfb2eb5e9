"""A reader who follows every link of the pages that somebody is shown.

`crawl` starts from the addresses that a person is given and opens what pages lead to: links,
forms that only read, and where forms that write are sent. It never writes.
"""

from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urljoin, urlsplit

from django.test import Client
from django.urls import Resolver404, resolve
from lxml import html

ORIGIN = "http://testserver"
MOST_OF_ONE_KIND = 1
"""How many pages of one route are opened, for each set of things that their addresses ask."""

HREFS = "//a/@href | //iframe/@src | //img/@src | //link[@rel='alternate']/@href"

MASTHEAD = "ancestor::*[self::header or self::footer][not(ancestor::main)]"
"""What stands on every page of a surface: it is not a way on from this one."""

NO_WAY_ON = ("choose_language", "sign_out")
"""What every page has, wherever it stands in it."""


@dataclass
class Found:
    """What one reader came by."""

    routes: set[str] = field(default_factory=set)
    """Routes that a page led to, opened or not."""
    dead_ends: dict[str, str] = field(default_factory=dict)
    """Pages without a way on: their address by route."""
    broken: dict[str, str] = field(default_factory=dict)
    """Links that are answered by an error: what was answered, and where the link stands."""
    pages: int = 0


def route_of(address: str) -> str | None:
    """Return the name of the route behind a path; None where nobody answers."""
    try:
        found = resolve(urlsplit(address).path)
    except Resolver404:
        return None
    return found.url_name or found.route


def crawl(client: Client, starts: Iterable[str]) -> Found:
    """Open every kind of page that links lead to from ``starts``, as the client's person."""
    found, seen, kinds = Found(), set[str](), Counter[tuple[str, frozenset[str]]]()
    waiting = deque((each, "") for each in starts)
    while waiting:
        address, before = waiting.popleft()
        route = route_of(address)
        if route is None or address in seen:
            continue
        seen.add(address)
        found.routes.add(route)
        kind = (route, frozenset(name for name, _ in parse_qsl(urlsplit(address).query)))
        kinds[kind] += 1
        if kinds[kind] > MOST_OF_ONE_KIND:
            continue
        if _is_file(address):
            continue
        answer = client.get(address)
        if answer.status_code in (301, 302, 303):
            waiting.append((_within(address, answer["Location"]), before))
            continue
        if answer.status_code >= 400:
            found.broken[address] = f"{answer.status_code}, from {before}"
            continue
        if not answer.get("Content-Type", "").startswith("text/html"):
            continue
        found.pages += 1
        page = html.fromstring(answer.content)
        for sent_to in _written_to(page, address):
            if (name := route_of(sent_to)) is not None:
                found.routes.add(name)
        ways = [each for each in _ways(page, address) if each != address]
        waiting.extend((each, address) for each in _led_to(page, address))
        if not ways:
            found.dead_ends.setdefault(route, address)
    return found


def _is_file(address: str) -> bool:
    """Say whether an address gives a file, whose making other tests look at."""
    asked = urlsplit(address)
    return "format" in dict(parse_qsl(asked.query)) or "." in asked.path.rpartition("/")[2]


def _within(address: str, href: str) -> str:
    """Return an address of this server without its fragment; empty for another's."""
    whole = urlsplit(urljoin(ORIGIN + address, href))
    if f"{whole.scheme}://{whole.netloc}" != ORIGIN:
        return ""
    return whole.path + (f"?{whole.query}" if whole.query else "")


def _led_to(page: html.HtmlElement, address: str) -> Iterator[str]:
    """Yield each address that a press on the page opens without writing."""
    for href in page.xpath(HREFS):
        yield _within(address, href)
    for form in page.xpath("//form[not(@method) or @method='get']"):
        yield _within(address, form.get("action") or address)
    for href in page.xpath("//@hx-get | //@data-stream"):
        yield _within(address, href)


def _written_to(page: html.HtmlElement, address: str) -> Iterator[str]:
    """Yield where the page's forms and buttons write."""
    for form in page.xpath("//form[@method='post']"):
        yield _within(address, form.get("action") or address)
    for href in page.xpath("//@formaction | //@hx-post"):
        yield _within(address, href)


def _ways(page: html.HtmlElement, address: str) -> Iterator[str]:
    """Yield what leads on from this page in particular: its links, and its forms' addresses."""
    for each in page.xpath("//a[@href] | //form | //button[@formaction]"):
        if each.xpath(MASTHEAD) or "skip" in (each.get("class") or "").split():
            continue
        if each.tag == "form":
            sent_to = _within(address, each.get("action") or address)
            if route_of(sent_to) not in NO_WAY_ON:
                yield sent_to + "#form"
        else:
            yield _within(address, each.get("href") or each.get("formaction"))
