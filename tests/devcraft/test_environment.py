from __future__ import annotations

import os

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import send_mail

from devcraft.environment import StrictEnv, read_env_file, secret_from_file, secrets
from devcraft.mail import Console
from tests.devcraft.processes import last_line, manage

BAD_VALUES = {
    "DEBUG": ["ture", "y", "2", "None"],
    "HTTPS": ["oui", "tru"],
    "PORT": ["eighty", "0", "65536", "80.5", "-1", "٨٠", "", "9" * 5000],
    "WORKERS": ["0", "65", "many"],
    "LOG_LEVEL": ["loud", "debug"],
    "OUTBOUND_ALLOWED": ["localhost:11434"],
}
NO_ORIGINS = [
    *("localhost:11434", "http://localhost", "ftp://localhost:21", "http://*:80", "http://x:0"),
    *("http://localhost:11434/", "http://u@localhost:1", "http://[::1:80", "http://x:99999"),
]
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

    assert (os.environ["PORT"], os.environ["HOST"]) == ("9000", "0.0.0.0")


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


def test_origins_are_exact_and_in_small_letters(monkeypatch):
    monkeypatch.setenv("ALLOWED", "HTTP://Localhost:11434, https://[::1]:8443")

    assert StrictEnv().origins("ALLOWED") == ["http://localhost:11434", "https://[::1]:8443"]


@pytest.mark.parametrize("word", NO_ORIGINS)
def test_what_is_no_exact_origin_is_refused(env, monkeypatch, word):
    monkeypatch.setenv("ALLOWED", word)

    with pytest.raises(ImproperlyConfigured, match="ALLOWED must list exact origins such as"):
        env.origins("ALLOWED")


def test_secrets_of_agents_are_read_by_their_prefix_and_never_spelled_out():
    found = secrets({"AGENT_SECRET_JIRA": "abcdefgh", "AGENT_SECRET_": "x", "SECRET_KEY": "y"})

    assert dict(found) == {"AGENT_SECRET_JIRA": "abcdefgh"}
    assert (repr(found), f"{found}") == ("<1 secrets>", "<1 secrets>")


def test_the_env_file_may_hold_secrets_of_agents(tmp_path, monkeypatch):
    monkeypatch.setenv("AGENT_SECRET_JIRA", "from outside")
    file = tmp_path / ".env"
    file.write_text("AGENT_SECRET_JIRA=abcdefgh\n")

    read_env_file(file, known=frozenset())

    assert secrets()["AGENT_SECRET_JIRA"] == "from outside"


def test_a_mail_address_is_read_and_a_misspelt_one_refused(monkeypatch):
    env = StrictEnv()
    monkeypatch.setenv("MAIL", "smtp+tls://ada:pass%20word@mail.lan:587")
    found = env.mail("MAIL", default="consolemail://")
    assert (found["EMAIL_HOST"], found["EMAIL_PORT"]) == ("mail.lan", 587)
    assert (found["EMAIL_HOST_PASSWORD"], found["EMAIL_USE_TLS"]) == ("pass word", True)
    monkeypatch.delenv("MAIL")
    assert env.mail("MAIL", default="consolemail://") == {"EMAIL_BACKEND": "devcraft.mail.Console"}

    monkeypatch.setenv("MAIL", "stmp://mail.lan")
    with pytest.raises(ImproperlyConfigured, match="MAIL must start with one of smtp://"):
        env.mail("MAIL", default="consolemail://")


def test_mail_on_a_console_leaves_reports_on_the_standard_output_alone(capsys):
    send_mail("Said", "once", "a@b.example", ["c@d.example"], connection=Console())

    out, err = capsys.readouterr()
    assert (out, "Subject: Said" in err) == ("", True)
