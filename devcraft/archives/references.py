"""What a reference of the archive points at here."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, TypeAlias

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import ForeignKey

from agents.models import PriceVersion
from agents.usage import book
from devcraft.archives import lines
from devcraft.archives.cells import BadCell
from devcraft.archives.ids import LEFT, Ids
from devcraft.archives.opening import Line
from devcraft.models import Person, User

Reference: TypeAlias = "ForeignKey[Any, Any]"
SOMEBODY = "somebody-else"


class Gone(Exception):
    """The row that a needed reference points at did not come along."""


@dataclass
class References:
    user: User
    ids: Ids
    unpriced: int = 0
    """How many requests name a price that the book here does not have."""
    _prices: dict[str, int] = field(default_factory=dict)
    _looked_up: set[tuple[str, str]] = field(default_factory=set)
    _somebody: User | None = None

    def here(self, one: Reference, value: Any) -> Any:
        """The id here of what VALUE of ONE stands for. Raises BadCell and Gone."""
        if value is None:
            if not one.null:
                raise BadCell(f"{one.name} must not be empty")
            return None
        if one.related_model in lines.PEOPLE:
            return self._person(one, value)
        if one.related_model is PriceVersion:
            return self._price(one, value)
        return self._row(one, value)

    def _person(self, one: Reference, value: Any) -> Any:
        if not isinstance(value, bool):
            raise BadCell(f"{one.name} must be true or false")
        if one.related_model is Person:
            return self.user.person_id if value else None
        if value:
            return self.user.pk
        return None if one.null else self._anybody().pk

    def _anybody(self) -> User:
        """An account that nobody signs in with; it stands for people of other desks."""
        if self._somebody is None:
            known = User.objects.filter(
                username__regex=rf"^{SOMEBODY}-*$",
                is_active=False,
                password__startswith=UNUSABLE_PASSWORD_PREFIX,
            )
            name = SOMEBODY
            while User.objects.filter(username=name).exists():
                name = f"{name}-"
            self._somebody = known.first() or User.objects.create_user(name, is_active=False)
        return self._somebody

    def look_up(self, batch: list[Line]) -> None:
        """Let the book know the models that requests of BATCH name, as any import does."""
        named = {
            (str(line.get("provider")), str(line.get("model")))
            for line in batch
            if line.get("price")
        }
        for provider, model in named - self._looked_up:
            book.seed_model(provider, model)
            self._prices = {}
        self._looked_up |= named

    def _price(self, one: Reference, value: Any) -> int | None:
        if not isinstance(value, str):
            raise BadCell(f"{one.name} must be text")
        if not self._prices:
            self._prices = {digest: pk for pk, digest in lines.prices().items()}
        found = self._prices.get(value)
        self.unpriced += found is None
        return found

    def _row(self, one: Reference, value: Any) -> Any:
        if isinstance(value, bool) or not isinstance(value, int | str):
            raise BadCell(f"{one.name} must be an id")
        new = self.ids.new(one.related_model, value)
        if new is None:
            raise BadCell(f"{one.name} names {str(value)[:40]}, which the archive does not hold")
        if new == LEFT:
            if one.null:
                return None
            raise Gone(f"its {one.name} did not come along")
        return one.target_field.to_python(new)
