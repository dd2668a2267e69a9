"""The kinds of text a config holds, each with what is wrong when it is another."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Annotated, Any, TypeVar
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticCustomError

from devcraft.environment import SECRET_PREFIX

REFERENCE = re.compile(r"\$\{([^}]*)\}?")
SECRET = re.compile(r"env\.[A-Z][A-Z0-9_]{0,63}")
REFERENCE_ALONE = re.compile(rf"\$\{{{SECRET.pattern}\}}")
HEADER = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}")
OURS_TO_SET = {"connection", "content-length", "host", "te", "trailer", "transfer-encoding"}
IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,63}")
DIGEST = re.compile(r"[0-9a-f]{64}")
Checked = TypeVar("Checked")


class Part(BaseModel):
    """A piece of a config: no unknown keys, no value bent into another type."""

    model_config = ConfigDict(
        alias_generator=to_camel, extra="forbid", strict=True, frozen=True, allow_inf_nan=False
    )


def wrong(words: str) -> PydanticCustomError:
    """An error whose sentence is its path and WORDS."""
    return PydanticCustomError("house", "{words}", {"words": words})


def matching(pattern: re.Pattern[str], words: str) -> AfterValidator:
    def check(text: str) -> str:
        if not pattern.fullmatch(text):
            raise wrong(f"must be {words}.")
        return text

    return AfterValidator(check)


def not_yet(*names: str, instead: str) -> BeforeValidator:
    """Refuse what the document knows and this version does not do, by its name."""

    def check(value: Any) -> Any:
        if isinstance(value, str) and value in names:
            raise wrong(f"cannot be {value} yet; use {instead}.")
        return value

    return BeforeValidator(check)


def once(of: Callable[[Checked], str] = str) -> AfterValidator:
    """Refuse a list that says something twice."""

    def check(items: list[Checked]) -> list[Checked]:
        names = [of(item) for item in items]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            raise wrong(f"names {twice} twice.")
        return items

    return AfterValidator(check)


def _url(text: str) -> str:
    try:
        parts = urlsplit(text)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname)
        _ = parts.port
    except ValueError:
        usable = False
    if not usable or re.search(r"[\s\\\x00-\x1f\x7f]", text):
        raise wrong("must be an address such as https://example.org/search.")
    if parts.username is not None or parts.password is not None:
        raise wrong("must not hold a user or password; secrets go into header values.")
    if "{{" in text:
        raise wrong("cannot hold {{…}} yet; arguments are sent as query or body.")
    return text


def _headers(headers: dict[str, str]) -> dict[str, str]:
    for name, value in headers.items():
        if not HEADER.fullmatch(name) or name.lower() in OURS_TO_SET:
            raise wrong(f"cannot set a header {name[:64]!r}.")
        if not value.isprintable() or not value.isascii():
            raise wrong(f"must give {name} in printable ASCII on one line.")
        for reference in REFERENCE.finditer(value):
            if not (SECRET.fullmatch(reference[1]) and reference[0].endswith("}")):
                raise wrong(f"must write secrets in {name} as ${{env.NAME}}, in capitals.")
    if len({name.lower() for name in headers}) < len(headers):
        raise wrong("names a header twice.")
    return headers


def secrets_in(value: str) -> list[str]:
    """Names of the environment variables that the header VALUE refers to.

    `${env.X}` reads the variable AGENT_SECRET_X, so that no other can be reached.
    """
    return [_variable(found) for found in REFERENCE.finditer(value)]


def filled(value: str, secrets: Mapping[str, str]) -> str:
    """The header VALUE with SECRETS, by variable, for its references; what they hold is kept."""
    return REFERENCE.sub(lambda found: secrets[_variable(found)], value)


def _variable(found: re.Match[str]) -> str:
    return SECRET_PREFIX + found[1].removeprefix("env.").removeprefix(SECRET_PREFIX)


@cache
def zones() -> frozenset[str]:
    """The names of all zones; looking them up reads the disk."""
    return frozenset(available_timezones())


def _zone(name: str) -> str:
    if name not in zones():
        raise wrong("must be a zone such as Europe/Berlin.")
    return name


Name = Annotated[str, Field(min_length=1, max_length=80)]
Prose = Annotated[str, Field(max_length=2_000)]
Prompt = Annotated[str, Field(max_length=100_000)]
Identifier = Annotated[
    str,
    Field(max_length=64, json_schema_extra={"pattern": f"^{IDENTIFIER.pattern}$"}),
    matching(IDENTIFIER, "letters, digits, _ and - that begin with a letter or _"),
]
Digest = Annotated[
    str,
    Field(max_length=64, json_schema_extra={"pattern": f"^{DIGEST.pattern}$"}),
    matching(DIGEST, "a SHA-256 of 64 small hex digits"),
]
Url = Annotated[str, Field(max_length=2_000), AfterValidator(_url)]
HeaderValue = Annotated[str, Field(max_length=2_000)]
Headers = Annotated[dict[str, HeaderValue], Field(max_length=32), AfterValidator(_headers)]
SecretName = Annotated[
    str,
    Field(max_length=100, json_schema_extra={"pattern": f"^{REFERENCE_ALONE.pattern}$"}),
    matching(REFERENCE_ALONE, "a reference such as ${env.NAME}, in capitals, never the key itself"),
]
Zone = Annotated[str, Field(max_length=64), AfterValidator(_zone)]
