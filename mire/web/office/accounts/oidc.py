"""OpenID Connect on top of django-allauth: what it asks a provider, what it believes.

Imported where a provider is used: it brings an HTTP client. What the package lacks is here: a state
and a nonce of 256 bits, the nonce checked, every token's signature verified, a userinfo that comes
as a signed JWT, nothing of the page's own address passed on to the provider.
"""

import secrets
from typing import Any, NoReturn

import jwt
import requests
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal.datakit import parse_bool_safely
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialApp, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from mire.web.office.accounts.identity import Identity, answer_identity

ALGORITHMS = frozenset({"RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "ES512"})
"""Signatures by a key that the provider alone holds."""

FAULTS = (
    OAuth2Error,
    requests.RequestException,
    jwt.PyJWTError,
    KeyError,
    TypeError,
    ValueError,
)
"""What a provider that is down, or answers anything, raises."""


class Provider(OpenIDConnectProvider):  # type: ignore[misc]  # the package has no types
    """A provider of the settings; its people have verified addresses, or are refused."""

    scope: tuple[str, ...] = ("openid", "email", "profile")
    has_pkce = True
    vouches_for_addresses = False
    """Whether an address is verified without the provider's saying so, token by token."""
    signs_userinfo = False

    def __init__(self, request: HttpRequest, key: str) -> None:
        told = settings.SIGN_IN_PROVIDERS[key]
        app = SocialApp(
            provider="openid_connect",
            provider_id=key,
            name=told["name"],
            client_id=told["client"],
            secret=told["secret"],
            settings={"server_url": told["url"], "oauth_pkce_enabled": self.has_pkce},
        )
        super().__init__(request, app=app)

    def get_oauth2_adapter(self, request: HttpRequest) -> "Door":
        """Return what talks with the provider."""
        return Door(request, self)

    def name_of(self, claims: dict[str, Any]) -> str:
        """Return the name of who signed in there, "" when it isn't told."""
        return str(claims.get("name") or "")

    def start(self, request: HttpRequest, next_path: str) -> HttpResponse:
        """Lead to the provider, with a state and a nonce that this session alone knows."""
        nonce = secrets.token_urlsafe(32)
        response: HttpResponse = self.redirect(
            request,
            process="login",
            next_url=next_path,
            scope=list(self.scope),
            auth_params={"nonce": nonce},
            nonce=nonce,
            state_id=secrets.token_urlsafe(32),
        )
        return response


class ProConnect(Provider):
    """The State's provider for public agents, which refuses what it doesn't know.

    It knows no PKCE, wants the client's secret in the body, signs its userinfo, names people by
    ``given_name`` and ``usual_name``, and gives an address only by the provider of its domain.
    """

    scope = ("openid", "given_name", "usual_name", "email")
    has_pkce = False
    vouches_for_addresses = True
    signs_userinfo = True

    def name_of(self, claims: dict[str, Any]) -> str:
        """Return the name that somebody uses."""
        parts = (claims.get("given_name"), claims.get("usual_name"))
        return " ".join(str(part) for part in parts if part)


KINDS: dict[str, type[Provider]] = {"oidc": Provider, "proconnect": ProConnect}


class Door(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]  # the package has no types
    """What is said to a provider, and what is believed of its answers."""

    def __init__(self, request: HttpRequest, provider: Provider) -> None:
        self._provider = provider
        self.state: dict[str, Any] = {}
        super().__init__(request, provider.app.provider_id)

    def get_provider(self) -> Provider:
        """Return the provider of the settings; none is in the database."""
        return self._provider

    @property
    def basic_auth(self) -> bool:
        """Say whether the client's secret goes in a header: never to who wants it in the body."""
        return not self._provider.signs_userinfo and bool(super().basic_auth)

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        """Return where the provider sends people back."""
        path = reverse("provider_back", kwargs={"provider": self.provider_id})
        return request.build_absolute_uri(path)

    def complete_login(
        self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any
    ) -> NoReturn:
        """Believe what is signed and was asked for in this session, then answer it."""
        id_token = kwargs["response"]["id_token"]
        told = self._verified(id_token)
        if "exp" not in told or told.get("nonce") != self.state["nonce"]:
            message = "not the token that was asked for"
            raise OAuth2Error(message)
        claims = self._fetch_user_info(token.token)
        if claims.get("sub") != told["sub"]:
            message = "userinfo of somebody else"
            raise OAuth2Error(message)
        is_verified = self._provider.vouches_for_addresses or parse_bool_safely(
            claims.get("email_verified")
        )
        identity = Identity(
            provider=self.provider_id,
            provider_name=self._provider.name,
            email=str(claims.get("email") or "").strip().lower(),
            is_verified=bool(is_verified),
            name=self._provider.name_of(claims),
            id_token=id_token,
            end_address=str(self.openid_config.get("end_session_endpoint") or ""),
        )
        raise ImmediateHttpResponse(answer_identity(request, identity, self.state.get("next", "")))

    def _fetch_user_info(self, access_token: str) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {access_token}"}
        with get_adapter().get_requests_session() as session:
            response = session.get(self.profile_url, headers=headers)
            response.raise_for_status()
        if response.headers.get("Content-Type", "").startswith("application/jwt"):
            return self._verified(response.text)
        if self._provider.signs_userinfo:
            message = "userinfo is not signed"
            raise OAuth2Error(message)
        return dict(response.json())

    def _verified(self, token: str) -> dict[str, Any]:
        if jwt.get_unverified_header(token).get("alg") not in ALGORITHMS:
            message = "not a signature of the provider's own"
            raise OAuth2Error(message)
        return dict(
            jwtkit.verify_and_decode(
                credential=token,
                keys_url=self.openid_config["jwks_uri"],
                issuer=self.openid_config["issuer"],
                audience=self._provider.app.client_id,
                lookup_kid=jwtkit.lookup_kid_jwk,
            )
        )


class Back(OAuth2CallbackView):  # type: ignore[misc]  # the package has no types
    """The way back: keeps the state that the token must answer."""

    def _get_state(self, request: HttpRequest, provider: Provider) -> Any:
        state, refusal = super()._get_state(request, provider)
        self.adapter.state = state or {}
        return state, refusal


def provider_of(request: HttpRequest, key: str) -> Provider:
    """Return a provider of the settings. Raises ``KeyError``."""
    return KINDS[settings.SIGN_IN_PROVIDERS[key]["kind"]](request, key)


def come_back(request: HttpRequest, provider: Provider) -> HttpResponse:
    """Answer who comes back from a provider. Raises one of ``FAULTS``."""
    response: HttpResponse = Back.adapter_view(provider.get_oauth2_adapter(request))(request)
    return response
