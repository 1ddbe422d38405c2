"""Runs migrations inside the transaction that app.storage.migration has begun."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alembic import context
from alembic.util import CommandError

from app.storage.tables import metadata

if TYPE_CHECKING:
    from sqlalchemy import Connection


def run() -> None:
    connection: Connection | None = context.config.attributes.get("connection")
    if connection is None or context.is_offline_mode():
        message = "migrations run through `kbdiag db`, which brings its own connection"
        raise CommandError(message)
    context.configure(
        connection=connection,
        target_metadata=metadata,
        compare_type=True,
        transactional_ddl=True,
        render_as_batch=connection.dialect.name == "sqlite",
    )
    with context.begin_transaction():
        context.run_migrations()


run()
