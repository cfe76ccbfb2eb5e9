"""Forms that are refused lest another site sent them: why it is so, and what to do about it.

Django says why in English sentences; three causes last until somebody changes something, and are
told apart from a form that has merely expired.
"""

import enum
import logging
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.middleware import csrf

from mire.technique_api.text import Text, text

logger = logging.getLogger(__name__)


class Cause(enum.StrEnum):
    """Why a form was refused."""

    EXPIRED = "expired"
    NO_COOKIE = "no cookie"
    NO_ORIGIN = "no origin"
    NO_TLS = "no tls"  # opened by https, but nothing tells the server so
    OTHER_HOST = "other host"


WORDS: Mapping[Cause, Text] = {
    Cause.EXPIRED: text("Ce formulaire a expiré : revenez en arrière, rechargez, recommencez."),
    Cause.NO_COOKIE: text(
        "Ce navigateur n'a pas renvoyé le cookie de ce site, et rien ne peut être envoyé sans lui. "
        "Autorisez les cookies pour cette adresse, ou prenez un autre navigateur, puis rechargez "
        "la page."
    ),
    Cause.NO_ORIGIN: text(
        "Ce navigateur cache de quelle page vient cet envoi, et le serveur ne l'accepte pas. "
        "Ouvrez l'adresse directement dans un navigateur, sans application ni extension qui la "
        "masque, puis recommencez."
    ),
    Cause.NO_TLS: text(
        "Le serveur ne sait pas que cette page s'ouvre en « https » et refuse tout envoi : "
        "recharger n'y changera rien. Prévenez la personne qui s'occupe du serveur : son journal "
        "dit quel réglage manque."
    ),
    Cause.OTHER_HOST: text(
        "Le serveur se connaît sous une autre adresse que celle de cette page et refuse tout "
        "envoi : recharger n'y changera rien. Prévenez la personne qui s'occupe du serveur : son "
        "journal dit quel en-tête manque."
    ),
}

_ADVICE: Mapping[Cause, str] = {
    Cause.NO_COOKIE: (
        'a form came without the cookie "garde": the browser refuses cookies, or the page was '
        "opened by http:// while MIRE_TLS=1 sends cookies over TLS only"
    ),
    Cause.NO_ORIGIN: (
        "a form came with neither a usable Origin nor a Referer header: a browser, an extension "
        "or a proxy takes them away (a Referrer-Policy added by the proxy does)"
    ),
    Cause.NO_TLS: (
        "forms are refused: a page was opened by https:// and the server was told http://. Have "
        "the reverse proxy send X-Forwarded-Proto: https, and set MIRE_TLS=1"
    ),
    Cause.OTHER_HOST: (
        "forms are refused: the Host header is not the host in the browser's address bar. Have "
        "the reverse proxy pass Host on unchanged"
    ),
}


def cause_of(reason: str, meta: Mapping[str, Any], *, is_secure: bool, host: str) -> Cause:
    """Return why Django refused a form, from what it says and what the request held."""
    if reason == csrf.REASON_NO_CSRF_COOKIE:
        return Cause.NO_COOKIE
    kind = reason.partition(" - ")[0]
    if kind not in ("Origin checking failed", "Referer checking failed"):
        return Cause.EXPIRED
    origin = urlsplit(meta.get("HTTP_ORIGIN") or meta.get("HTTP_REFERER") or "")
    if not origin.netloc:
        return Cause.NO_ORIGIN
    if origin.scheme == "https" and not is_secure and origin.hostname == host.partition(":")[0]:
        return Cause.NO_TLS
    return Cause.OTHER_HOST


_warned: set[str] = set()


def warn_once(about: str, what: str) -> None:
    """Say something in the server's log, once a process: anyone can have it said."""
    if about not in _warned:
        _warned.add(about)
        logger.warning(what)


def warn(cause: Cause) -> None:
    """Tell who runs the server what is amiss, when it is not a form that has expired."""
    if cause in _ADVICE:
        warn_once(cause, _ADVICE[cause])
