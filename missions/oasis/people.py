"""The profile: fields that nobody set here yet, and XP and aura as an opening line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Sum

from devcraft.imports import BadRow, Mapped, Record, Source, digest
from missions import acts, desk, ledger, levels
from missions.models import Profile, XpEntry
from missions.oasis import values

SOURCE_USER = "local-user"
WRITTEN = ("display_name", "bio", "avatar_url", "avatar_3d_url", "last_login_date")


@dataclass(frozen=True)
class ProfileWriter:
    source: Source
    table: str = "Profile"
    target_table: str = "missions_profile"

    def read(self, record: Record) -> Mapped:
        raw = record.values
        user = values.text("userId", raw.get("userId")) or SOURCE_USER
        if user not in (SOURCE_USER, self.source.owner.username):
            raise BadRow(f"userId {user!r} is another person; import it with --user for them.")
        row = Mapped(record, {})
        name = values.text("displayName", raw.get("displayName"), most=30)
        row.fields = {
            "display_name": name or "Player 1",
            "bio": values.text("bio", raw.get("bio"), most=200),
            "avatar_url": values.text("avatarUrl", raw.get("avatarUrl")),
            "avatar_3d_url": values.text("avatar3dUrl", raw.get("avatar3dUrl")),
            "last_login_date": values.text("lastLoginDate", raw.get("lastLoginDate"), most=10),
            "xp": values.whole("totalXp", raw.get("totalXp"), most=10**15) or 0,
            "aura": values.whole("aura", raw.get("aura"), least=-(2**31), most=2**31 - 1) or 0,
        }
        level = values.whole("level", raw.get("level"), least=-(2**31), most=2**31 - 1)
        if level is not None and level != levels.level_of(row.fields["xp"]):
            row.put_aside("level", level, "computed anew from the XP")
        return row

    def create(self, rows: list[Mapped]) -> list[str]:
        return [self._write(row) for row in rows]

    def update(self, key: str, row: Mapped) -> None:
        self._write(row)

    def _write(self, row: Mapped) -> str:
        """Fill fields that are still as made; a person's own words stay."""
        source = self.source
        profile = acts.lock(source.owner)
        untouched = {"display_name": source.owner.username[:30]}
        for name in WRITTEN:
            if getattr(profile, name) in ("", "Player 1", untouched.get(name)):
                setattr(profile, name, row.fields[name])
            elif getattr(profile, name) != row.fields[name]:
                row.put_aside(name, row.fields[name], "already set here; ours was kept")
        profile.updated_at = source.now
        profile.save(update_fields=[*WRITTEN, "updated_at"])
        self._open_ledger(row)
        return str(profile.pk)

    def _open_ledger(self, row: Mapped) -> None:
        """Bring the ledger's imported XP and aura to what the source says."""
        source = self.source
        prefix = f"import:{source.label}:profile:{row.record.id}"
        earlier = XpEntry.objects.filter(owner=source.owner, key__startswith=f"{prefix}:")
        held = earlier.aggregate(xp=Sum("amount"), aura=Sum("aura"))
        xp = row.fields["xp"] - (held["xp"] or 0)
        aura = row.fields["aura"] - (held["aura"] or 0)
        if xp or aura:
            ledger.award(
                owner=source.owner,
                key=f"{prefix}:{earlier.count() + 1}",
                action="opening",
                amount=xp,
                aura=aura,
                now=source.now,
                day=desk.rule_of(source.owner).day_of(source.now),
                reason=f"imported from {source.label}"[:200],
            )

    def fingerprints(self, keys: Sequence[str]) -> dict[str, str]:
        rows = Profile.objects.filter(pk__in=keys)
        return {str(row.pk): digest([getattr(row, name) for name in WRITTEN]) for row in rows}
