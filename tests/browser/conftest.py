"""A Chromium that talks to the live server, and watches over every page it opens.

Chromium comes from CHROMIUM or the PATH. Without one these tests are skipped with one
line; with CI=true they fail instead. Its headless shell, the same engine without the parts
that draw to a screen, needs half the processor time and is taken where it is installed; it
knows no notifications, so tests of those ask for `whole_browser`.
"""

from __future__ import annotations

import os
import shutil
from urllib.parse import urlsplit

import pytest
from django.core.servers.basehttp import WSGIRequestHandler
from playwright.sync_api import sync_playwright

from tests.browser.steps import sign_in
from tests.browser.watching import WATCH_SCRIPT, Watch

NO_CHROMIUM = (
    "browser tests skipped: no Chromium found (apt install chromium, or set CHROMIUM=/path/to/it)"
)
CHROMIUM = (
    os.environ.get("CHROMIUM")
    or shutil.which("chromium")
    or shutil.which("chromium-browser")
    or shutil.which("google-chrome")
)
SHELL = os.environ.get("CHROMIUM") or shutil.which("chromium-headless-shell") or CHROMIUM
LAUNCH = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]
PATIENCE = 15_000


def pytest_terminal_summary(terminalreporter):
    reports = terminalreporter.stats.get("skipped", [])
    if any(NO_CHROMIUM in str(report.longrepr) for report in reports):
        terminalreporter.write_line(NO_CHROMIUM)


@pytest.fixture(autouse=True, scope="session")
def _chromium_is_installed():
    if CHROMIUM:
        return
    if os.environ.get("CI") == "true":
        pytest.fail("CI=true wants the browser tests to run, but there is no Chromium.")
    pytest.skip(NO_CHROMIUM)


@pytest.fixture(scope="package")
def launch(_chromium_is_installed):
    """Starts a Chromium by its path; all are closed when other tests follow.

    Playwright keeps an event loop running in this thread meanwhile, so Django must be
    told that its ORM is used on purpose.
    """
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield lambda path: playwright.chromium.launch(executable_path=path, args=LAUNCH)


@pytest.fixture(scope="package")
def browser(launch):
    """One Chromium for all tests here."""
    with launch(SHELL) as chromium:
        yield chromium


@pytest.fixture(scope="package")
def whole_browser(launch):
    """One that can show notifications."""
    with launch(CHROMIUM) as chromium:
        yield chromium


@pytest.fixture(autouse=True, scope="session")
def _answers_leave_at_once():
    """Django's test server writes head and body apart: the body would wait 40 ms for the ACK."""
    WSGIRequestHandler.disable_nagle_algorithm = True


@pytest.fixture
def watch(live_server):
    """What the browser complained about; the test fails when anything is left in it."""
    watch = Watch(urlsplit(live_server.url).netloc)
    yield watch
    assert not watch.complaints, "\n".join(watch.complaints)


@pytest.fixture
def open_context(browser, live_server, watch):
    """Make a fresh browser context; all of them are watched, and closed after the test."""
    made = []

    def open_one(**options):
        context = browser.new_context(
            base_url=live_server.url,
            locale="en-GB",
            timezone_id="Europe/Berlin",
            viewport={"width": 1280, "height": 900},
            **options,
        )
        context.set_default_timeout(PATIENCE)
        context.add_init_script(WATCH_SCRIPT)
        watch.over(context)
        made.append(context)
        return context

    yield open_one
    for context in made:
        watch.leave(context)


@pytest.fixture
def page(open_context):
    """A tab of a stranger: nobody is signed in."""
    return open_context().new_page()


@pytest.fixture
def desk(page, owner):
    """An empty tab of a browser in which `owner` is signed in."""
    return sign_in(page, owner)


@pytest.fixture
def js_off(open_context, owner):
    """The same in a browser without JavaScript."""
    return sign_in(open_context(java_script_enabled=False).new_page(), owner)
