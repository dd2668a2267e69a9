"""References in texts, tags as they are typed: pure rules."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from missions import references, tagging

TEXTS = st.text(st.sampled_from("#@12 -aÉ_\nß.…/☕"), max_size=60)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Fixed #12 and #0012, not #x", ["#12"]),
        ("See @The-Forge. And @thé-forge!", ["@the-forge"]),
        ("Mail me@example.org, &#39; and a/#3", []),
        ("#12a ##12 @@forge @-x", []),
        ("(#1)(@a)", ["#1", "@a"]),
        ("@the-forge- is open", ["@the-forge"]),
        (f"#{'9' * 19} @{'x' * 300}", []),
    ],
)
def test_a_reference_is_a_number_or_a_name(text, words):
    assert references.words(text) == words


@given(TEXTS)
def test_pieces_are_the_text_itself(text):
    addresses = {word: f"/{word[1:]}/" for word in references.words(text)}

    pieces = references.pieces(text, addresses)

    assert "".join(piece.text for piece in pieces) == text
    linked = [piece for piece in pieces if piece.address]
    assert {piece.address for piece in linked} == set(addresses.values())
    assert all(piece.text[0] in "#@" for piece in linked)


@given(st.text(max_size=30))
def test_a_name_can_be_referred_to_by_its_slug(name):
    slug = references.slug(name)

    assert references.slug(slug) == slug
    assert references.words(f"@{slug}") == ([f"@{slug}"] if slug else [])


@pytest.mark.parametrize(
    ("typed", "tags"),
    [
        ("Flow, #gates,  deep   work ,flow,", ["flow", "gates", "deep work"]),
        ("", []),
        (" , ,#", []),
        ("Cafe\u0301", ["café"]),
    ],
)
def test_tags_are_normalised(typed, tags):
    assert tagging.read(typed) == tags


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (",".join(map(str, range(21))), "Tags must be at most 20; these are 21."),
        ("x" * 41, f"A tag must have at most 40 characters; “{'x' * 20}…” has 41."),
    ],
)
def test_too_many_and_too_long_tags_are_refused(typed, sentence):
    with pytest.raises(tagging.BadTags) as refusal:
        tagging.read(typed)

    assert str(refusal.value) == sentence
