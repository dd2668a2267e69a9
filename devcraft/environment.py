"""Reads the environment through django-environ and refuses misspelt values."""

import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

CONSOLE = "devcraft.mail.Console"
MAIL_SCHEMES = ("smtp", "smtp+tls", "smtp+ssl", "consolemail", "dummymail")
TRUE_WORDS = ("true", "yes", "on", "1")
FALSE_WORDS = ("false", "no", "off", "0", "")
NUMBER = re.compile(r"[0-9]{1,9}")
HOST = re.compile(r"[a-z0-9._-]+|[0-9a-f:.]+")
SECRET_PREFIX = "AGENT_SECRET_"  # noqa: S105 -- the name of variables, not a secret
"""Variables that agents' headers may name; see docs/decisions/0011."""
KEPT_SECRET = ("SECRET_KEY", "OPENAI_API_KEY", "ANTHROPIC_API_KEY", "EMAIL_URL")
SECRET = re.compile(SECRET_PREFIX + r"[A-Z][A-Z0-9_]{0,63}")


class StrictEnv(environ.Env):  # type: ignore[misc]  # django-environ has no types
    """django-environ reads a misspelt boolean as false; this one says so instead."""

    def flag(self, name: str, *, default: bool) -> bool:
        word = self.str(name, default=str(default)).strip().lower()
        if word in TRUE_WORDS:
            return True
        if word in FALSE_WORDS:
            return False
        raise ImproperlyConfigured(f"{name} must be true or false, not {word!r}.")

    def whole_number(self, name: str, *, default: int, least: int, most: int) -> int:
        text = self.str(name, default=str(default)).strip()
        if not (NUMBER.fullmatch(text) and least <= int(text) <= most):
            raise ImproperlyConfigured(
                f"{name} must be a whole number from {least} to {most}, not {text[:20]!r}."
            )
        return int(text)

    def one_of(self, name: str, *, default: str, words: tuple[str, ...]) -> str:
        word: str = self.str(name, default=default).strip()
        if word not in words:
            raise ImproperlyConfigured(f"{name} must be one of {', '.join(words)}, not {word!r}.")
        return word

    def names(self, name: str, *, default: list[str]) -> list[str]:
        return [part.strip() for part in self.list(name, default=default) if part.strip()]

    def origins(self, name: str) -> list[str]:
        """Exact origins, each with its port: https://models.lan:8443."""
        return [_origin(word, name) for word in self.names(name, default=[])]

    def mail(self, name: str, *, default: str) -> dict[str, object]:
        """Django's settings for an address such as smtp+tls://user:password@mail.lan:587."""
        url = self.str(name, default=default)
        if url.split("://")[0] not in MAIL_SCHEMES:
            words = ", ".join(f"{scheme}://" for scheme in MAIL_SCHEMES)
            raise ImproperlyConfigured(f"{name} must start with one of {words}.")
        try:
            found = {word: value for word, value in self.email_url_config(url).items() if value}
        except ValueError as error:
            raise ImproperlyConfigured(f"{name} must be a mail server's address.") from error
        return found | ({"EMAIL_BACKEND": CONSOLE} if url.startswith("consolemail") else {})

    def database(self, name: str, *, default: str) -> dict[str, object]:
        url = self.str(name, default=default)
        if not url.startswith(("sqlite:///", "postgres://", "postgresql://")):
            raise ImproperlyConfigured(
                f"{name} must start with sqlite:///, postgres:// or postgresql://."
            )
        try:
            return dict(self.db_url_config(url))
        except ValueError as error:
            raise ImproperlyConfigured(f"{name} must be a database's address: {error}.") from error


def _origin(word: str, name: str) -> str:
    if word.lower() != _spelled(word):
        raise ImproperlyConfigured(
            f"{name} must list exact origins such as http://localhost:11434, not {word[:80]!r}."
        )
    return word.lower()


def origin_of(name: str, url: str) -> list[str]:
    """The origin of URL, which the variable NAME holds; none of an empty one."""
    parts = urlsplit(url)
    port = {"http": 80, "https": 443}.get(parts.scheme)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    try:
        port = parts.port or port
    except ValueError:
        port = None
    if url and not (host and port):
        raise ImproperlyConfigured(f"{name} must be an address such as http://localhost:11434/v1.")
    return [f"{parts.scheme}://{host}:{port}"] if url else []


def _spelled(word: str) -> str:
    """WORD again from its scheme, host and port; "" when one of them is missing or wrong."""
    try:
        parts = urlsplit(word)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not HOST.fullmatch(host) or not port:
        return ""
    return f"{parts.scheme}://{f'[{host}]' if ':' in host else host}:{port}"


class Secrets(dict[str, str]):
    """Values by variable, which no page, log or traceback spells out."""

    def __repr__(self) -> str:
        return f"<{len(self)} secrets>"


def secrets(variables: Mapping[str, str] = environ.Env.ENVIRON) -> Secrets:
    """What is set for agents' headers, by the whole name of the variable."""
    return Secrets({name: value for name, value in variables.items() if SECRET.fullmatch(name)})


def secret_names() -> list[str]:
    """Variables that are set and that nobody should find in a file."""
    names: list[str] = sorted(environ.Env.ENVIRON)
    return [name for name in names if name in KEPT_SECRET or SECRET.fullmatch(name)]


def for_another(**changes: str) -> dict[str, str]:
    """What a process of its own is started with: this one's variables, and CHANGES."""
    return {**environ.Env.ENVIRON, **changes}


def database_named(name: str) -> str:
    """DATABASE_URL, of another database on the same server."""
    url: str = environ.Env.ENVIRON["DATABASE_URL"]
    return urlsplit(url)._replace(path=f"/{quote(name)}").geturl()


def read_env_file(path: Path, *, known: frozenset[str]) -> None:
    """Load PATH into the environment; refuse names that no setting reads.

    Secrets of agents may have any name that begins with AGENT_SECRET_.
    """
    if not path.is_file():
        return
    named = {
        line.removeprefix("export ").split("=", 1)[0].strip()
        for line in path.read_text().splitlines()
        if "=" in line and not line.lstrip().startswith("#")
    }
    unknown = sorted(name for name in named - known if not SECRET.fullmatch(name))
    if unknown:
        raise ImproperlyConfigured(
            f"{path.name} sets {', '.join(unknown)}, which Devcraft does not read; "
            "the names it reads are listed in .env.example."
        )
    environ.Env.read_env(path)


def secret_from_file(path: Path) -> str:
    try:
        secret = path.read_text().strip()
    except FileNotFoundError as error:
        raise ImproperlyConfigured(
            f"SECRET_KEY is not set and {path} does not exist. Run `make install`, "
            "which writes one, or set SECRET_KEY."
        ) from error
    if not secret:
        raise ImproperlyConfigured(f"SECRET_KEY is not set and {path} is empty. Remove the file.")
    return secret
