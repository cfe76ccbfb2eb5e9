"""The tests: databases of their own in a temporary folder, warnings as errors."""

import atexit
import os
import shutil
import tempfile

_folder = tempfile.mkdtemp(prefix="mire-tests-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
os.environ["MIRE_DATA"] = _folder
os.environ["MIRE_SECRET_KEY"] = "only for tests, where it protects nothing at all"  # noqa: S105

from mire.config.settings.base import *
from mire.config.settings.base import DATA, DATABASES, TEMPLATES

ALLOWED_HOSTS = ["*"]
STORAGES = {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
SERVESTATIC_USE_FINDERS = True
for _alias, _database in DATABASES.items():
    if "sqlite" in str(_database["ENGINE"]):
        _database["TEST"] = {"NAME": DATA / f"test-{_alias}.sqlite3"}
    # A server's thread keeps no connection for the tests that come after.
    _database["CONN_MAX_AGE"] = 0
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = "⟦unknown: %s⟧"
HAS_PROPOSALS = False  # a process for each worker; the tests of proposals put them on
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
