"""The decision log: rule packs, decisions, their contents, idempotency keys."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def identifier() -> sa.types.TypeEngine[str]:
    return sa.Text(collation="C").with_variant(sa.Text(), "sqlite")


def upgrade() -> None:
    create_rule_packs()
    create_decisions()
    create_contents()
    create_idempotency_keys()


def downgrade() -> None:
    for table in ("idempotency_keys", "contents", "decisions", "rule_packs"):
        op.drop_table(table)


def create_rule_packs() -> None:
    op.create_table(
        "rule_packs",
        sa.Column("revision", identifier(), nullable=False),
        sa.Column("files", sa.Text(), nullable=False, comment="a JSON object: path to text"),
        sa.Column("first_used_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("revision", name=op.f("pk_rule_packs")),
        sa.CheckConstraint("revision LIKE 'sha256:%'", name=op.f("ck_rule_packs_revision_is_a_digest")),
    )


def create_decisions() -> None:
    op.create_table(
        "decisions",
        sa.Column("id", identifier(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("article", sa.Text()),
        sa.Column("rule", sa.Text()),
        sa.Column("ticket_system", sa.Text()),
        sa.Column("ticket_id", sa.Text()),
        sa.Column("trial", sa.Boolean(), nullable=False),
        sa.Column("rules_revision", identifier(), nullable=False),
        sa.Column("program_version", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("content_digest", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions")),
        sa.CheckConstraint("length(id) = 36", name=op.f("ck_decisions_id_is_a_uuid")),
        sa.CheckConstraint("decided_by IN ('engine', 'tree')", name=op.f("ck_decisions_decided_by_is_known")),
        sa.CheckConstraint("content_digest LIKE 'sha256:%'", name=op.f("ck_decisions_content_digest_is_a_digest")),
        sa.CheckConstraint(
            "verdict IN ('expected_behavior', 'misconfiguration', 'product_defect', 'environment_fault', "
            "'needs_information', 'no_match')",
            name=op.f("ck_decisions_verdict_is_known"),
        ),
        sa.ForeignKeyConstraint(
            ["rules_revision"], ["rule_packs.revision"], name=op.f("fk_decisions_rules_revision_rule_packs")
        ),
    )
    op.create_index(op.f("ix_decisions_verdict_id"), "decisions", ["verdict", "id"])
    op.create_index(op.f("ix_decisions_article_id"), "decisions", ["article", "id"])
    op.create_index(op.f("ix_decisions_ticket_id_id"), "decisions", ["ticket_id", "id"])
    op.create_index(op.f("ix_decisions_ticket_system_id"), "decisions", ["ticket_system", "id"])


def create_contents() -> None:
    op.create_table(
        "contents",
        sa.Column("decision_id", identifier(), nullable=False),
        sa.Column("request_type", sa.Text(), nullable=False),
        sa.Column("request", sa.LargeBinary(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("shown_as", sa.Text()),
        sa.Column("shown", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("decision_id", name=op.f("pk_contents")),
        sa.CheckConstraint("(shown IS NULL) = (shown_as IS NULL)", name=op.f("ck_contents_shown_has_a_type")),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name=op.f("fk_contents_decision_id_decisions")),
    )


def create_idempotency_keys() -> None:
    op.create_table(
        "idempotency_keys",
        sa.Column("key", identifier(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("decision_id", identifier(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_idempotency_keys")),
        sa.CheckConstraint("length(key) BETWEEN 1 AND 255", name=op.f("ck_idempotency_keys_key_has_a_length")),
        sa.ForeignKeyConstraint(
            ["decision_id"],
            ["decisions.id"],
            name=op.f("fk_idempotency_keys_decision_id_decisions"),
            deferrable=True,
            initially="DEFERRED",
        ),
    )
