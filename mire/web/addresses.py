"""Addresses that phones reach, as text and as a QR code."""

import io

import segno
from django.conf import settings
from django.http import HttpRequest
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _


def public_address(request: HttpRequest) -> str:
    """Return where phones reach this installation.

    The operator's own setting; else the address of this page, unless it was opened on the
    server itself, where the server's address on its network is right for others.
    """
    host = request.get_host()
    name = host.rsplit(":", 1)[0].strip("[]")
    is_local = name == "localhost" or name.startswith("127.") or name == "::1"
    if settings.PUBLIC_ADDRESS or is_local:
        given: str = settings.PUBLIC_ADDRESS or settings.NETWORK_ADDRESS
        if given:
            return given
    return f"{request.scheme}://{host}"


def qr_svg(address: str) -> str:
    """Return a QR code of ``address`` as an inline SVG."""
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        out,
        kind="svg",
        xmldecl=False,
        svgns=True,
        border=4,
        dark="#16213E",
        light="#FFFFFF",
        svgclass="qr-code",
        lineclass=None,
        omitsize=True,
        nl=False,
    )
    name = _("Code à flasher, pour la même adresse")
    said = f'<svg role="img" aria-label="{escape(name)}"'
    return mark_safe(out.getvalue().decode().replace("<svg", said, 1))  # noqa: S308
