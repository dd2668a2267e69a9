"""Reads the environment through django-environ and refuses misspelt values."""

import re
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

TRUE_WORDS = ("true", "yes", "on", "1")
FALSE_WORDS = ("false", "no", "off", "0", "")
NUMBER = re.compile(r"[0-9]{1,9}")


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


def read_env_file(path: Path, *, known: frozenset[str]) -> None:
    """Load PATH into the environment; refuse names that no setting reads."""
    if not path.is_file():
        return
    named = {
        line.removeprefix("export ").split("=", 1)[0].strip()
        for line in path.read_text().splitlines()
        if "=" in line and not line.lstrip().startswith("#")
    }
    unknown = sorted(named - known)
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
