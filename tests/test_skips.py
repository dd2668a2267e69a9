from __future__ import annotations

from tests.skips import ALLOWED, allowed, surprising

TEXT = "# why not\n\ntests/a.py::test_one  no such device here\ntests/b.py  foreign program\n"


def test_the_first_word_of_a_line_is_what_may_skip():
    assert allowed(TEXT) == ("tests/a.py::test_one", "tests/b.py")


def test_a_skip_that_nobody_allowed_is_named():
    skipped = ["tests/a.py::test_one[x]", "tests/b.py::test_two", "tests/c.py::test_three"]

    assert surprising(skipped, TEXT) == ["tests/c.py::test_three"]


def test_without_a_list_every_skip_surprises():
    assert surprising(["tests/a.py::test_one"], "# none\n") == ["tests/a.py::test_one"]


def test_every_allowed_skip_has_a_reason():
    lines = [line for line in ALLOWED.read_text().splitlines() if line and line[0] != "#"]

    assert all(len(line.split()) > 1 for line in lines)
