"""The system's Chromium, driven by Playwright, and the accessibility rules of axe-core.

`browser()` is a context manager; tests use the fixtures `browser` and `new_page` of conftest.
"""

import contextlib
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from playwright.sync_api import Browser, Page, sync_playwright

from tools.provision import find_chromium

# What is of no use here and costs: the address bar's own pages, for which each window starts a
# renderer that takes more processor time than a page under test, and a renderer kept in reserve.
UNUSED = (
    "OptimizationHints",
    "MediaRouter",
    "Translate",
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    "SpareRendererForSitePerProcess",
)

# No request but those of the pages under test, and no state of another run.
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-extensions",
    "--disable-sync",
    f"--disable-features={','.join(UNUSED)}",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]

# What RGAA 4.1 and WCAG 2.2 AA ask, and axe's own good habits.
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

Rules = dict[str, str | list[str]]
ALL_RULES: Rules = {"type": "tag", "values": AXE_TAGS}
COLOURS = ["color-contrast", "link-in-text-block"]
COLOUR_RULES: Rules = {"type": "rule", "values": COLOURS}

SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")

PHONE = {"width": 390, "height": 844}
LAPTOP = {"width": 1366, "height": 768}
PROJECTOR = {"width": 1920, "height": 1080}


@contextlib.contextmanager
def open_browser() -> Iterator[Browser]:
    """Start Chromium; everything it opened is closed at the end."""
    program = find_chromium()
    if program is None:
        message = "no Chromium here: run `make setup-system`, or name one in MIRE_CHROMIUM"
        raise RuntimeError(message)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


@cache
def axe_source() -> str:
    """The axe-core that the wheel carries, as one script."""
    source = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
    assert source.startswith("/*! axe v"), "the wheel no longer carries axe-core where it did"
    return source


def axe_in_both(page: Page) -> list[tuple[str, str]]:
    """What axe-core finds in the light, then in the dark, on one loading of the page.

    The dark changes colours alone (tests/house/test_styles.py), and the browser does it: there
    only the rules about colours are asked again. For who wants little motion colours change at
    once, and nothing waits for them.
    """
    found = []
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        rules = ALL_RULES if scheme == "light" else COLOUR_RULES
        found += [(scheme, fault) for fault in axe(page, rules=rules)]
    return found


def axe_but_colours(page: Page) -> list[str]:
    """What axe-core finds on a page whose colours were looked at in another language.

    Nine tenths of its time goes into colours, which do not change with the words.
    """
    return axe(page, but=COLOURS)


def axe(
    page: Page, *, within: str | None = None, rules: Rules = ALL_RULES, but: Sequence[str] = ()
) -> list[str]:
    """What axe-core finds wrong on the page as it is now, one line a fault; none is expected.

    ``but``: the rules that are not asked.

    The script is evaluated through the debugger's protocol, to which the page's own
    Content-Security-Policy does not apply: the page is tested as it is served. A frame within it
    is a page of its own, where no axe runs that could answer: else each look awaits it, 0.5 s.
    """
    if not page.evaluate("typeof window.axe === 'object'"):
        page.evaluate(axe_source())
    # Colours half-way from one state to the next are no state that anyone reads.
    page.evaluate(
        """() => Promise.race([
            Promise.allSettled(document.getAnimations().map((one) => one.finished)),
            new Promise((done) => setTimeout(done, 1000)),
        ])"""
    )
    report: dict[str, Any] = page.evaluate(
        """async ([within, rules, but]) => {
            const found = await axe.run(within ?? document, {
                runOnly: rules, rules: Object.fromEntries(but.map((id) => [id, {enabled: false}])),
                resultTypes: ['violations'], iframes: false,
            });
            return {violations: found.violations, passes: found.passes.length};
        }""",
        [within, rules, list(but)],
    )
    assert report["passes"] > 0, "axe looked at nothing: is the page empty?"
    return [
        f"{rule['id']} ({rule['impact']}): {rule['help']}\n"
        f"    {' '.join(map(str, node['target']))}\n"
        f"    {node['html'][:200]}\n"
        f"    {node['failureSummary']}"
        for rule in report["violations"]
        for node in rule["nodes"]
    ]
