"""Secrets typed into a config are refused by path, and not said again."""

from __future__ import annotations

import secrets

import pytest

from agents.living.config import inline, reading
from agents.living.config.reading import BadConfig
from tests.agents.living.configs import example

HEADERS = "tools__0__execution__headers"
ISSUED = [
    "sk-proj-abcDEF0123456789abcDEF01",
    "sk-ant-api03-abcDEF0123456789_abc",
    "ghp_0123456789abcdefghijABCDEFGHIJ012345",
    "github_pat_11AAAAAAA0abcdefghijkl_mnop",
    "xoxb-1234567890-abcdefghij",
    "AKIAIOSFODNN7EXAMPLE",
    "glpat-abcdefghij0123456789",
    "AIzaSyA-0123456789abcdefghijklmnopqrstu",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abc_def",
    "-----BEGIN RSA PRIVATE KEY-----",
]
TYPED = [
    "Bearer hunter2hunter2",
    "Basic dXNlcjpwYXNz",
    "Token abcdefgh",
    "3f9c04ab71d2e85b60aa19cd47f2b8e3",
]
INNOCENT = [
    "Bearer ${env.TOKEN}",
    "Basic ${env.TOKEN}",
    "application/vnd.github.v3+json",
    "3f2b8c1e-7a4d-4e0b-9c55-0a1b2c3d4e5f",
    "2023-06-01",
    "text/html,application/xhtml+xml;q=0.9",
    "a-tenant-with-a-long-name",
    "token",
    "sk-",
]


def mistakes(changes):
    with pytest.raises(BadConfig) as told:
        reading.checked(example(**changes))
    return {mistake.path: mistake.sentence for mistake in told.value.mistakes}


@pytest.mark.parametrize("secret", ISSUED)
def test_a_key_is_refused_wherever_it_stands(secret):
    for path, value in {
        "agent__system": f"Use {secret} to sign in.",
        "tools__0__execution__url": f"https://x.example/?key={secret.replace(' ', '')}",
        HEADERS: {"X-Key": secret},
    }.items():
        [(_, sentence)] = mistakes({path: value}).items()
        assert "looks like a secret, which a config must not hold; write ${env.NAME}" in sentence
        assert secret not in sentence


@pytest.mark.parametrize("value", TYPED)
def test_a_credential_in_a_header_is_refused_by_path(value):
    found = mistakes({HEADERS: {"Authorization": value}})

    assert list(found) == ["tools[0].execution.headers.Authorization"]
    assert value not in str(found)


def test_random_values_in_headers_are_refused():
    found = [secrets.token_urlsafe(32) for _ in range(200)]
    found += [secrets.token_hex(20) for _ in range(200)]

    assert [value for value in found if not inline.is_literal(value)] == []


@pytest.mark.parametrize("value", INNOCENT)
def test_what_is_no_secret_is_taken(value):
    taken = reading.checked(example(**{HEADERS: {"X-Value": value}}))

    assert taken.tools[0].execution.headers == {"X-Value": value}


def test_a_prompt_may_speak_of_keys_and_of_long_words():
    words = "A key such as sk-… or ghp_… belongs nowhere. 7f9c04ab7f9c04ab7f9c04ab7f9c04ab"

    assert reading.checked(example(agent__system=words)).agent.system == words
