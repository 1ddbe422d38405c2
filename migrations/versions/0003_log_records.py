"""The log becomes a chain in which nothing can be changed: records, erasures, outcomes, replays, and their guards."""

from __future__ import annotations

import hashlib
import json
import uuid
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from alembic import op

if TYPE_CHECKING:
    from collections.abc import Iterator

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

KEPT = ("decisions", "log_records", "erasures", "outcomes", "rule_packs", "rule_publications")
"""Of these no row is ever changed or deleted."""
GUARDED = (*KEPT, "contents", "idempotency_keys", "log_head")
COLUMNS = (
    "id, decided_at, verdict, article, rule, ticket_system, ticket_id, trial, rules_revision, program_version, "
    "decided_by, content_digest, follows"
)


def identifier() -> sa.types.TypeEngine[str]:
    return sa.Text(collation="C").with_variant(sa.Text(), "sqlite")


def number() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("decisions", sa.Column("follows", identifier()))
    op.create_index(op.f("ix_decisions_follows"), "decisions", ["follows"])
    op.add_column("contents", sa.Column("salt", sa.LargeBinary()))
    op.create_index("uq_idempotency_keys_decision_id", "idempotency_keys", ["decision_id"], unique=True)
    create_log()
    create_erasures()
    create_outcomes()
    create_replays()
    chain_what_there_is()
    guard_sqlite() if op.get_bind().dialect.name == "sqlite" else guard_postgresql()


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in GUARDED:
            for change in ("insert", "update", "delete"):
                op.execute(f"DROP TRIGGER kbdiag_{table}_{change}")
    else:
        for table in GUARDED:
            op.execute(f"DROP TRIGGER kbdiag_rows ON {table}")
            op.execute(f"DROP TRIGGER kbdiag_truncate ON {table}")
            op.execute(f"GRANT UPDATE, DELETE, TRUNCATE ON {table} TO CURRENT_USER")
        op.execute("DROP FUNCTION kbdiag_append_only")
    for table in ("replay_changes", "replays", "outcomes", "erasures", "log_records", "log_head"):
        op.drop_table(table)
    op.drop_index("uq_idempotency_keys_decision_id", "idempotency_keys")
    op.drop_column("contents", "salt")
    op.drop_index(op.f("ix_decisions_follows"), "decisions")
    op.drop_column("decisions", "follows")


