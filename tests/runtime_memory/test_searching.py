"""What was typed becomes words to find and words to leave out; nothing is a mistake."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime_memory import searching
from runtime_memory.excerpts import BEFORE, LENGTH, Piece, excerpt
from runtime_memory.searching import Term

READINGS = [
    ("", (), ()),
    ("gate", ("gate",), ()),
    ("  open \t gate ", ("open", "gate"), ()),
    ('the "open gate" now', ("the", "open gate", "now"), ()),
    ('"never closed', ("never closed",), ()),
    ("gate -shut", ("gate",), ("shut",)),
    ('gate -"wide open"', ("gate",), ("wide open",)),
    ("gate --shut", ("gate",), ("shut",)),
    ("well-known", ("well-known",), ()),
    ("- gate", ("gate",), ()),
    ("don't", ("don't",), ()),
    ('ab"cd"', ('ab"cd"',), ()),
]


@pytest.mark.parametrize(("typed", "wanted", "unwanted"), READINGS)
def test_words_and_phrases_are_told_apart(typed, wanted, unwanted):
    search = searching.read(typed)

    assert search.wanted == tuple(Term(text) for text in wanted)
    assert search.unwanted == tuple(Term(text) for text in unwanted)
    assert search.notes == ()


def test_the_last_word_may_be_a_beginning():
    assert searching.read("open ga*").wanted == (Term("open"), Term("ga*", is_beginning=True))
    assert searching.read('"open ga*').wanted == (Term("open ga*", is_beginning=True),)


@pytest.mark.parametrize("typed", ["g*", "ga* open", "open -ga*", '"a b*"'])
def test_a_star_elsewhere_is_told_and_not_searched(typed):
    search = searching.read(typed)

    assert not any(term.is_beginning for term in (*search.wanted, *search.unwanted))
    assert "was searched without its star" in search.notes[0]


@pytest.mark.parametrize("typed", ["!!!", "-", '"', '""', "* *", "😀", "__"])
def test_without_a_letter_there_is_nothing_to_find(typed):
    assert searching.read(typed) == searching.Search(notes=("A word needs a letter or a digit.",))


def test_words_to_leave_out_need_one_to_find():
    search = searching.read("-gate")

    assert (search.wanted, search.notes) == (
        (),
        ("Words to leave out need a word to find beside them.",),
    )


def test_only_so_many_words_are_searched():
    search = searching.read(" ".join(f"w{number}" for number in range(12)))

    assert [term.text for term in search.wanted] == [f"w{number}" for number in range(8)]
    assert search.notes == ("Only the first 8 words and phrases were searched.",)


@given(st.text())
def test_whatever_is_typed_is_read(typed):
    search = searching.read(typed)

    for term in (*search.wanted, *search.unwanted):
        assert any(letter.isalnum() for letter in term.text)
        assert term.text.encode().count(0) == 0


def told(text, typed):
    return "".join(
        f"[{piece.text}]" if piece.is_hit else piece.text
        for piece in excerpt([text], searching.read(typed))
    )


EXCERPTS = [
    ("The gate is open.", "GATE", "The [gate] is open."),
    ("Über das Café", "cafe uber", "[Über] das [Café]"),
    ("Cafe\u0301 noir", "café", "[Cafe\u0301] noir"),
    ("open gate, gate open", '"gate open"', "open gate, [gate open]"),
    ("The gateway", "gat*", "The [gateway]"),
    ("src/devcraft/http.py", "http.py", "src/devcraft/[http.py]"),
    ("a b a b a", '"a b a"', "[a b a] b a"),
    ("nothing of it", "gate", "nothing of it"),
    ("", "gate", ""),
]


@pytest.mark.parametrize(("text", "typed", "expected"), EXCERPTS)
def test_an_excerpt_marks_what_was_found(text, typed, expected):
    assert told(text, typed) == expected


def test_a_long_text_is_cut_around_the_first_hit():
    text = "word " * 1000 + "gate" + " word" * 1000

    pieces = excerpt([text], searching.read("gate"))

    assert (pieces[0], pieces[-1]) == (Piece("… "), Piece(" …"))
    assert Piece("gate", is_hit=True) in pieces
    assert LENGTH - BEFORE < sum(len(piece.text) for piece in pieces) < LENGTH + 10


def test_the_text_that_holds_it_is_cut():
    assert told("message", "none") == "message"
    assert excerpt(["message", "the payload"], searching.read("payload")) == [
        Piece("the "),
        Piece("payload", is_hit=True),
        Piece(""),
    ]


@given(st.text(), st.text())
def test_an_excerpt_never_invents_a_letter(text, typed):
    shown = "".join(piece.text for piece in excerpt([text], searching.read(typed)))

    assert shown.removeprefix("… ").removesuffix(" …") in text
