"""The project's settings with what tests need: cheap passwords, plain static files."""

import os
import shutil
import tempfile
from pathlib import Path

os.environ.setdefault("SECRET_KEY", "tests-only")

from devcraft.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
AUDIT_SIGNING_KEY_FILE = DATA_DIR / "no_signing_key_in_tests"  # noqa: F405
WHITENOISE_AUTOREFRESH = True
if DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":  # noqa: F405
    DATABASES["default"]["OPTIONS"] = {}  # noqa: F405 -- a pool outlives the test database
else:
    # A file, as in production: threads and processes meet real locks. In memory where there is
    # room, as nobody pulls the plug on a test.
    memory = Path("/dev/shm")  # noqa: S108
    has_room = memory.is_dir() and shutil.disk_usage(memory).free > 2**30
    folder = memory if has_room else tempfile.gettempdir()
    DATABASES["default"]["TEST"] = {"NAME": f"{folder}/devcraft-{os.getpid()}.sqlite3"}  # noqa: F405