def create_log() -> None:
    op.create_table(
        "log_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("log_id", sa.Text(), nullable=False),
        sa.Column("seq", number(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_head")),
        sa.CheckConstraint("id = 1", name=op.f("ck_log_head_id_is_one")),
    )
    op.create_table(
        "log_records",
        sa.Column("seq", number(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", identifier(), nullable=False),
        sa.Column("previous", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_log_records")),
        sa.CheckConstraint("kind IN ('decision', 'erasure', 'outcome')", name=op.f("ck_log_records_kind_is_known")),
    )
    op.create_index("uq_log_records_subject_kind", "log_records", ["subject", "kind"], unique=True)


def create_erasures() -> None:
    op.create_table(
        "erasures",
        sa.Column("decision_id", identifier(), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("erased_by", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("decision_id", name=op.f("pk_erasures")),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name=op.f("fk_erasures_decision_id_decisions")),
    )


def create_outcomes() -> None:
    op.create_table(
        "outcomes",
        sa.Column("id", identifier(), nullable=False),
        sa.Column("decision_id", identifier(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("right", sa.Boolean(), nullable=False),
        sa.Column("article", sa.Text()),
        sa.Column("fixed", sa.Boolean()),
        sa.Column("idempotency_key", identifier()),
        sa.Column("fingerprint", sa.Text()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcomes")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_outcomes_idempotency_key")),
        sa.CheckConstraint('article IS NULL OR NOT "right"', name=op.f("ck_outcomes_other_article_means_wrong")),
        sa.CheckConstraint(
            "(idempotency_key IS NULL) = (fingerprint IS NULL)", name=op.f("ck_outcomes_key_has_a_fingerprint")
        ),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name=op.f("fk_outcomes_decision_id_decisions")),
    )
    op.create_index(op.f("ix_outcomes_decision_id"), "outcomes", ["decision_id"])


def create_replays() -> None:
    op.create_table(
        "replays",
        sa.Column("id", identifier(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision", identifier(), nullable=False),
        sa.Column("request", sa.Text(), nullable=False, comment="a JSON object: which cases, against which rules"),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("report", sa.Text(), comment="a JSON object, once it is finished"),
        sa.Column("error", sa.Text()),
        sa.Column("idempotency_key", identifier()),
        sa.Column("fingerprint", sa.Text()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_replays")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_replays_idempotency_key")),
        sa.CheckConstraint("state IN ('running', 'finished', 'failed')", name=op.f("ck_replays_state_is_known")),
        sa.CheckConstraint(
            "(idempotency_key IS NULL) = (fingerprint IS NULL)", name=op.f("ck_replays_key_has_a_fingerprint")
        ),
        sa.ForeignKeyConstraint(["revision"], ["rule_packs.revision"], name=op.f("fk_replays_revision_rule_packs")),
    )
    op.create_table(
        "replay_changes",
        sa.Column("replay_id", identifier(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("decision_id", identifier(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("after", sa.LargeBinary(), nullable=False, comment="the answer that these rules give"),
        sa.PrimaryKeyConstraint("replay_id", "position", name=op.f("pk_replay_changes")),
        sa.ForeignKeyConstraint(["replay_id"], ["replays.id"], name=op.f("fk_replay_changes_replay_id_replays")),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decisions.id"], name=op.f("fk_replay_changes_decision_id_decisions")
        ),
    )
    op.create_index(op.f("ix_replay_changes_decision_id"), "replay_changes", ["decision_id"])


def chain_what_there_is() -> None:
    """Decisions stored so far, in the order of their ids, which nearly is that of their times."""
    connection = op.get_bind()
    log_id = str(uuid.uuid4())
    seq, digest = 0, sha256({"log": log_id})
    for rows in pages(connection):
        records = []
        for row in rows:
            body = {name: plain(value) for name, value in row.items()}
            seq, previous = seq + 1, digest
            record = {"seq": seq, "kind": "decision", "subject": row["id"], "previous": previous}
            digest = sha256(record | {"body": body})
            records.append(record | {"digest": digest})
        statement = "INSERT INTO log_records VALUES (:seq, :kind, :subject, :previous, :digest)"
        connection.execute(sa.text(statement), records)
    if seq:
        row = {"log_id": log_id, "seq": seq, "digest": digest}
        connection.execute(sa.text("INSERT INTO log_head VALUES (1, :log_id, :seq, :digest)"), row)


def pages(connection: sa.Connection) -> Iterator[list[dict[str, Any]]]:
    query = sa.text(
        f"SELECT {COLUMNS}, k.key AS idempotency_key FROM decisions "  # noqa: S608 - our own names
        "LEFT JOIN idempotency_keys k ON k.decision_id = id WHERE id > :last ORDER BY id LIMIT 1000"
    ).columns(decided_at=sa.DateTime(timezone=True), trial=sa.Boolean())
    last = ""
    while rows := [dict(row) for row in connection.execute(query, {"last": last}).mappings()]:
        yield rows
        last = rows[-1]["id"]


def plain(value: object) -> object:
    if not isinstance(value, datetime):
        return value
    time = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    return time.isoformat(timespec="microseconds").replace("+00:00", "Z")


def sha256(value: dict[str, Any]) -> str:
    data = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


ERASED = "EXISTS (SELECT 1 FROM erasures WHERE erasures.decision_id = OLD.decision_id)"
ALLOWED = {
    ("contents", "delete"): ERASED,
    ("idempotency_keys", "update"): f"NEW.key = OLD.key AND NEW.decision_id = OLD.decision_id AND "
    f"NEW.created_at = OLD.created_at AND NEW.fingerprint = '' AND {ERASED}",
    ("log_head", "update"): "NEW.id = OLD.id AND NEW.log_id = OLD.log_id AND NEW.seq > OLD.seq",
}
"""The only changes there may be: what is erased is recorded as erased first, and the log only grows."""


SAME = {
    "decisions": "id = NEW.id",
    "log_records": "(subject = NEW.subject AND kind = NEW.kind)",
    "erasures": "decision_id = NEW.decision_id",
    "outcomes": "id = NEW.id OR idempotency_key = NEW.idempotency_key",
    "rule_packs": "revision = NEW.revision",
    "rule_publications": "seq = NEW.seq",
    "contents": "decision_id = NEW.decision_id",
    "idempotency_keys": "key = NEW.key OR decision_id = NEW.decision_id",
    "log_head": "id = NEW.id",
}
"""When a row has a key of another one; on SQLite a row has besides a number, which may be its primary key."""
PASSED_OVER = ("erasures", "outcomes", "rule_packs", "idempotency_keys", "log_head")
"""Where the program itself adds only what is not there yet (ON CONFLICT DO NOTHING)."""


def guard_sqlite() -> None:
    for table in GUARDED:
        refused = f"RAISE(ABORT, '{table} can only be added to')"
        for change in ("update", "delete"):
            allowed = ALLOWED.get((table, change))
            same_row = " AND NEW.rowid = OLD.rowid" if change == "update" else ""
            when = f"WHEN NOT ({allowed}{same_row}) " if allowed else ""
            op.execute(
                f"CREATE TRIGGER kbdiag_{table}_{change} BEFORE {change.upper()} ON {table} {when}"
                f"BEGIN SELECT {refused}; END"
            )
        # INSERT OR REPLACE deletes the row that was there, and no trigger hears of that.
        op.execute(
            f"CREATE TRIGGER kbdiag_{table}_insert BEFORE INSERT ON {table} "  # noqa: S608 - our own names
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE rowid = NEW.rowid OR {SAME[table]}) "
            f"BEGIN SELECT {'RAISE(IGNORE)' if table in PASSED_OVER else refused}; END"
        )


def guard_postgresql() -> None:
    """Triggers, and no privilege for the owner either.

    A role needs the privilege to update some column of a table that others refer to, for PostgreSQL locks rows by it.
    """
    cases = "".join(
        f"IF TG_TABLE_NAME = '{table}' AND TG_OP = '{change.upper()}' THEN "
        f"IF {allowed} THEN RETURN {'OLD' if change == 'delete' else 'NEW'}; END IF; END IF; "
        for (table, change), allowed in ALLOWED.items()
    )
    op.execute(
        "CREATE FUNCTION kbdiag_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"{cases}RAISE EXCEPTION '% can only be added to', TG_TABLE_NAME; END $$"
    )
    for table in GUARDED:
        op.execute(
            f"CREATE TRIGGER kbdiag_rows BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION kbdiag_append_only()"
        )
        op.execute(
            f"CREATE TRIGGER kbdiag_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION kbdiag_append_only()"
        )
        op.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM CURRENT_USER")
    op.execute("GRANT UPDATE (id) ON decisions TO CURRENT_USER")
    op.execute("GRANT UPDATE (revision) ON rule_packs TO CURRENT_USER")
    op.execute("GRANT UPDATE ON log_head TO CURRENT_USER")
    op.execute("GRANT UPDATE (fingerprint) ON idempotency_keys TO CURRENT_USER")
    op.execute("GRANT DELETE ON contents TO CURRENT_USER")
