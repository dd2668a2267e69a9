from __future__ import annotations

import ast
import json
import re

import pytest
from django.conf import global_settings
from django.conf import settings as active

from devcraft import settings
from tests.devcraft.processes import ROOT, manage, run
from tests.devcraft.visiting import APPS
from tests.parsing import parsed

SOURCE = (ROOT / "devcraft/settings.py").read_text()
READ_BY_PACKAGES = re.compile("AXES_|CONTENT_SECURITY_POLICY$")
SHOW = """
import json, django
from django.conf import settings
print(json.dumps([settings.DEBUG, settings.ALLOWED_HOSTS, settings.HOST, settings.PORT,
    settings.SESSION_COOKIE_SECURE, settings.SESSION_COOKIE_NAME, settings.SECURE_HSTS_SECONDS,
    settings.CSRF_COOKIE_HTTPONLY, settings.DATABASES["default"]["NAME"]]))
"""


def environment_names():
    """The first argument of every env.…("NAME", …) call in settings.py."""
    calls = (node for node in ast.walk(parsed(SOURCE)) if isinstance(node, ast.Call))
    return {
        call.args[0].value
        for call in calls
        if isinstance(call.func, ast.Attribute)
        and isinstance(call.func.value, ast.Name)
        and call.func.value.id == "env"
    }


def own_settings():
    names = {name for name in vars(settings) if name.isupper()}
    foreign = {name for name in names if READ_BY_PACKAGES.match(name)}
    return sorted(names - set(dir(global_settings)) - foreign - {"NONE", "SELF", "ROOT_URLCONF"})


def shown(**environment):
    return json.loads(run("-c", SHOW, **environment).stdout)


def test_every_name_that_is_read_is_known_and_the_other_way_round():
    assert environment_names() == settings.NAMES


def test_the_example_lists_exactly_the_names_that_are_read():
    example = (ROOT / ".env.example").read_text()

    listed = re.findall(r"^# ([A-Z_]+)=", example, re.MULTILINE)

    assert sorted(listed) == sorted(settings.NAMES)


def test_only_the_settings_read_the_environment():
    files = [*ROOT.glob("devcraft/**/*.py"), *ROOT.glob("missions/**/*.py")]
    readers = re.compile(r"os\.environ(?!\.setdefault\(\"DJANGO_SETTINGS_MODULE\")|os\.getenv")

    assert [str(file) for file in files if readers.search(file.read_text())] == []


@pytest.mark.parametrize("name", own_settings())
def test_every_setting_of_ours_is_used(name):
    files = [file for app in APPS for file in ROOT.glob(f"{app}/**/*.py")]
    uses = SOURCE.count(name) - SOURCE.count(f'"{name}"') - 1
    uses += sum(file.read_text().count(f"settings.{name}") for file in files)

    assert uses > 0


def test_without_any_environment_the_defaults_are_safe():
    found = shown()

    assert found == [
        False,
        ["localhost", "127.0.0.1", "[::1]"],
        "127.0.0.1",
        8000,
        False,
        "devcraft",
        0,
        True,
        str(ROOT / "var/devcraft.sqlite3"),
    ]


def test_behind_tls_cookies_are_secure_and_bound_to_the_host():
    found = shown(HTTPS="true")

    assert found[4:8] == [True, "__Host-devcraft", 31_536_000, True]


def test_the_deployment_check_is_clean_behind_tls(tmp_path):
    tmp_path.chmod(0o700)

    result = manage("check", "--deploy", "--fail-level=INFO", HTTPS="true", DATA_DIR=str(tmp_path))

    assert (result.returncode, result.stderr) == (0, "")


def test_the_deployment_check_is_not_deaf(tmp_path):
    tmp_path.chmod(0o755)

    result = manage("check", "--deploy", "--fail-level=INFO", DATA_DIR=str(tmp_path))

    assert {"security.W004", "devcraft.W002"} <= set(re.findall(r"\w+\.W\d+", result.stderr))


def test_no_migration_is_missing(tmp_path):
    database = f"sqlite:///{tmp_path}/desk.sqlite3"

    result = manage("makemigrations", "--check", "--dry-run", DATABASE_URL=database)

    assert (result.returncode, result.stdout) == (0, "No changes detected\n")


@pytest.mark.parametrize("name", ["CONTENT_SECURITY_POLICY", "MIDDLEWARE", "X_FRAME_OPTIONS"])
def test_tests_run_under_the_rules_of_production(name):
    assert getattr(active, name) == getattr(settings, name)
