"""Checks of the served address, from outside: certificate, and what the proxy lets arrive."""

import http.client
import json
import ssl
import time
from collections.abc import Iterable, Sequence
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.core.signing import TimestampSigner

from mire.cli.doctor.checked import Checked, mind, well, wrong
from mire.cli.serving import default_address
from mire.technique_api.text import text

SECONDS = 10.0
DAY = 86_400
FEW_DAYS = 14
BEATS_TOGETHER = 0.5
"""Beats are sent one second apart from first to last: those that come closer were held up."""


def of_served(url: str) -> Iterable[Checked]:
    """Ask the served address, and look at its certificate and at what arrives."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    connection: http.client.HTTPConnection
    if parts.scheme == "https":
        connection = http.client.HTTPSConnection(host, parts.port or 443, timeout=SECONDS)
    else:
        connection = http.client.HTTPConnection(host, parts.port or 80, timeout=SECONDS)
    try:
        connection.connect()
        asked = quote(TimestampSigner(salt=settings.DOCTOR_SALT).sign("doctor"))
        if isinstance(connection.sock, ssl.SSLSocket):
            ends = connection.sock.getpeercert() or {}
            yield certificate(ssl.cert_time_to_seconds(str(ends["notAfter"])) - time.time())
        connection.request("GET", f"{parts.path.rstrip('/')}/verification?jeton={asked}")
        response = connection.getresponse()
        if response.status != http.client.OK:
            yield wrong(
                "served",
                text(
                    "%(url)s : répond %(status)s ; ce n'est pas ce Mire, ou sa clé secrète "
                    "est une autre.",
                    url=url,
                    status=response.status,
                ),
            )
            return
        lines, arrived = [], []
        while line := response.readline():
            lines.append(line)
            arrived.append(time.monotonic())
    except ssl.SSLCertVerificationError as error:
        yield wrong(
            "certificate",
            text("Certificat : il n'est pas valable (%(why)s).", why=error.verify_message),
        )
        return
    except (OSError, http.client.HTTPException) as error:
        yield wrong(
            "served",
            text(
                "%(url)s : ne répond pas (%(why)s).",
                url=url,
                why=str(error) or type(error).__name__,
            ),
        )
        return
    finally:
        connection.close()
    seen = json.loads(lines[0])
    yield scheme(parts.scheme, is_secure=seen["is_secure"])
    yield told_address(f"{parts.scheme}://{parts.netloc}", default_address())
    yield named(parts.netloc, seen["host"])
    yield forwarded(is_forwarded=seen["is_forwarded"], is_believed=seen["is_believed"])
    yield buffered(arrived)


def certificate(left: float) -> Checked:
    """Judge how many seconds the certificate is still good for."""
    days = int(left // DAY)
    if days < FEW_DAYS:
        return mind(
            "certificate",
            text("Certificat : il prend fin dans %(n)s j ; renouvelez-le.", n=days),
        )
    return well("certificate", text("Certificat : valable encore %(n)s j.", n=days))


def scheme(asked: str, *, is_secure: bool) -> Checked:
    """Judge whether Mire knows that it is reached over TLS."""
    if asked == "https" and not (is_secure and settings.IS_TLS):
        return wrong(
            "scheme",
            text(
                "TLS : Mire ne sait pas qu'on le joint en https ; mettez MIRE_TLS=1, et "
                "que le mandataire envoie X-Forwarded-Proto."
            ),
        )
    if asked == "http":
        return mind("scheme", text("TLS : tout passe en clair sur cette adresse."))
    return well("scheme", text("TLS : Mire sait qu'on le joint en https."))


def told_address(asked: str, told: str) -> Checked:
    """Judge whether links and codes to scan carry the address that people come in by."""
    if told != asked:
        return mind(
            "address",
            text(
                "Adresse : les liens et les codes à flasher portent %(told)s ; s'il le faut, "
                "mettez MIRE_ADDRESS=%(asked)s.",
                told=told,
                asked=asked,
            ),
        )
    return well("address", text("Adresse : les liens et les codes à flasher portent celle-ci."))


def named(asked: str, seen: str) -> Checked:
    """Judge whether the name that people type arrives."""
    if asked != seen:
        return wrong(
            "host",
            text(
                "Nom : Mire reçoit « %(seen)s » au lieu de « %(asked)s » ; que le "
                "mandataire transmette Host.",
                seen=seen,
                asked=asked,
            ),
        )
    return well("host", text("Nom : Mire reçoit celui qu'on demande."))


def forwarded(*, is_forwarded: bool, is_believed: bool) -> Checked:
    """Judge whether people's own addresses arrive."""
    if is_forwarded and not is_believed:
        return wrong(
            "forwarded",
            text("Mandataire : son X-Forwarded-For n'est pas cru ; nommez-le dans MIRE_PROXY."),
        )
    if is_forwarded:
        return well("forwarded", text("Mandataire : l'adresse des personnes arrive jusqu'à Mire."))
    if settings.PROXIES:
        return wrong(
            "forwarded",
            text(
                "Mandataire : il n'envoie pas X-Forwarded-For ; tout le monde partage son adresse."
            ),
        )
    return well("forwarded", text("Mandataire : aucun, ou il ne dit rien de lui."))


def buffered(arrived: Sequence[float]) -> Checked:
    """Judge whether lines sent over a second come as they are sent, or together."""
    if arrived[-1] - arrived[0] < BEATS_TOGETHER:
        return wrong(
            "stream",
            text(
                "Flux : le mandataire les retient ; ôtez sa mémoire tampon (proxy_buffering off)."
            ),
        )
    return well("stream", text("Flux : ils passent sans attendre."))
