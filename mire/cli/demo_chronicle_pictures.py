"""The drawings of the demonstration's chronicle: the grid, three ways to host a laboratory."""

INK, SOFT, PAPER = "#16213e", "#4a5270", "#fbf8f1"
BLUE, ORANGE, GREEN = "#0072b2", "#ad5600", "#00734f"
SIZE = 36
"""Of letters: they must still be read on a phone."""

DOTS = (
    (262, 402), (300, 380), (226, 436), (392, 430), (402, 388), (372, 560), (430, 470), (470, 540),
    (560, 400), (610, 452), (745, 392), (620, 140), (752, 128), (600, 190), (790, 170), (560, 270),
    (420, 210), (350, 150), (270, 210), (455, 265),
)  # fmt: skip
"""Where people put the laboratory, in units of the drawing."""


def grid() -> str:
    """Return the grid on which a laboratory is placed, with two profiles."""
    parts = [
        _opened(1000, 680),
        _path("M120 330H880M500 66V606", INK, 4),
        _words(130, 314, "l’administration", anchor="start"),
        _words(870, 314, "les habitants", anchor="end"),
        _words(500, 48, "chercher"),
        _words(500, 650, "accompagner"),
    ]
    parts += [
        f'<circle cx="{x}" cy="{y}" r="9" fill="{SOFT}" fill-opacity="0.55"/>' for x, y in DOTS
    ]
    parts += [
        f'<circle cx="310" cy="456" r="26" fill="{BLUE}"/>',
        _words(310, 526, "Labo Coach", BLUE),
        f'<path d="M690 150l26 26-26 26-26-26z" fill="{ORANGE}"/>',
        _words(690, 246, "Labo Veilleur", ORANGE),
    ]
    return "".join([*parts, "</svg>"])


def scenarios() -> str:
    """Return three ways to host a laboratory, side by side."""
    parts = [
        _opened(1200, 480),
        f'<circle cx="200" cy="130" r="108" fill="none" stroke="{INK}" stroke-width="4"/>',
        _words(200, 124, "direction"),
        _words(200, 164, "générale"),
        _path("M200 238V290", INK, 4),
        f'<circle cx="200" cy="312" r="24" fill="{BLUE}"/>',
        _words(200, 440, "Une cellule", BLUE),
        _square(490, 80, 220),
        f'<rect x="576" y="166" width="48" height="48" fill="{ORANGE}"/>',
        _words(600, 440, "Dans une direction", ORANGE),
        *(_square(x, y, 120) for x, y in ((850, 50), (1040, 50), (945, 230))),
        _path("M975 110h60M1075 178l-30 46M955 224l-30-46", GREEN, 5, 'stroke-dasharray="9 7"'),
        f'<path d="M910 86l28 50h-56z" fill="{GREEN}"/>',
        _path("M1100 86l28 50h-56z", GREEN, 3),
        _path("M1005 266l28 50h-56z", GREEN, 3),
        _words(1005, 440, "En résidence", GREEN),
    ]
    return "".join([*parts, "</svg>"])


def _opened(width: int, height: int) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        'font-family="Atkinson Hyperlegible, sans-serif">'
        f'<rect width="{width}" height="{height}" fill="{PAPER}"/>'
    )


def _square(x: int, y: int, side: int) -> str:
    return (
        f'<rect x="{x}" y="{y}" width="{side}" height="{side}" fill="none" stroke="{INK}" '
        'stroke-width="4"/>'
    )


def _path(way: str, colour: str, width: int, more: str = "") -> str:
    return f'<path d="{way}" stroke="{colour}" stroke-width="{width}" fill="none" {more}/>'


def _words(x: int, y: int, said: str, colour: str = INK, *, anchor: str = "middle") -> str:
    weight = "bold" if colour != INK else "normal"
    return (
        f'<text x="{x}" y="{y}" text-anchor="{anchor}" font-size="{SIZE}" font-weight="{weight}" '
        f'fill="{colour}">{said}</text>'
    )
