"""Columns as they are read to be verified: refused where they hold what this program never writes.

SQLite keeps anything in any column, and reads back a time or a truth value from more than one form of it.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, Boolean, DateTime, Integer, LargeBinary, String, Text, TypeDecorator, type_coerce
from sqlalchemy.exc import DataError, OperationalError

from app.storage.columns import ExactText, UtcTime

if TYPE_CHECKING:
    from sqlalchemy import Column, ColumnElement, Dialect
    from sqlalchemy.types import TypeEngine

_NO_UTF8 = "Could not decode to UTF-8"
"""What SQLite's driver says of text that is none."""
UNREADABLE = (ValueError, TypeError, OverflowError, DataError, OperationalError)
"""What reading such columns raises; of OperationalError only what `is_unreadable` confirms."""


def is_unreadable(error: Exception) -> bool:
    """Whether a row is to blame, and not the database."""
    return not isinstance(error, OperationalError) or _NO_UTF8 in str(error.orig)


def as_written(column: Column[Any]) -> ColumnElement[Any]:
    """The same column under its own name; see UNREADABLE."""
    exact = next((exact for kind, exact in _EXACT.items() if isinstance(column.type, kind)), None)
    return column if exact is None else type_coerce(column, exact).label(column.name)


class _WrittenText(TypeDecorator[str]):
    impl = Text
    cache_ok = True

    def process_result_value(self, value: object, dialect: Dialect) -> str | None:
        del dialect
        if value is None or isinstance(value, str):
            return value
        raise ValueError("this is no text")


class _WrittenBytes(TypeDecorator[bytes]):
    impl = LargeBinary
    cache_ok = True

    def process_result_value(self, value: object, dialect: Dialect) -> bytes | None:
        del dialect
        if value is None or isinstance(value, bytes):
            return value
        raise ValueError("these are no bytes")


class _WrittenExactText(TypeDecorator[str]):
    impl = LargeBinary
    cache_ok = True

    def process_result_value(self, value: object, dialect: Dialect) -> str | None:
        del dialect
        if value is None:
            return None
        if isinstance(value, bytes):
            return value.decode()
        raise ValueError("these are no bytes")


class _WrittenNumber(TypeDecorator[int]):
    impl = BigInteger
    cache_ok = True

    def process_result_value(self, value: object, dialect: Dialect) -> int | None:
        del dialect
        if value is None or isinstance(value, int):
            return value
        raise ValueError("this is no whole number")


class _WrittenTruth(TypeDecorator[bool]):
    impl = Boolean
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(Integer() if dialect.name == "sqlite" else Boolean())

    def process_result_value(self, value: object, dialect: Dialect) -> bool | None:
        del dialect
        if value is None:
            return None
        if isinstance(value, int) and value in (0, 1):
            return bool(value)
        raise ValueError("this is neither true nor false")


class _WrittenTime(TypeDecorator[datetime]):
    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(String() if dialect.name == "sqlite" else DateTime(timezone=True))

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ANN401 - as it is kept
        del dialect
        if value is None:
            return None
        if isinstance(value, datetime):
            return value.astimezone(UTC)
        time = datetime.fromisoformat(value)
        if time.tzinfo is not None or time.isoformat(" ", "microseconds") != value:
            raise ValueError("this time is written in another form")
        return time.replace(tzinfo=UTC)


_EXACT: dict[type[TypeEngine[Any]], TypeEngine[Any]] = {
    UtcTime: _WrittenTime(),
    ExactText: _WrittenExactText(),
    LargeBinary: _WrittenBytes(),
    Boolean: _WrittenTruth(),
    Text: _WrittenText(),
    Integer: _WrittenNumber(),
}
