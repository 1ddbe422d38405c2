"""Column types that give back on either database exactly what went in."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import DateTime, LargeBinary, Text, TypeDecorator

if TYPE_CHECKING:
    from sqlalchemy import Dialect
    from sqlalchemy.types import TypeEngine


class UtcTime(TypeDecorator[datetime]):
    """An instant, to the microsecond, read back in UTC; SQLite itself would forget the time zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        del dialect
        if value is None:
            return None
        if value.tzinfo is None:
            message = "a time without a time zone cannot be stored"
            raise ValueError(message)
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class ExactText(TypeDecorator[str]):
    """Text kept as UTF-8 bytes, because PostgreSQL's own text cannot hold NUL."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        del dialect
        return None if value is None else value.encode()

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        del dialect
        return None if value is None else value.decode()


def identifier() -> TypeEngine[str]:
    """Text ordered by its bytes on both databases, as keyset paging needs."""
    return Text(collation="C").with_variant(Text(), "sqlite")


def is_storable(text: str) -> bool:
    """Whether any stored text can equal this one: NUL and lone surrogates never reach a text column."""
    return "\x00" not in text and not any("\ud800" <= character <= "\udfff" for character in text)
