"""How people rated their focus, beside what the ledger and the clock say of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from missions.models import ScoreEntry, ScoreKind

EDGES = (Decimal(0), Decimal("0.5"), Decimal(1), Decimal("1.5"))
TOP = Decimal(2)


@dataclass(frozen=True)
class Rated:
    """A finished mission: its valor, and the evidence. `line` is the last of its ledger."""

    line: ScoreEntry

    @property
    def an_hour(self) -> Decimal | None:
        """Points per hour of the time that was scored."""
        return _an_hour(self.line.score, self.line.seconds)

    @property
    def paused_share(self) -> float | None:
        mission = self.line.mission
        return _share(mission.total_paused_ms // 1000, mission.actual_seconds)


@dataclass(frozen=True)
class Band:
    """Missions of like valor: how many, points per hour, paused share."""

    label: str
    count: int
    an_hour: Decimal | None
    paused_share: float | None


def rated(ledgers: Iterable[Sequence[ScoreEntry]]) -> list[Rated]:
    """Missions that are done now, those with most points per hour first."""
    last = [ledger[-1] for ledger in ledgers if ledger[-1].kind != ScoreKind.REOPENING]
    return sorted(map(Rated, last), key=lambda one: (-(one.an_hour or 0), one.line.pk))


def bands(missions: Sequence[Rated]) -> list[Band]:
    """MISSIONS by their valor; an empty band says so."""
    return [_band(edge, [one for one in missions if _edge(one) == edge]) for edge in EDGES]


def _edge(one: Rated) -> Decimal:
    return max(edge for edge in EDGES if edge <= one.line.valor)


def _band(edge: Decimal, missions: Sequence[Rated]) -> Band:
    lines = [one.line for one in missions]
    seconds = sum(line.seconds for line in lines)
    paused = sum(line.mission.total_paused_ms for line in lines) // 1000
    worked = sum(line.mission.actual_seconds for line in lines)
    return Band(
        label_of(edge),
        len(lines),
        _an_hour(sum((line.score for line in lines), Decimal(0)), seconds),
        _share(paused, worked),
    )


def label_of(edge: Decimal) -> str:
    """0 to 0.4, 0.5 to 0.9, 1 to 1.4, 1.5 to 2"""
    place = EDGES.index(edge)
    if edge == EDGES[-1]:
        return f"{edge} to {TOP}"
    return f"{edge} to under {EDGES[place + 1]}"


def _an_hour(score: Decimal, seconds: int) -> Decimal | None:
    return score * 3600 / seconds if seconds else None


def _share(paused: int, worked: int) -> float | None:
    return paused / (paused + worked) if paused + worked else None
