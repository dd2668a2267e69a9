"""docs/SCENARIOS.md names a test for every scenario, and each of them exists."""

from __future__ import annotations

import ast
import re

from tests.devcraft.processes import ROOT
from tests.parsing import parsed

ROW = re.compile(r"^\| (\d+) \| .+ \| ((?:`[\w/.]+::\w+` ?)+)\|$", re.M)
NAMED = re.compile(r"`([\w/.]+)::(\w+)`")


def rows():
    return ROW.findall((ROOT / "docs" / "SCENARIOS.md").read_text())


def names_in(file):
    tree = parsed((ROOT / "tests" / "agents" / file).read_text())
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_every_scenario_has_a_row_and_every_row_a_test_that_exists():
    assert [int(number) for number, _ in rows()] == list(range(1, 43))

    named = [(file, name) for _, tests in rows() for file, name in NAMED.findall(tests)]
    assert [f"{file}::{name}" for file, name in named if name not in names_in(file)] == []


def test_every_test_with_a_number_stands_in_the_row_of_that_number():
    named = {number: {name for _, name in NAMED.findall(tests)} for number, tests in rows()}
    files = (ROOT / "tests" / "agents" / "scenarios").glob("test_*.py")
    found = {n for file in files for n in names_in(f"scenarios/{file.name}")}

    loose = [
        name
        for name in found
        for number in re.findall(r"^test_scenario_(\d+)_", name)
        if name not in named[number]
    ]

    assert loose == []
