"""Which rules serve since when, and which of them are disabled."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def identifier() -> sa.types.TypeEngine[str]:
    return sa.Text(collation="C").with_variant(sa.Text(), "sqlite")


def upgrade() -> None:
    create_rule_publications()
    create_rule_disablements()


def downgrade() -> None:
    for table in ("rule_disablements", "rule_publications"):
        op.drop_table(table)


def create_rule_publications() -> None:
    op.create_table(
        "rule_publications",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("revision", identifier(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_rule_publications")),
        sa.CheckConstraint("reason IN ('start', 'reload')", name=op.f("ck_rule_publications_reason_is_known")),
        sa.ForeignKeyConstraint(
            ["revision"], ["rule_packs.revision"], name=op.f("fk_rule_publications_revision_rule_packs")
        ),
    )


def create_rule_disablements() -> None:
    op.create_table(
        "rule_disablements",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("rule", identifier(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lifted_at", sa.DateTime(timezone=True)),
        sa.Column("lifted_by", sa.Text(), comment="enable, disable (anew), or the revision that settled it"),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_rule_disablements")),
        sa.CheckConstraint("digest LIKE 'sha256:%'", name=op.f("ck_rule_disablements_digest_is_a_digest")),
        sa.CheckConstraint(
            "(lifted_at IS NULL) = (lifted_by IS NULL)", name=op.f("ck_rule_disablements_lifted_has_a_reason")
        ),
    )
    op.create_index(
        op.f("uq_rule_disablements_open"),
        "rule_disablements",
        ["rule"],
        unique=True,
        sqlite_where=sa.text("lifted_at IS NULL"),
        postgresql_where=sa.text("lifted_at IS NULL"),
    )
