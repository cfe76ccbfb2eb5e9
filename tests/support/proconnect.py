"""A stand-in as strict as ProConnect: what it doesn't know, or finds too short, it refuses."""

import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "mire", "a secret of the tests"
AUTHORIZE = {"response_type", "client_id", "redirect_uri", "scope", "state", "nonce"}
TOKEN = {"grant_type", "code", "redirect_uri", "client_id", "client_secret"}
END = {"id_token_hint", "state", "post_logout_redirect_uri"}
SCOPES = {"openid", "given_name", "usual_name", "email"}
SHORTEST = 32


@dataclass
class StandIn:
    """The stand-in's memory, and how it misbehaves: ``fault`` is "" or a word of the tests."""

    callback: str
    address: str = ""
    email: str = "reader@example.org"
    fault: str = ""
    refused: list[str] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    key: rsa.RSAPrivateKey = field(
        default_factory=lambda: rsa.generate_private_key(public_exponent=65537, key_size=2048)
    )
    other: rsa.RSAPrivateKey = field(
        default_factory=lambda: rsa.generate_private_key(public_exponent=65537, key_size=2048)
    )

    def signed(self, claims: dict[str, Any], *, by: rsa.RSAPrivateKey | None = None) -> str:
        told = {"iss": self.address, "aud": CLIENT, "iat": time.time(), **claims}
        told["exp"] = time.time() + 60
        return jwt.encode(told, by or self.key, algorithm="RS256", headers={"kid": "one"})

    def jwks(self) -> dict[str, Any]:
        key = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [{**key, "kid": "one", "alg": "RS256", "use": "sig"}]}

    def authorize(self, asked: dict[str, str]) -> str:
        """Return where the browser goes, or raise ``ValueError`` for what is refused."""
        if set(asked) != AUTHORIZE:
            msg = f"parameters {sorted(set(asked) ^ AUTHORIZE)}"
            raise ValueError(msg)
        for name in ("state", "nonce"):
            if len(asked[name]) < SHORTEST:
                msg = f"short {name}"
                raise ValueError(msg)
        if (asked["client_id"], asked["redirect_uri"]) != (CLIENT, self.callback):
            raise ValueError("client")
        if not set(asked["scope"].split()) <= SCOPES or asked["response_type"] != "code":
            raise ValueError("scope")
        if self.fault == "cancelled":
            told = {"error": "access_denied", "state": asked["state"]}
            return f"{self.callback}?{urlencode(told)}"
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        return f"{self.callback}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, asked: dict[str, str], authorization: str | None) -> dict[str, Any]:
        if authorization or set(asked) != TOKEN:
            msg = f"token {sorted(set(asked) ^ TOKEN)}"
            raise ValueError(msg)
        if (asked["client_id"], asked["client_secret"]) != (CLIENT, SECRET):
            raise ValueError("secret")
        nonce = self.codes.pop(asked["code"])["nonce"]
        claims = {"sub": "abc", "nonce": "another" if self.fault == "nonce" else nonce}
        by = self.other if self.fault == "id_token" else None
        return {
            "access_token": "access",
            "token_type": "Bearer",
            "id_token": self.signed(claims, by=by),
        }

    def userinfo(self) -> tuple[str, str]:
        claims = {
            "sub": "xyz" if self.fault == "sub" else "abc",
            "email": self.email,
            "given_name": "Personne",
            "usual_name": "Reader",
        }
        if self.fault == "json":
            return "application/json", json.dumps(claims)
        if self.fault == "unsigned":
            return "application/jwt", jwt.encode(claims, None, algorithm="none")
        if self.fault == "hs256":
            told = {**claims, "iss": self.address, "aud": CLIENT}
            return "application/jwt", jwt.encode(told, "x" * 32, headers={"kid": "one"})
        return "application/jwt", self.signed(
            claims, by=self.other if self.fault == "signer" else None
        )

    def end(self, asked: dict[str, str]) -> str:
        if set(asked) != END or len(asked["state"]) < SHORTEST:
            raise ValueError("end")
        jwt.decode(asked["id_token_hint"], self.key.public_key(), ["RS256"], audience=CLIENT)
        return asked["post_logout_redirect_uri"]


class _Handler(BaseHTTPRequestHandler):
    stand_in: StandIn

    def do_GET(self) -> None:
        told = self.stand_in
        parts = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if told.fault == "down":
            self._answer(503, "text/plain", "")
        elif parts.path == "/.well-known/openid-configuration":
            here = told.address
            self._json({
                "issuer": here, "authorization_endpoint": f"{here}/authorize",
                "token_endpoint": f"{here}/token", "userinfo_endpoint": f"{here}/userinfo",
                "jwks_uri": f"{here}/jwks", "end_session_endpoint": f"{here}/end",
            })  # fmt: skip
        elif parts.path == "/jwks":
            self._json(told.jwks())
        elif parts.path == "/userinfo" and self.headers["Authorization"] == "Bearer access":
            self._answer(200, *told.userinfo())
        elif parts.path in ("/authorize", "/end"):
            act = told.authorize if parts.path == "/authorize" else told.end
            try:
                self._answer(302, "text/plain", "", to=act(asked))
            except ValueError as error:
                self._refuse(error)
        else:
            self._answer(404, "text/plain", "")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        asked = {name: values[0] for name, values in parse_qs(body).items()}
        try:
            self._json(self.stand_in.token(asked, self.headers["Authorization"]))
        except ValueError as error:
            self._refuse(error)

    def _refuse(self, error: ValueError) -> None:
        self.stand_in.refused.append(str(error))
        self._answer(400, "text/plain", str(error))

    def _json(self, told: dict[str, Any]) -> None:
        self._answer(200, "application/json", json.dumps(told))

    def _answer(self, status: int, kind: str, body: str, *, to: str = "") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        if to:
            self.send_header("Location", to)
        self.end_headers()
        self.wfile.write(body.encode())

    def log_request(self, *args: object) -> None:
        """Say nothing."""


@contextmanager
def proconnect(callback: str) -> Iterator[StandIn]:
    """Serve the stand-in on a port of its own."""
    told = StandIn(callback)
    handler = type("Handler", (_Handler,), {"stand_in": told})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        told.address = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield told
        finally:
            server.shutdown()
            thread.join()
