"""The drawings of the demonstration's chronicle: the grid, three ways to host a laboratory."""

INK, SOFT, PAPER = "#16213e", "#4a5270", "#fbf8f1"
BLUE, ORANGE, GREEN = "#0072b2", "#ad5600", "#00734f"


def grid() -> str:
    """Return the grid on which a laboratory is placed, with two profiles."""
    return "".join(
        (
            _opened(1000, 640),
            f'<path d="M140 320H860M500 60V580" stroke="{INK}" stroke-width="4" fill="none"/>',
            _words(150, 306, "l'administration", "start"),
            _words(850, 306, "les habitants", "end"),
            _words(500, 42, "chercher", "middle"),
            _words(500, 622, "accompagner", "middle"),
            f'<circle cx="320" cy="450" r="26" fill="{BLUE}"/>',
            _words(320, 516, "Labo Coach", "middle", BLUE),
            f'<path d="M680 156l26 26-26 26-26-26z" fill="{ORANGE}"/>',
            _words(680, 250, "Labo Veilleur", "middle", ORANGE),
            *(
                f'<circle cx="{x}" cy="{y}" r="9" fill="{SOFT}" fill-opacity="0.55"/>'
                for x, y in _DOTS
            ),
            "</svg>",
        )
    )


_DOTS = (
    (262, 402), (300, 380), (226, 466), (380, 430), (402, 398), (250, 520), (360, 545), (430, 470),
    (560, 400), (610, 452), (705, 392), (640, 240), (742, 208), (600, 150), (770, 130), (560, 250),
    (420, 210), (350, 160), (280, 230), (455, 275),
)  # fmt: skip


def scenarios() -> str:
    """Return three ways to host a laboratory, side by side."""
    return "".join(
        (
            _opened(1200, 460),
            f'<circle cx="200" cy="120" r="70" fill="none" stroke="{INK}" stroke-width="4"/>',
            _words(200, 128, "direction générale", "middle", INK, 17),
            f'<path d="M200 190V270" stroke="{INK}" stroke-width="4"/>',
            f'<circle cx="200" cy="290" r="24" fill="{BLUE}"/>',
            _words(200, 400, "Une cellule", "middle", BLUE),
            (
                f'<rect x="490" y="90" width="220" height="230" fill="none" stroke="{INK}" '
                'stroke-width="4"/>'
            ),
            f'<rect x="576" y="181" width="48" height="48" fill="{ORANGE}"/>',
            _words(600, 400, "Dans une direction", "middle", ORANGE),
            *(
                f'<rect x="{x}" y="{y}" width="110" height="110" fill="none" stroke="{INK}" '
                'stroke-width="4"/>'
                for x, y in ((860, 60), (1040, 60), (950, 230))
            ),
            (
                f'<path d="M970 115h55M1075 175l-30 50M960 225l-30-50" stroke="{GREEN}" '
                'stroke-width="5" stroke-dasharray="9 7" fill="none"/>'
            ),
            f'<path d="M915 92l26 46h-52z" fill="{GREEN}"/>',
            f'<path d="M1095 92l26 46h-52z" fill="none" stroke="{GREEN}" stroke-width="3"/>',
            f'<path d="M1005 262l26 46h-52z" fill="none" stroke="{GREEN}" stroke-width="3"/>',
            _words(1005, 400, "En résidence", "middle", GREEN),
            "</svg>",
        )
    )


def _opened(width: int, height: int) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        'font-family="Atkinson Hyperlegible, sans-serif">'
        f'<rect width="{width}" height="{height}" fill="{PAPER}"/>'
    )


def _words(x: int, y: int, said: str, anchor: str, colour: str = INK, size: int = 28) -> str:
    weight = "bold" if colour != INK else "normal"
    return (
        f'<text x="{x}" y="{y}" text-anchor="{anchor}" font-size="{size}" font-weight="{weight}" '
        f'fill="{colour}">{said}</text>'
    )
