"""What people do on the site, as small steps, and what they see of it."""

from __future__ import annotations

import re
from datetime import timedelta

from django.db.models import F
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from devcraft import accounts, clock
from missions import timer
from missions.models import TimeEntry
from tests.factories.missions import MissionFactory

CLOCK = re.compile(r"^\d+:\d\d:\d\d$")


def one_time_link(user) -> str:
    """The address that the console prints."""
    token = accounts.new_link(user, now=clock.now())
    return reverse("sign_in_by_link", args=[token])


def sign_in(page: Page, user) -> Page:
    """Spend a one-time link for this browser; the tab itself stays empty."""
    page.request.get(one_time_link(user), max_redirects=0)
    return page


def new_mission(owner, name: str = "Fix the portal gate", **fields):
    now = clock.now()
    return MissionFactory(owner=owner, name=name, created_at=now, updated_at=now, **fields)


def start(mission, **ago):
    """Start MISSION on the server, some time AGO."""
    timer.start(user=mission.owner, mission=mission, now=clock.now() - timedelta(**ago))
    mission.refresh_from_db()
    return mission


def let_pass(**amount) -> None:
    """As if what runs had been started that much earlier."""
    running = TimeEntry.objects.running()
    running.update(started_at=F("started_at") - timedelta(**amount))


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("main").get_by_role("button", name=name, exact=True)


def press(page: Page, name: str) -> None:
    button(page, name).click()


def follow(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("link", name=name, exact=True).first.click()


def settled(page: Page) -> None:
    """Wait until htmx has taken charge of what it put into the page."""
    unfinished = ".htmx-request, .htmx-swapping, .htmx-settling, .htmx-added"
    expect(page.locator(unfinished)).to_have_count(0)


def pill(page: Page) -> Locator:
    return page.locator("#pill")


def seconds_shown(page: Page) -> int:
    """What the clock in the top bar shows."""
    shown = pill(page).locator(".clock")
    expect(shown).to_have_text(CLOCK)
    hours, minutes, seconds = shown.inner_text().split(":")
    return int(hours) * 3600 + int(minutes) * 60 + int(seconds)


def says(page: Page, words: str) -> Locator:
    """The toast with these WORDS, once it is there."""
    found = page.get_by_role("status").locator(".toast", has_text=words)
    expect(found).to_be_visible()
    return found


def card(page: Page, title: str) -> Locator:
    """The part of the page under the heading TITLE."""
    return page.get_by_role("region", name=title)


def column(page: Page, title: str) -> Locator:
    """A column of the board; its heading goes on with the count."""
    return page.get_by_role("region", name=re.compile(rf"^{title} [\d,]"))


def names_in(part: Locator) -> list[str]:
    return part.locator(".mission-card a.title").all_inner_texts()
