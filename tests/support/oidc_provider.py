"""A real OpenID Connect provider, in a process of its own: ``python -m … PORT FOLDER CALLBACK``.

It is django-allauth's, with a page that signs in whoever the cookie ``as`` names.
"""

import sys
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, make_server

import django
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings

CLIENT, SECRET = "mire", "a secret of the tests"
PEOPLE = {"reader": True, "somebody": True, "ambassador": False}
"""Who has an account there, and whether their address is verified."""


def configure(folder: Path) -> None:
    """Set up a Django of its own."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    settings.configure(
        SECRET_KEY="only for tests",
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF="tests.support.oidc_provider_urls",
        INSTALLED_APPS=[
            "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions",
            "allauth", "allauth.account", "allauth.idp.oidc",
        ],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "allauth.account.middleware.AccountMiddleware",
        ],
        TEMPLATES=[
            {"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}
        ],
        DATABASES={
            "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": folder / "provider.sqlite3"}
        },
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        USE_TZ=True,
        IDP_OIDC_PRIVATE_KEY=key.decode(),
    )  # fmt: skip
    django.setup()


def fill(callback: str) -> None:
    """Make its tables, its people and its one client."""
    from allauth.account.models import EmailAddress
    from allauth.idp.oidc.models import Client
    from django.contrib.auth import get_user_model
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    for name, verified in PEOPLE.items():
        email = f"{name}@example.org"
        user = get_user_model().objects.create_user(name, email)
        EmailAddress.objects.create(user=user, email=email, verified=verified, primary=True)
    client = Client(id=CLIENT, name="Mire", scopes="openid\nemail\nprofile", skip_consent=True)
    client.redirect_uris = callback
    client.set_secret(SECRET)
    client.save()


class Quiet(WSGIRequestHandler):
    """Writes nothing of what it serves."""

    def log_request(self, *args: object) -> None:
        """Say nothing."""


def main() -> None:
    """Serve until killed."""
    from django.core.wsgi import get_wsgi_application

    port, folder, callback = sys.argv[1:]
    configure(Path(folder))
    fill(callback)
    application = get_wsgi_application()
    with make_server("127.0.0.1", int(port), application, handler_class=Quiet) as server:
        server.serve_forever()


if __name__ == "__main__":
    main()
