from __future__ import annotations

import os

import pytest
from django.core.exceptions import ImproperlyConfigured

from devcraft.environment import StrictEnv, read_env_file, secret_from_file
from tests.devcraft.processes import last_line, manage

BAD_VALUES = {
    "DEBUG": ["ture", "y", "2", "None"],
    "HTTPS": ["oui", "tru"],
    "PORT": ["eighty", "0", "65536", "80.5", "-1", "٨٠", "", "9" * 5000],
    "WORKERS": ["0", "65", "many"],
    "LOG_LEVEL": ["loud", "debug"],
    "DATABASE_URL": [
        "mysql://root@localhost/x",
        "file.sqlite3",
        "sqlite://file",
        "",
        "postgres://devcraft@localhost:port/devcraft",
    ],
}
CASES = [(name, value) for name, values in BAD_VALUES.items() for value in values]


@pytest.fixture
def env():
    return StrictEnv()


def test_this_environment_is_fine_before_a_value_is_spoilt():
    assert manage("check").returncode == 0


@pytest.mark.parametrize(
    ("name", "value"), CASES, ids=[f"{name}={value[:24]}" for name, value in CASES]
)
def test_a_bad_value_is_refused_by_name_at_start(name, value):
    result = manage("check", **{name: value})

    assert result.returncode == 1
    assert last_line(result).startswith("django.core.exceptions.ImproperlyConfigured: " + name)


@pytest.mark.parametrize("word", ["true", "TRUE", " yes ", "on", "1"])
def test_words_for_true(env, monkeypatch, word):
    monkeypatch.setenv("DEBUG", word)

    assert env.flag("DEBUG", default=False) is True


@pytest.mark.parametrize("word", ["false", "No", "off ", "0", ""])
def test_words_for_false(env, monkeypatch, word):
    monkeypatch.setenv("DEBUG", word)

    assert env.flag("DEBUG", default=True) is False


@pytest.mark.parametrize("default", [True, False])
def test_a_flag_that_is_not_set_keeps_its_default(env, monkeypatch, default):
    monkeypatch.delenv("DEBUG", raising=False)

    assert env.flag("DEBUG", default=default) is default


def test_a_number_may_stand_on_either_border(env, monkeypatch):
    monkeypatch.setenv("PORT", "65535")

    assert env.whole_number("PORT", default=8000, least=1, most=65535) == 65535


def test_names_are_trimmed_and_empty_ones_left_out(env, monkeypatch):
    monkeypatch.setenv("ALLOWED_HOSTS", "one.example, two.example,,")

    assert env.names("ALLOWED_HOSTS", default=[]) == ["one.example", "two.example"]


def test_a_bad_number_is_quoted_with_its_range(env, monkeypatch):
    monkeypatch.setenv("PORT", "eighty")

    with pytest.raises(ImproperlyConfigured, match="from 1 to 65535, not 'eighty'"):
        env.whole_number("PORT", default=8000, least=1, most=65535)


def test_a_database_url_of_postgresql_is_read(env, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://devcraft:secret@db.example:5433/desk")

    found = env.database("DATABASE_URL", default="")

    assert (found["ENGINE"], found["HOST"], found["PORT"], found["NAME"]) == (
        "django.db.backends.postgresql",
        "db.example",
        5433,
        "desk",
    )


def test_an_env_file_with_an_unknown_name_is_refused(tmp_path):
    file = tmp_path / ".env"
    file.write_text("PORT=8001\nexport DEBGU=true\n# COMMENT=1\n")

    with pytest.raises(ImproperlyConfigured, match="sets DEBGU, which Devcraft does not read"):
        read_env_file(file, known=frozenset({"PORT"}))


def test_an_env_file_fills_the_environment_and_the_environment_wins(tmp_path, monkeypatch):
    file = tmp_path / ".env"
    file.write_text("PORT=8001\nHOST=0.0.0.0\n")
    monkeypatch.setenv("PORT", "9000")
    monkeypatch.setenv("HOST", "")
    monkeypatch.delenv("HOST")

    read_env_file(file, known=frozenset({"PORT", "HOST"}))

    assert (os.environ["PORT"], os.environ["HOST"]) == ("9000", "0.0.0.0")  # noqa: S104


def test_no_env_file_is_fine(tmp_path):
    assert read_env_file(tmp_path / ".env", known=frozenset()) is None


def test_the_secret_is_read_without_its_line_end(tmp_path):
    file = tmp_path / "secret_key"
    file.write_text("very-secret\n")

    assert secret_from_file(file) == "very-secret"


def test_a_missing_secret_says_what_to_run(tmp_path):
    result = manage("check", SECRET_KEY="", DATA_DIR=str(tmp_path))

    assert last_line(result) == (
        "django.core.exceptions.ImproperlyConfigured: SECRET_KEY is not set and "
        f"{tmp_path}/secret_key does not exist. Run `make install`, which writes one, "
        "or set SECRET_KEY."
    )


def test_an_empty_secret_file_is_refused(tmp_path):
    (tmp_path / "secret_key").write_text("\n")

    result = manage("check", SECRET_KEY="", DATA_DIR=str(tmp_path))

    assert result.returncode == 1
    assert "SECRET_KEY" in last_line(result)
