"""What becomes of a cycle that failed: it rests and goes on, or ends and says why."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from agents.living import inbox, journal, leasing, remembering, saving
from agents.living.leasing import Lease
from agents.living.providers import ProviderFailed
from agents.models import Agent, Run, StopReason

LONGEST = {
    "auth": timedelta(minutes=5),
    "rate_limit": timedelta(seconds=60),
    "overloaded": timedelta(seconds=60),
    "network": timedelta(seconds=30),
    "bad_answer": timedelta(minutes=5),
}
FIRST = {
    "auth": timedelta(minutes=5),
    "rate_limit": timedelta(seconds=15),
    "overloaded": timedelta(seconds=10),
    "network": timedelta(seconds=5),
    "bad_answer": timedelta(seconds=10),
}
SPREAD = 0.25
LONGEST_ASKED_FOR = timedelta(hours=1)
"""What a provider may make an agent wait, whatever it says."""
MOST_IN_A_ROW = 500
"""Hours of outage; an agent that failed so often waits for a person."""
HOPELESS = {
    "quota": "Its account at the provider has nothing left; top it up.",
    "not_found": "Its provider does not have this model; change model.name or adaptiveModel.",
    "bad_request": "Its provider does not take what it was sent; see its config.",
    "context_window": (
        "Its model cannot take in so much at once; lower consciousness.maxTokens or compact."
    ),
}
"""Where asking again cannot help, and what a person can do."""


def park(lease: Lease, run: Run, reason: str, *, now: datetime) -> None:
    """Stop the agent until a person looks; an open RUN stays for when it goes on."""
    with leasing.writing(lease, now=now):
        inbox.forgive(run)
        words = reason[: inbox.MOST_ERROR]
        Agent.objects.filter(pk=lease.agent_id, parked_at=None).update(
            parked_at=now, parked_reason=words
        )


def wait_for_provider(lease: Lease, run: Run, error: ProviderFailed, *, now: datetime) -> bool:
    """Rest and go on with the same RUN, whose events are not to blame; False when it is parked
    instead, since asking again cannot help.
    """
    words = f"{error.kind}: {error}"
    with leasing.writing(lease, now=now):
        journal.interrupt(run, now=now, why=str(error)[: inbox.MOST_ERROR])
        times = leasing.failures(lease) + 1
        if error.kind in HOPELESS or times > MOST_IN_A_ROW:
            advice = HOPELESS.get(error.kind, f"It failed {times - 1} times in a row.")
            leasing.succeed(lease)
            park(lease, run, f"{advice} ({words})", now=now)
            return False
        inbox.forgive(run)
        until = now + delay(error.kind, times, asked_for=error.after)
        leasing.rest(lease, until=until, reason=words[: inbox.MOST_ERROR])
        return True


def delay(kind: str, times: int, *, asked_for: float = 0) -> timedelta:
    """How long to rest after the failure number TIMES in a row, give or take a quarter, and
    no less than the ASKED_FOR seconds.
    """
    first, longest = FIRST.get(kind, FIRST["network"]), LONGEST.get(kind, LONGEST["network"])
    whole: timedelta = min(first * 2 ** min(times - 1, 10), longest)
    spread: float = random.uniform(1 - SPREAD, 1 + SPREAD)  # noqa: S311 -- spreads load
    return max(whole * spread, min(timedelta(seconds=asked_for), LONGEST_ASKED_FOR))


def fail(lease: Lease, run: Run, error: str, *, now: datetime) -> None:
    """End RUN for good or let it go on later, or park the agent when neither can be."""
    try:
        _end_or_wait(lease, run, error, now)
    except remembering.Unreadable as unreadable:
        park(lease, run, str(unreadable), now=now)


def _end_or_wait(lease: Lease, run: Run, error: str, now: datetime) -> None:
    """A run that got no answer ends, and its events are tried again one by one. One that had
    begun to act goes on from where it was; when that fails too often, it ends with what it
    did remembered.
    """
    has_acted = bool(journal.steps(run))
    attempts = max((event.attempts for event in inbox.of_run(run)), default=0)
    with leasing.writing(lease, now=now):
        journal.interrupt(run, now=now, why=error[: inbox.MOST_ERROR])
        if not has_acted:
            inbox.put_back(run, error=error, now=now)
            saving.end(run, StopReason.ERROR, error=error, now=now, steps=[])
        elif attempts < inbox.MOST_ATTEMPTS:
            leasing.rest(lease, until=now + delay("network", attempts), reason=error[:500])
        else:
            journal.give_up(run, now=now)
            saving.save(lease, run, StopReason.ERROR, now=now, error=error)
