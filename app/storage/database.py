"""One database, whichever kind it is: who may write it, and how a transaction begins and ends."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Self

from sqlalchemy import make_url, text
from sqlalchemy.exc import ArgumentError

from app.domain.errors import StorageError, StorageUnavailable
from app.storage import migration, postgresql, sqlite
from app.storage.failures import UNCERTAIN, reading_failures, writing_failures
from app.storage.lock import WriteLock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import URL, Connection, Engine

_SQLITE = ("sqlite", "sqlite+pysqlite")
_POSTGRESQL = ("postgresql", "postgresql+psycopg")


class Database:
    """Opened by `Database.open`; `writing` and `reading` are engines that share no connection."""

    def __init__(self, reading: Engine, writing: Engine | None, lock: WriteLock | None) -> None:
        self.reading = reading
        self._writing = writing
        self._lock = lock

    @classmethod
    def open(cls, url: str, *, serving_at: str | None = None, writes: bool = True) -> Self:
        """Open a database for one process; nothing is connected yet.

        `%`, `?` and `#` in the path of a URL are percent-encoded. `serving_at` is the address told to a
        second process that is refused. With `writes` false, a SQLite file that another process writes may
        be opened too.
        """
        parsed = _parse(url)
        if parsed.drivername in _SQLITE:
            return cls._open_file(sqlite.file_of(parsed), serving_at, writes=writes)
        if parsed.drivername in _POSTGRESQL:
            writing = postgresql.writing_engine(parsed) if writes else None
            return cls(postgresql.reading_engine(parsed), writing, None)
        message = f"{parsed.drivername} databases are not supported; use sqlite:////path/file.db or postgresql://…"
        raise StorageError(message)

    @classmethod
    def _open_file(cls, path: Path, serving_at: str | None, *, writes: bool) -> Self:
        if not writes:
            if not path.exists():
                message = f"There is no database at {path}."
                raise StorageError(message)
            return cls(sqlite.reading_engine(path), None, None)
        sqlite.create_directory(path)
        lock = WriteLock(path.with_name(path.name + ".lock"), serving_at)
        return cls(sqlite.reading_engine(path), sqlite.writing_engine(path), lock)

    @property
    def writing(self) -> Engine:
        if self._writing is None:
            message = "This database was opened for reading only."
            raise StorageError(message)
        return self._writing

    @property
    def shared(self) -> bool:
        """Whether other processes may write it at the same time."""
        return self.reading.dialect.name == "postgresql"

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """All or nothing: committed at the end, and after any failure the connection is never used again."""
        committing = False
        try:
            with writing_failures(), self.writing.connect() as connection:
                try:
                    with connection.begin():
                        yield connection
                        committing = True
                except BaseException:
                    connection.invalidate()
                    raise
        except StorageUnavailable as error:
            # A server that is not heard of any more may have committed all the same.
            if committing and self.shared:
                raise StorageUnavailable(UNCERTAIN) from error.__cause__
            raise

    @contextmanager
    def reader(self) -> Iterator[Connection]:
        """A connection that cannot change anything."""
        with reading_failures(), self.reading.connect() as connection:
            yield connection

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """The same, and all statements see the database as it is at the first of them."""
        with reading_failures(), self.reading.connect() as connection:
            if self.shared:
                connection.execution_options(isolation_level="REPEATABLE READ")
                connection.execute(text("SET LOCAL statement_timeout = 0"))  # it may look at all there is
                yield connection
                return
            connection.exec_driver_sql("BEGIN")  # SQLite's driver is told to begin nothing by itself
            try:
                yield connection
            finally:
                connection.exec_driver_sql("ROLLBACK")

    def forget_deleted(self) -> None:
        """Let nothing of what was deleted stay in the files; on PostgreSQL that is what its vacuum does, in time."""
        if not self.shared:
            sqlite.empty_log(self.writing)

    def upgrade(self) -> str:
        """Bring the schema to the newest revision, or leave it untouched and raise."""
        return migration.upgrade(self)

    def schema_state(self) -> str:
        """The schema's revision; SchemaMismatch where it is not this program's own."""
        return migration.ready(self)

    def ping(self) -> None:
        """Raise StorageUnavailable unless the database answers."""
        # SQLite answers SELECT 1 without looking at the file.
        probe = "PRAGMA schema_version" if self.reading.dialect.name == "sqlite" else "SELECT 1"
        with self.reader() as connection:
            connection.execute(text(probe))

    def close(self) -> None:
        # The writer last: whoever closes a SQLite file last clears its write-ahead log, and readers cannot.
        self.reading.dispose()
        if self._writing is not None:
            self._writing.dispose()
        if self._lock is not None:
            self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _parse(url: str) -> URL:
    try:
        return make_url(url)
    except (ArgumentError, ValueError) as error:
        # The URL is not repeated: it may hold a password.
        message = "The database URL cannot be read; it looks like sqlite:////path/file.db or postgresql://…"
        raise StorageError(message) from error
