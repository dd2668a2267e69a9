"""The house style where a machine can see it: sizes, names, views, tests, imports."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections import defaultdict
from functools import cache
from pathlib import Path
from statistics import median

import pytest
from django.apps import apps
from django.urls import get_resolver

from tests.devcraft.processes import ROOT
from tests.devcraft.visiting import APPS
from tests.parsing import parsed
from tests.routes import EVERY, ROUTES

CODE = sorted([*(f for app in APPS for f in ROOT.glob(f"{app}/**/*.py")), ROOT / "manage.py"])
MODULES = [file for file in CODE if "migrations" not in file.parts]
VIEWS = [file for file in MODULES if "views" in file.parts]
TESTS = sorted(ROOT.glob("tests/**/*.py"))
BANNED = {
    *("utils", "util", "helpers", "helper", "common", "core", "misc", "manager", "managers"),
    *("service", "services", "selectors", "handler", "handlers", "processor", "data", "info"),
    *("mixins", "querysets", "constants", "functions", "tools", "lib", "signals"),
}
VERBS = {"require_GET", "require_POST", "require_safe", "require_http_methods"}
LAZY_IMPORTS = {
    *("manage.py", "devcraft/apps.py", "devcraft/sqlite.py", "runtime_memory/apps.py"),
    "agents/living/providers/registry.py",
}
COUNTERS = {"CaptureQueriesContext", "assertNumQueries", "django_assert_num_queries"}
REACHED_FROM_OUTSIDE = {"healthz", "readyz", "missions:avatar"}
OTHER_TREES = {"var", "results", "shots", "__pycache__"}
HIDDEN = re.compile(r"/\.(?!ci/|env\.example|gitignore)")
MACHINE = re.compile(
    "/" + r"(?:work|root|home|Users)/\w|[\w.-]+\.(?:pypi|pythonhosted|npmjs)\.\w+"
    r"|(?:index-url|registry|trusted-host)\s*[=:]\s*\S*//|//[\w.-]*(?:artifactory|nexus|mirror)"
)


def named(file):
    return str(file.relative_to(ROOT))


@cache
def tree(file):
    return parsed(file.read_text())


def functions(file):
    return [node for node in ast.walk(tree(file)) if isinstance(node, ast.FunctionDef)]


def length(function):
    return function.end_lineno - function.lineno + 1


def names_in(node):
    return {
        getattr(part, "id", None) or getattr(part, "attr", None)
        for part in ast.walk(node)
        if isinstance(part, ast.Name | ast.Attribute)
    }


def public_views(file):
    return [node for node in tree(file).body if "request" in arguments(node)]


def arguments(node):
    is_view = isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    decorated = is_view and VERBS & {name for d in node.decorator_list for name in names_in(d)}
    return {argument.arg for argument in node.args.args} if decorated else set()


def all_tests():
    return [
        (file, function)
        for file in TESTS
        for function in functions(file)
        if function.name.startswith("test_") and file.name.startswith("test_")
    ]


@pytest.mark.parametrize(("files", "most"), [(MODULES, 400), (TESTS, 300)], ids=["code", "tests"])
def test_no_file_is_long(files, most):
    assert [named(file) for file in files if len(file.read_text().splitlines()) > most] == []


def test_a_function_has_at_most_40_lines():
    assert [f"{named(m)}: {f.name}" for m in MODULES for f in functions(m) if length(f) > 40] == []


def test_modules_and_functions_are_small_on_the_whole():
    sizes = [len(file.read_text().splitlines()) for file in MODULES]
    lengths = [length(function) for file in MODULES for function in functions(file)]

    assert (median(sizes) <= 80, median(lengths) <= 8) == (True, True)


def test_no_file_has_a_name_that_says_nothing():
    tops = [*CODE, *TESTS, *ROOT.glob("static/**/*.js"), *ROOT.glob("templates/**/*.html")]

    assert [named(file) for file in tops if file.stem in BANNED] == []
    assert [named(file) for file in tops if file.parent.name in BANNED] == []


def test_no_function_merely_handles_or_processes():
    hooks = {"process_view", "handle", "handler", "handle_request", "handle_async_request"}
    vague = re.compile(r"_?(process|handle|manage)(_|$)")

    found = [f"{named(m)}: {f.name}" for m in MODULES for f in functions(m) if vague.match(f.name)]

    assert [name for name in found if name.rpartition(" ")[2] not in hooks] == []


def test_every_route_leads_to_a_plain_function():
    views = [entry.callback for entry in patterns(get_resolver())]

    assert [view for view in views if hasattr(view, "view_class")] == []
    assert [
        file for file in VIEWS for node in tree(file).body if isinstance(node, ast.ClassDef)
    ] == []


def patterns(resolver):
    for entry in resolver.url_patterns:
        if hasattr(entry, "url_patterns"):
            if entry.namespace != "admin":
                yield from patterns(entry)
        else:
            yield entry


def routed():
    """Names of views by their modules, as routes lead to them."""
    found = defaultdict(set)
    for entry in patterns(get_resolver()):
        found[entry.callback.__module__].add(entry.callback.__name__)
    return found


def test_every_view_names_its_verbs_once():
    decorated = {
        f"{module}.{function.name}": [
            name for d in function.decorator_list for name in names_in(d) & VERBS
        ]
        for module, views in routed().items()
        for function in functions(ROOT / (module.replace(".", "/") + ".py"))
        if function.name in views
    }

    assert {view: verbs for view, verbs in decorated.items() if len(verbs) != 1} == {}


def test_every_public_view_has_a_route():
    modules = {named(file).removesuffix(".py").replace("/", "."): file for file in VIEWS}
    public = {name: {view.name for view in public_views(f)} for name, f in modules.items()}
    known = routed()

    assert public == {name: known.get(name, set()) for name in modules}


def test_every_route_is_used():
    pages = [file.read_text() for file in ROOT.glob("templates/**/*.html")]
    users = "".join([*pages, *(file.read_text() for file in MODULES if file.name != "urls.py")])
    used = {name for name in ROUTES if f'"{name}"' in users or f"'{name}'" in users}
    of_a_row = {"missions:mission_detail"} if "get_absolute_url" in users else set()

    assert set(ROUTES) - REACHED_FROM_OUTSIDE - used - of_a_row == set()


def test_every_route_has_a_name_of_its_own():
    assert [
        route for route in EVERY if route.endswith(":") and not route.startswith("admin:")
    ] == []
    assert "" not in EVERY


def test_imports_stand_at_the_top():
    lazy = {named(file) for file in MODULES for f in functions(file) if any_import(f)}

    assert lazy - LAZY_IMPORTS == set()


def any_import(function):
    return [n for n in ast.walk(function) if isinstance(n, ast.Import | ast.ImportFrom)]


def test_arrows_between_modules_go_one_way():
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert result.returncode == 0, result.stdout[-2000:]


def test_no_table_has_an_order_of_its_own():
    ours = [m for label in APPS for m in apps.get_app_config(label).get_models()]

    assert [model.__name__ for model in ours if model._meta.ordering] == []


def test_no_module_swallows_every_error():
    broad = re.compile(r"except( Exception| BaseException)?:|suppress\(Exception\)")

    assert [named(file) for file in MODULES if broad.search(file.read_text())] == []


def asserting():
    """Names of functions in the tests that assert, by themselves or through one another."""
    known = {"raises", "expect", "run_state_machine_as_test"}
    calls = defaultdict(set)
    for function in (f for file in TESTS for f in functions(file)):
        calls[function.name] |= names_in(function) | called(function)
    while more := {name for name, used in calls.items() if used & known} - known:
        known |= more
    return known


def called(function):
    return {"raises"} if any(isinstance(n, ast.Assert) for n in ast.walk(function)) else set()


def test_every_test_asserts_something():
    known = asserting()

    assert [f"{named(file)}: {f.name}" for file, f in all_tests() if f.name not in known] == []


def test_queries_are_counted_only_inside_with():
    loose = []
    for file, function in all_tests():
        held = {
            id(part)
            for node in ast.walk(function)
            if isinstance(node, ast.With)
            for item in node.items
            for part in ast.walk(item)
        }
        calls = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
        free = [call for call in calls if id(call) not in held and names_in(call.func) & COUNTERS]
        loose += [f"{named(file)}: {function.name}"] if free else []

    assert loose == []


def test_tests_are_short_on_the_whole():
    assert median(length(function) for _, function in all_tests()) <= 8


def test_no_test_is_skipped_or_mocks_our_code():
    away = re.compile(
        r"mark\.(skip|xfail)|pytest\.xfail|pytest\.skip\((?!\"[\w-]+ is not installed)"
        r"|unittest\.mock|monkeypatch\.setattr\([^\"]*\"(?![A-Z_]+\")"
    )
    files = [file for file in TESTS if "browser" not in file.parts and file != Path(__file__)]

    assert [named(file) for file in files if away.search(file.read_text())] == []


def test_no_file_tells_of_the_machine_it_was_made_on():
    files = [f for f in ROOT.rglob("*") if f.is_file() and not HIDDEN.search(f"/{named(f)}")]
    kinds = {".py", ".md", ".toml", ".txt", ".html", ".js", ".css", ".svg", "", ".example"}
    ours = [f for f in files if f.suffix in kinds and not OTHER_TREES & set(f.parts)]

    assert [named(f) for f in ours if MACHINE.search(f.read_text(errors="replace"))] == []


def test_what_must_not_be_null_is_asked_for_as_such():
    """exclude(x=None) is NOT (x IS NULL), by which SQLite proves no partial index."""
    excluded = re.compile(r"\.exclude\(\*{0,2}\{?\w+.{0,12}None\}?\)")

    assert [named(file) for file in MODULES if excluded.search(file.read_text())] == []


def test_readers_are_given_commands_that_work_when_pasted():
    pages = [ROOT / "README.md", *(ROOT / "templates").glob("*/*.html")]
    bare = re.compile(r"(?<!\.venv/bin/python )manage\.py \w+")

    found = {named(file): bare.findall(file.read_text()) for file in pages}

    assert {file: said for file, said in found.items() if said} == {}
