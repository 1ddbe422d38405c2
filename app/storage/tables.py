"""The tables of the decision log, as the newest migration leaves them."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    text,
)

from app.storage.columns import ExactText, UtcTime, identifier

_NUMBER = BigInteger().with_variant(Integer, "sqlite")

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    },
)

rule_packs = Table(
    "rule_packs",
    metadata,
    Column("revision", identifier(), primary_key=True),
    Column("files", Text, nullable=False, comment="a JSON object: path to text"),
    Column("first_used_at", UtcTime, nullable=False),
    CheckConstraint("revision LIKE 'sha256:%'", name="revision_is_a_digest"),
)

# Rows are added in turn, so that numbers appear in their order; the highest is what all processes serve.
rule_publications = Table(
    "rule_publications",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("revision", identifier(), ForeignKey(rule_packs.c.revision), nullable=False),
    Column("published_at", UtcTime, nullable=False),
    Column("reason", Text, nullable=False),
    CheckConstraint("reason IN ('start', 'reload')", name="reason_is_known"),
)

# A rule is disabled while a row of it is not lifted, which there is one of at most.
rule_disablements = Table(
    "rule_disablements",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("rule", identifier(), nullable=False),
    Column("digest", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("disabled_at", UtcTime, nullable=False),
    Column("lifted_at", UtcTime),
    Column("lifted_by", Text, comment="enable, disable (anew), or the revision that settled it"),
    CheckConstraint("digest LIKE 'sha256:%'", name="digest_is_a_digest"),
    CheckConstraint("(lifted_at IS NULL) = (lifted_by IS NULL)", name="lifted_has_a_reason"),
    Index(
        "uq_rule_disablements_open",
        "rule",
        unique=True,
        sqlite_where=text("lifted_at IS NULL"),
        postgresql_where=text("lifted_at IS NULL"),
    ),
)

decisions = Table(
    "decisions",
    metadata,
    Column("id", identifier(), primary_key=True),
    Column("decided_at", UtcTime, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("article", Text),
    Column("rule", Text),
    Column("ticket_system", Text),
    Column("ticket_id", Text),
    Column("trial", Boolean, nullable=False),
    Column("rules_revision", identifier(), ForeignKey(rule_packs.c.revision), nullable=False),
    Column("program_version", Text, nullable=False),
    Column("decided_by", Text, nullable=False),
    Column("content_digest", Text, nullable=False),
    Column("follows", identifier()),
    CheckConstraint("length(id) = 36", name="id_is_a_uuid"),
    CheckConstraint("decided_by IN ('engine', 'tree')", name="decided_by_is_known"),
    CheckConstraint("content_digest LIKE 'sha256:%'", name="content_digest_is_a_digest"),
    CheckConstraint(
        "verdict IN ('expected_behavior', 'misconfiguration', 'product_defect', 'environment_fault', "
        "'needs_information', 'no_match')",
        name="verdict_is_known",
    ),
    # What filters of the list compare is followed by the id, so that a page is read from one index in order;
    # times are not, since ids nearly follow them already.
    Index(None, "verdict", "id"),
    Index(None, "article", "id"),
    Index(None, "ticket_id", "id"),
    Index(None, "ticket_system", "id"),
    Index(None, "follows"),
)

contents = Table(
    "contents",
    metadata,
    Column("decision_id", identifier(), ForeignKey(decisions.c.id), primary_key=True),
    Column("request_type", Text, nullable=False),
    Column("request", LargeBinary, nullable=False),
    Column("answer", Text, nullable=False),
    Column("shown_as", Text),
    Column("shown", ExactText),
    Column("salt", LargeBinary),
    CheckConstraint("(shown IS NULL) = (shown_as IS NULL)", name="shown_has_a_type"),
)

# A key is claimed before its decision is inserted, so that the loser of a race never inserts one:
# hence the reference is checked at the commit.
idempotency_keys = Table(
    "idempotency_keys",
    metadata,
    Column("key", identifier(), primary_key=True),
    Column("fingerprint", Text, nullable=False),
    Column(
        "decision_id",
        identifier(),
        ForeignKey(decisions.c.id, deferrable=True, initially="DEFERRED"),
        nullable=False,
    ),
    Column("created_at", UtcTime, nullable=False),
    CheckConstraint("length(key) BETWEEN 1 AND 255", name="key_has_a_length"),
    Index("uq_idempotency_keys_decision_id", "decision_id", unique=True),
)

# One row, made with the first record; on PostgreSQL whoever chains records holds it.
log_head = Table(
    "log_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("log_id", Text, nullable=False),
    Column("seq", _NUMBER, nullable=False),
    Column("digest", Text, nullable=False),
    CheckConstraint("id = 1", name="id_is_one"),
)

# The chain. What a record seals stands in the table of its kind: decisions, erasures, outcomes.
log_records = Table(
    "log_records",
    metadata,
    Column("seq", _NUMBER, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("subject", identifier(), nullable=False),
    Column("previous", Text, nullable=False),
    Column("digest", Text, nullable=False),
    CheckConstraint("kind IN ('decision', 'erasure', 'outcome')", name="kind_is_known"),
    Index("uq_log_records_subject_kind", "subject", "kind", unique=True),
)

erasures = Table(
    "erasures",
    metadata,
    Column("decision_id", identifier(), ForeignKey(decisions.c.id), primary_key=True),
    Column("erased_at", UtcTime, nullable=False),
    Column("erased_by", Text, nullable=False),
    Column("why", Text, nullable=False),
)

outcomes = Table(
    "outcomes",
    metadata,
    Column("id", identifier(), primary_key=True),
    Column("decision_id", identifier(), ForeignKey(decisions.c.id), nullable=False),
    Column("recorded_at", UtcTime, nullable=False),
    Column("right", Boolean, nullable=False),
    Column("article", Text),
    Column("fixed", Boolean),
    Column("idempotency_key", identifier(), unique=True),
    Column("fingerprint", Text),
    CheckConstraint('article IS NULL OR NOT "right"', name="other_article_means_wrong"),
    CheckConstraint("(idempotency_key IS NULL) = (fingerprint IS NULL)", name="key_has_a_fingerprint"),
    Index(None, "decision_id"),
)

# What was found is in its changes; those of an erased decision are erased with it.
replays = Table(
    "replays",
    metadata,
    Column("id", identifier(), primary_key=True),
    Column("created_at", UtcTime, nullable=False),
    Column("revision", identifier(), ForeignKey(rule_packs.c.revision), nullable=False),
    Column("request", Text, nullable=False, comment="a JSON object: which cases, against which rules"),
    Column("state", Text, nullable=False),
    Column("updated_at", UtcTime, nullable=False),
    Column("done", Integer, nullable=False),
    Column("total", Integer, nullable=False),
    Column("report", Text, comment="a JSON object, once it is finished"),
    Column("error", Text),
    Column("idempotency_key", identifier(), unique=True),
    Column("fingerprint", Text),
    CheckConstraint("state IN ('running', 'finished', 'failed')", name="state_is_known"),
    CheckConstraint("(idempotency_key IS NULL) = (fingerprint IS NULL)", name="key_has_a_fingerprint"),
)

replay_changes = Table(
    "replay_changes",
    metadata,
    Column("replay_id", identifier(), ForeignKey(replays.c.id), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("decision_id", identifier(), ForeignKey(decisions.c.id), nullable=False),
    Column("kind", Text, nullable=False),
    Column("after", ExactText, nullable=False, comment="the answer that these rules give"),
    Index(None, "decision_id"),
)
