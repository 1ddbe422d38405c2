"""What the database libraries raise, told in this program's own errors.

poison   one record the database will never take: StorageError, its neighbours are unharmed
outage   anything else (disk, lock, network, pool): StorageUnavailable, the same request may be sent again
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy.exc import (
    DataError,
    DBAPIError,
    IntegrityError,
    NotSupportedError,
    ProgrammingError,
    SQLAlchemyError,
    StatementError,
)

from app.domain.errors import StorageError, StorageUnavailable

if TYPE_CHECKING:
    from collections.abc import Iterator

UNAVAILABLE = "The database cannot be used at the moment; nothing was recorded, the same request may be sent again."
UNCERTAIN = (
    "The database was lost while this was being recorded, and whether it was is not known. "
    "The same request may be sent again; with an Idempotency-Key it is then recorded once all the same."
)
UNREADABLE = "The database cannot be read at the moment; the same request may be sent again."
REFUSED = "The database refuses what was to be recorded."

_POISON = (IntegrityError, DataError, ProgrammingError, NotSupportedError)


def is_poison(error: Exception) -> bool:
    """Whether the record is to blame, so that sending it again, or its neighbours with it, cannot succeed."""
    if isinstance(error, DBAPIError):
        return isinstance(error, _POISON) and not error.connection_invalidated
    return isinstance(error, (StatementError, UnicodeError))


def in_brief(error: BaseException) -> str:
    """What the database said, without the lines that quote what was to be stored."""
    cause = error.__cause__ or error
    return str(cause).partition("\n")[0] or type(cause).__name__


@contextmanager
def told_why(what: str) -> Iterator[None]:
    """Put what the database, or the disk, says in place of sentences that are meant for clients of the service."""
    try:
        yield
    except StorageError as error:
        said = getattr(error.__cause__, "orig", None)
        if said is None:
            raise
        raise StorageError(f"{what}: {in_brief(said)}.") from error
    except OSError as error:
        raise StorageError(f"{what}: {error.strerror or error}.") from error


@contextmanager
def writing_failures() -> Iterator[None]:
    """Raise poison as StorageError and every other failure of the database as StorageUnavailable."""
    try:
        yield
    except (SQLAlchemyError, UnicodeError) as error:
        if is_poison(error):
            raise StorageError(REFUSED) from error
        raise StorageUnavailable(UNAVAILABLE) from error


@contextmanager
def reading_failures() -> Iterator[None]:
    """Raise every failure of the database as StorageUnavailable."""
    try:
        yield
    except (SQLAlchemyError, UnicodeError) as error:
        raise StorageUnavailable(UNREADABLE) from error
