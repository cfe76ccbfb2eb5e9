"""Which identity providers sign people in, as the environment names them."""

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

KEY = re.compile(r"[a-z][a-z0-9]{0,19}")
PROCONNECT = "proconnect"


def providers_of(environment: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Return the providers by key: ``kind``, ``name``, ``url``, ``client``, ``secret``.

    ``MIRE_OIDC`` lists keys, joined by commas; ``MIRE_OIDC_KEY_URL`` and so on describe each.
    ``MIRE_PROCONNECT_URL`` and so on describe ProConnect. Raises ``ImproperlyConfigured``.
    """
    found = {}
    for key in filter(None, (each.strip() for each in environment.get("MIRE_OIDC", "").split(","))):
        if not KEY.fullmatch(key) or key == PROCONNECT:
            message = f"MIRE_OIDC : « {key} » : a key is made of small letters and digits"
            raise ImproperlyConfigured(message)
        found[key] = _read(environment, f"MIRE_OIDC_{key.upper()}", "oidc", key)
    if environment.get("MIRE_PROCONNECT_URL"):
        found[PROCONNECT] = _read(environment, "MIRE_PROCONNECT", PROCONNECT, "ProConnect")
    return found


def _read(environment: Mapping[str, str], before: str, kind: str, name: str) -> dict[str, str]:
    read = {"kind": kind, "name": environment.get(f"{before}_NAME", name)}
    for part in ("url", "client", "secret"):
        read[part] = environment.get(f"{before}_{part.upper()}", "")
        if not read[part]:
            message = f"{before}_{part.upper()} : not set"
            raise ImproperlyConfigured(message)
    if urlsplit(read["url"]).scheme not in ("https", "http"):
        message = f"{before}_URL : give the provider's address, https://…"
        raise ImproperlyConfigured(message)
    return read
