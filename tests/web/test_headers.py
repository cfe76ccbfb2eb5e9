"""What a page may run: our own files, and what bears the value of its own answer."""

import re
from collections.abc import Callable

import pytest
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.test import Client, RequestFactory
from django.views.decorators.clickjacking import xframe_options_sameorigin
from playwright.sync_api import BrowserContext, Route

from mire.web.shell.headers import content_security_policy

SCRIPT = '<script nonce="{{ request.csp_nonce }}">document.title = "ran"</script>'
STYLE = '<style nonce="{{ request.csp_nonce }}">p { color: red }</style>'


def answer(view: Callable[[HttpRequest], HttpResponse]) -> HttpResponse:
    return content_security_policy(view)(RequestFactory().get("/"))


def with_editor(request: HttpRequest) -> HttpResponse:
    page = engines["django"].from_string(f"<!DOCTYPE html>{SCRIPT}{STYLE}<p>x</p>")
    return HttpResponse(page.render({}, request))


def plain(request: HttpRequest) -> HttpResponse:
    return HttpResponse("<p>x</p>")


def test_a_page_that_asks_has_one_value_in_its_policy_and_its_text() -> None:
    page = answer(with_editor)
    values = set(re.findall(r'nonce="([^"]+)"', page.text))
    (value,) = values
    policy = page["Content-Security-Policy"]
    assert f"script-src 'self' 'nonce-{value}';" in policy
    assert f"style-src 'self' 'nonce-{value}';" in policy
    assert policy.count("nonce-") == 2
    assert len(value) >= 22


def test_each_answer_has_its_own() -> None:
    policies = {answer(with_editor)["Content-Security-Policy"] for _ in range(5)}
    assert len(policies) == 5


def test_a_page_that_asks_nothing_has_none() -> None:
    policy = answer(plain)["Content-Security-Policy"]
    assert "nonce" not in policy
    assert "script-src 'self';" in policy


def test_a_framed_page_keeps_who_may_frame_it() -> None:
    policy = answer(xframe_options_sameorigin(with_editor))["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in policy
    assert "nonce-" in policy


def test_a_view_that_sets_its_own_policy_keeps_it() -> None:
    def own(request: HttpRequest) -> HttpResponse:
        return HttpResponse(str(request.csp_nonce), headers={"Content-Security-Policy": "x"})  # type: ignore[attr-defined]

    assert answer(own)["Content-Security-Policy"] == "x"


@pytest.mark.django_db
def test_our_pages_ask_for_none() -> None:
    assert "nonce" not in Client().get("/compte/entrer")["Content-Security-Policy"]


@pytest.mark.browser
def test_browsers_run_what_bears_the_value_and_nothing_else(
    new_context: Callable[..., BrowserContext],
) -> None:
    page = new_context().new_page()

    def respond(route: Route) -> None:
        made = answer(with_editor)
        headers = {"Content-Type": "text/html", **dict(made.items())}
        route.fulfill(body=made.text, headers=headers)

    page.route("**/*", respond)
    page.goto("http://localhost/")
    assert page.title() == "ran"
    assert page.evaluate("getComputedStyle(document.querySelector('p')).color") == "rgb(255, 0, 0)"
