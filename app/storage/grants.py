"""What a PostgreSQL role may do that runs the service and does not own the tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select, text

from app.domain.errors import InvalidInput, StorageError
from app.storage.tables import metadata

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from app.storage.database import Database

_FINGERPRINT = "UPDATE (fingerprint)"
_BESIDES = {
    "contents": "DELETE",
    "idempotency_keys": _FINGERPRINT,
    "log_head": "UPDATE",
    "replay_changes": "DELETE",
    "replays": "UPDATE",
    "rule_disablements": "UPDATE",
}
"""What the service does with rows that are there; every table it reads and adds to."""
_VERSION = "alembic_version"
_ROLE = text(
    "SELECT rolsuper, pg_has_role(rolname, current_user, 'MEMBER') OR EXISTS (SELECT 1 FROM pg_tables "
    "WHERE schemaname = current_schema() AND pg_has_role(rolname, tableowner, 'MEMBER')) AS owns "
    "FROM pg_roles WHERE rolname = :role"
)
_PRIVILEGES = text(
    "SELECT privilege FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) "
    "AS privilege WHERE has_table_privilege(:role, CAST(:table AS text), privilege)"
)
_UPDATES = text(
    "SELECT attname FROM pg_attribute WHERE attrelid = CAST(:table AS regclass) AND attnum > 0 AND NOT attisdropped "
    "AND has_column_privilege(:role, attrelid, attname, 'UPDATE')"
)
_MAKES_TABLES = text("SELECT has_schema_privilege(:role, current_schema(), 'CREATE')")


def grant(database: Database, role: str) -> list[str]:
    """Let the role read all, add to all, and change what the service changes; take everything else from it.

    The sentences tell what else it can do that this cannot take away. InvalidInput for a role that no grant binds,
    StorageError where the database has no roles, or does not do as it is told.
    """
    if not database.shared:
        raise StorageError("SQLite has no roles: who may write its file is for the file system to say.")
    with database.transaction() as connection:
        _look_bound(connection, role)
        for statement in _statements(connection, role):
            connection.exec_driver_sql(statement)
        wrong = list(_wrong(connection, role))
        if wrong:
            raise StorageError(f"Nothing was granted, for {role} would then {'; '.join(wrong)}.")
        return list(_left(connection, role))


def _look_bound(connection: Connection, role: str) -> None:
    row = connection.execute(_ROLE, {"role": role}).first()
    if row is None:
        raise InvalidInput(f"there is no role {role}: CREATE ROLE … LOGIN makes one")
    if row.rolsuper or row.owns:
        is_what = "is a superuser" if row.rolsuper else "owns the tables, or may become their owner"
        raise InvalidInput(f"{role} {is_what}, so that nothing can be kept from it; take another role")


def _statements(connection: Connection, role: str) -> Iterator[str]:
    quoted = connection.dialect.identifier_preparer.quote_identifier
    name = quoted(role)
    base, schema = connection.execute(text("SELECT current_database(), current_schema()")).one()
    yield f"GRANT CONNECT ON DATABASE {quoted(base)} TO {name}"
    yield f"GRANT USAGE ON SCHEMA {quoted(schema)} TO {name}"
    for table in metadata.sorted_tables:
        besides = f", {_BESIDES[table.name]}" if table.name in _BESIDES else ""
        yield f"REVOKE ALL ON {table.name} FROM {name}"
        yield f"GRANT SELECT, INSERT{besides} ON {table.name} TO {name}"
        column = table.autoincrement_column
        if column is not None:
            sequence = connection.scalar(select(func.pg_get_serial_sequence(table.name, column.name)))
            yield f"GRANT USAGE ON SEQUENCE {sequence} TO {name}"
    yield f"REVOKE ALL ON {_VERSION} FROM {name}"
    yield f"GRANT SELECT ON {_VERSION} TO {name}"


def _wrong(connection: Connection, role: str) -> Iterator[str]:
    """Privileges that it lacks, and those it has from elsewhere: a group, or everybody."""
    for table in (*metadata.tables, _VERSION):
        besides = _BESIDES.get(table, "")
        wanted = {"SELECT"} if table == _VERSION else {"SELECT", "INSERT"}
        wanted |= {besides} - {"", _FINGERPRINT}
        asked = {"role": role, "table": table}
        has = set(connection.scalars(_PRIVILEGES, asked))
        columns = set(connection.scalars(_UPDATES, asked))
        if lacking := wanted - has:
            yield f"not have {', '.join(sorted(lacking))} on {table}"
        if more := has - wanted:
            yield f"have {', '.join(sorted(more))} on {table}"
        elif columns != {"fingerprint"} if besides == _FINGERPRINT else columns and besides != "UPDATE":
            yield f"have UPDATE on {', '.join(sorted(columns)) or 'no column'} of {table}"


def _left(connection: Connection, role: str) -> Iterator[str]:
    if connection.scalar(_MAKES_TABLES, {"role": role}):
        yield f"{role} may make tables beside kbdiag's: REVOKE CREATE ON SCHEMA … FROM PUBLIC takes that away."
