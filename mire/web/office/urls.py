"""Addresses of the office. Keys are random: an address tells nothing of how many there are."""

from django.urls import include, path, register_converter

from mire.programme.keys import LENGTH, LETTERS
from mire.web.office.accounts import first_start, signing
from mire.web.office.home import views as home
from mire.web.office.people import views as people
from mire.web.office.settings import views as settings


class KeyConverter:
    """A key of a row of the office."""

    regex = f"[{LETTERS}]{{{LENGTH}}}"

    def to_python(self, value: str) -> str:
        """Return a key as it is written."""
        return value

    def to_url(self, value: str) -> str:
        """Return a key as it is written."""
        return value


register_converter(KeyConverter, "key")

of_programme = [
    path("", home.home, name="office_home"),
    path("personnes", people.people, name="office_people"),
    path("personnes/ajouter", people.new_person, name="office_new_person"),
    path("reglages", settings.settings_page, name="office_settings"),
    path("reglages/journal", settings.journal, name="office_journal"),
]

urlpatterns = [
    path("premier-demarrage/<slug:secret>", first_start.first_start, name="first_start"),
    path("compte/entrer", signing.sign_in, name="sign_in"),
    path("compte/lien/<slug:secret>", signing.by_link, name="sign_in_by_link"),
    path("compte/sortir", signing.sign_out, name="sign_out"),
    path("programmes", signing.programmes, name="programmes"),
    path("programme/<key:programme>/", include(of_programme)),
]
