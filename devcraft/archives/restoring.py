"""Puts an archive into an account that is still empty: all of it in one transaction, or nothing."""

from __future__ import annotations

import hashlib
from contextlib import closing
from datetime import datetime
from pathlib import Path

from django.db import DataError, IntegrityError, OperationalError, connection, transaction
from django.db.models import Q, QuerySet

from agents.models import Entity
from devcraft.archives import arriving, evidence, opening, owned, rebuilding, special
from devcraft.archives.ids import Ids
from devcraft.archives.manifest import BadArchive, Manifest
from devcraft.archives.opening import Archive
from devcraft.archives.references import References
from devcraft.archives.report import Report
from devcraft.archives.tables import BY_LABEL, TABLES, Table
from devcraft.archives.turning import Turn
from devcraft.archives.writing import Writing, let_numbers_go_on
from devcraft.models import SourceRow, User
from worlds.models import WorldState


class CannotRestore(Exception):
    """Nothing was changed; the text is one sentence that says why."""


def restore(path: Path, user: User, *, now: datetime, is_dry: bool = False) -> Report:
    """Give USER what the archive at PATH holds. A second time it changes nothing.

    Dry, everything is tried and taken back. Raises BadArchive and CannotRestore.
    """
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    with opening.opened(path) as archive, transaction.atomic():
        locked = User.objects.select_for_update().get(pk=user.pk)
        report = Report(archive.told.id, archive.told.person, archive.told.made_at)
        if earlier := _marks(archive.told).filter(source_id=str(locked.pk)).first():
            report.was_here = earlier.imported_at.isoformat()
            return report
        _refuse_filled(locked)
        kept = _bring(archive, locked, report, now, digest)
        if is_dry:
            transaction.set_rollback(True)
            return report
        for label in kept:
            let_numbers_go_on(BY_LABEL[label])
    return report


def _marks(told: Manifest) -> QuerySet[SourceRow]:
    """Which accounts here took this archive in."""
    return SourceRow.objects.filter(source=owned.RESTORED, table=told.id[:80])


def _refuse_filled(user: User) -> None:
    for table in TABLES:
        if table.single or table.model is WorldState:
            continue
        found = owned.rows(table, user)
        if table.model is Entity:
            found = found.filter(~Q(user=user))
        if count := found.count():
            name = table.model._meta.verbose_name_plural if count > 1 else _single(table)
            raise CannotRestore(
                f"{user.username} already has {count:,} {name}; an archive is put back into an"
                " account that holds nothing yet."
            )


def _single(table: Table) -> str:
    return str(table.model._meta.verbose_name)


def _bring(archive: Archive, user: User, report: Report, now: datetime, digest: str) -> set[str]:
    """The tables whose rows kept their numbers."""
    with closing(Ids()) as ids:
        kept = arriving.learn(archive, ids, report)
        turn = Turn(user, ids, report, now, archive.told.moment, {}, [])
        batch = evidence.begin(archive, turn, digest)
        writing = Writing(archive, turn, References(user, ids), batch, kept)
        for table in TABLES:
            if not special.write(table, archive, turn):
                writing.write(table)
        _add_up(turn)
        _check_references()
        if batch:
            evidence.close(batch, turn)
    if writing.references.unpriced:
        report.say(
            f"{writing.references.unpriced:,} requests name prices that the book here does not"
            " have; their costs stay as they were."
        )
    for difference in rebuilding.differences(user):
        report.say(f"Counted anew: {difference}")
    _mark(archive.told, user, digest, now)
    return kept


def _add_up(turn: Turn) -> None:
    """Raises BadArchive for figures whose sums no row can be."""
    try:
        rebuilding.rebuild(turn.user, paused=turn.paused)
    except (DataError, IntegrityError, OperationalError, OverflowError) as error:
        raise BadArchive(f"It does not add up: {str(error).splitlines()[0]}.") from error


def _check_references() -> None:
    """Raises BadArchive for a row that points at one that did not come."""
    try:
        connection.check_constraints([table.model._meta.db_table for table in TABLES])
    except IntegrityError as error:
        raise BadArchive(f"A reference leads nowhere: {str(error).splitlines()[0]}") from error


def _mark(told: Manifest, user: User, digest: str, now: datetime) -> None:
    SourceRow.objects.create(
        owner=user,
        source=owned.RESTORED,
        table=told.id[:80],
        source_id=str(user.pk),
        target_table=User._meta.db_table,
        target_id=str(user.pk),
        source_digest=digest,
        written_digest="",
        imported_at=now,
    )
