"""Times of day and lengths of time inside a query, on both databases."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, DateTime, Float
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.visitors import InternalTraversal


class LocalTime(ColumnElement[Any]):
    """A stored UTC moment as the clock of a fixed offset shows it, without a zone."""

    inherit_cache = True
    _traverse_internals = [  # noqa: RUF012 (SQLAlchemy's own form)
        ("moment", InternalTraversal.dp_clauseelement),
        ("minutes", InternalTraversal.dp_plain_obj),
    ]

    def __init__(self, moment: ColumnElement[Any], minutes: int) -> None:
        self.moment, self.minutes = moment, minutes
        self.type = DateTime()


class SecondsBetween(ColumnElement[float]):
    """How many seconds one stored moment lies after another."""

    inherit_cache = True
    _traverse_internals = [  # noqa: RUF012 (SQLAlchemy's own form)
        ("earlier", InternalTraversal.dp_clauseelement),
        ("later", InternalTraversal.dp_clauseelement),
    ]

    def __init__(self, earlier: ColumnElement[Any], later: ColumnElement[Any]) -> None:
        self.earlier, self.later = earlier, later
        self.type = Float()


@compiles(LocalTime, "sqlite")
def _local_sqlite(element: LocalTime, compiler: SQLCompiler, **options: Any) -> str:
    return f"datetime({compiler.process(element.moment, **options)}, '{element.minutes:+d} minutes')"


@compiles(LocalTime, "postgresql")
def _local_postgresql(element: LocalTime, compiler: SQLCompiler, **options: Any) -> str:
    moment = compiler.process(element.moment, **options)
    return f"(({moment} AT TIME ZONE 'UTC') + interval '{element.minutes:d} minutes')"


@compiles(SecondsBetween, "sqlite")
def _seconds_sqlite(element: SecondsBetween, compiler: SQLCompiler, **options: Any) -> str:
    earlier, later = (compiler.process(one, **options) for one in (element.earlier, element.later))
    return f"((julianday({later}) - julianday({earlier})) * 86400.0)"


@compiles(SecondsBetween, "postgresql")
def _seconds_postgresql(element: SecondsBetween, compiler: SQLCompiler, **options: Any) -> str:
    earlier, later = (compiler.process(one, **options) for one in (element.earlier, element.later))
    return f"extract(epoch from ({later} - {earlier}))"
