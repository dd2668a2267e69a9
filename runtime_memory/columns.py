"""Columns of document 2 on both databases, and the checks on what they may hold."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Expression, Lookup, Q
from django.db.models.expressions import Combinable, DatabaseDefault
from django.db.models.sql.compiler import SQLCompiler

from runtime_memory import moments

Set = TypeVar("Set", contravariant=True)
Get = TypeVar("Get", covariant=True)
if TYPE_CHECKING:
    MomentText = models.Field
    Number = models.BigIntegerField[int, int]
    BooleanLookup = Lookup[bool]
else:  # Django's classes take no parameters at run time
    MomentText = {(Set, Get): models.TextField}
    Number = models.BigIntegerField
    BooleanLookup = Lookup


def new_id() -> str:
    return str(uuid.uuid4())


class MomentField(MomentText[Set, Get]):
    """An aware datetime in Python, cut to milliseconds; the document's text in the database."""

    if TYPE_CHECKING:
        _pyi_private_set_type: datetime | Combinable
        _pyi_private_get_type: datetime
        _pyi_lookup_exact_type: datetime
    description = "Moment, as text in UTC"

    def get_prep_value(self, value: Any) -> Any:
        moment = self.to_python(value)
        return moments.written(moment) if isinstance(moment, datetime) else moment

    def from_db_value(self, value: str | None, *args: object) -> datetime | None:
        return None if value is None else moments.read(value)

    def to_python(self, value: Any) -> Any:
        """VALUE as a moment; text in any ISO form with a zone, as fixtures have it."""
        if not isinstance(value, str):
            return value
        try:
            return moments.cut(datetime.fromisoformat(value))
        except ValueError as error:
            raise ValidationError(
                f"{value[:40]!r} is not a moment with a zone.", code="moment"
            ) from error

    def value_to_string(self, obj: models.Model) -> str:
        value = self.value_from_object(obj)
        return "" if value is None else str(self.get_prep_value(value))


class Sequence(Number):
    """Counts the rows of a table as they come, whatever the clock says; gaps may occur.

    A row written past the ORM has 0.
    """

    def __init__(self, **options: Any):
        options.setdefault("db_default", 0)
        options.setdefault("editable", False)
        super().__init__(**options)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:  # noqa: FBT001 -- Django's
        value = getattr(model_instance, self.attname)
        if add and isinstance(value, DatabaseDefault):
            return NextNumber(model_instance._meta.db_table)
        return value


class NextNumber(Expression):
    """One more than the table's highest, or the next of PostgreSQL's counter."""

    def __init__(self, table: str):
        super().__init__(output_field=models.BigIntegerField())
        self.table = table

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, tuple[Any, ...]]:
        if connection.vendor == "postgresql":
            return "nextval('runtime_memory_sequence')", ()
        table = connection.ops.quote_name(self.table)
        return f"(SELECT COALESCE(MAX(sequence), 0) + 1 FROM {table})", ()  # noqa: S608


class ColumnTest(BooleanLookup):
    """A test of one column that each database spells its own way; the right side is True."""

    prepare_rhs = False
    sqlite = ""
    postgresql = ""

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, tuple[Any, ...]]:
        column, params = self.process_lhs(compiler, connection)
        test = self.sqlite if connection.vendor == "sqlite" else self.postgresql
        return test.replace("{}", column), (*params,) * test.count("{}")


@MomentField.register_lookup
class WellFormed(ColumnTest):
    lookup_name = "well_formed"
    sqlite = (
        "(({} IS strftime('%%Y-%%m-%%dT%%H:%%M:%%fZ', {}, '+0 days'))"
        " AND ({} IS NULL OR {} >= '0001'))"
    )
    postgresql = "({} IS NULL OR runtime_memory_is_moment({}))"


_PLAIN = r"replace({}, '\\', ' ')"
_HIGH, _LOW = r"\u[dD][89abAB]", r"\u[dD][c-fC-F]"
_LONE = [
    rf"*{_HIGH}??[^\]*",
    rf"*{_HIGH}??\[^u]*",
    rf"*{_HIGH}??\u[^dD]*",
    rf"*{_HIGH}??\u[dD][^c-fC-F]*",
    rf"*[^\]?????{_LOW}*",
    rf"*\[^u]????{_LOW}*",
    rf"*\u[^dD]???{_LOW}*",
    rf"*\u[dD][^89abAB]??{_LOW}*",
]


@models.TextField.register_lookup
class IsJson(ColumnTest):
    """Valid JSON without escaped NUL and lone surrogates, which PostgreSQL cannot hold.

    An escaped backslash is blanked first, so that every other one begins an escape.
    """

    lookup_name = "is_json"
    sqlite = (
        rf"({{}} IS NULL OR (json_valid({{}}) AND (instr({_PLAIN}, '\u') = 0"
        rf" OR (instr({_PLAIN}, '\u0000') = 0"
        + "".join(f" AND ('      ' || {_PLAIN}) NOT GLOB '{lone}'" for lone in _LONE)
        + "))))"
    )
    postgresql = "({} IS NULL OR runtime_memory_is_json({}))"


@models.TextField.register_lookup
class WithoutNul(ColumnTest):
    """PostgreSQL's text holds no NUL anyway."""

    lookup_name = "without_nul"
    sqlite = "({} IS NULL OR instr(CAST({} AS BLOB), x'00') = 0)"
    postgresql = "({} IS NULL OR {} IS NOT NULL)"


def every(test: str, *names: str) -> Q:
    """All of the columns NAMES pass TEST."""
    return Q(**{f"{name}__{test}": True for name in names})


def well_formed(table: str, *names: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=every("well_formed", *names), name=f"{table}_moments_well_formed"
    )


def valid_json(table: str, *names: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=every("is_json", *names), name=f"{table}_json_valid")


def without_nul(table: str, *names: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=every("without_nul", *names), name=f"{table}_text_without_nul"
    )


def one_of(table: str, name: str, values: list[str]) -> models.CheckConstraint:
    words = f"{', '.join(values[:-1])} or {values[-1]}"
    return models.CheckConstraint(
        condition=Q(**{f"{name}__in": values}),
        name=f"{table}_{name}_known",
        violation_error_message=f"{name.replace('_', ' ').capitalize()} must be {words}.",
    )
