"""What people found out about answers, and what that comes to for each rule."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from app.domain.errors import KeyReused, StorageUnavailable
from app.domain.log_record import Kind, outcome_entry
from app.domain.outcome import Outcome, RuleFigures
from app.domain.verdict import Verdict
from app.storage.chain import chain
from app.storage.failures import UNAVAILABLE
from app.storage.insertion import insert_unless_there
from app.storage.tables import decisions, log_records, outcomes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import Connection, Select

    from app.domain.decision import IdempotencyClaim
    from app.storage.database import Database

_OUTCOME = tuple(field.name for field in fields(Outcome))
_outcomes = select(*(outcomes.c[name] for name in _OUTCOME))
_UNSETTLED = (Verdict.NEEDS_INFORMATION.value, Verdict.NO_MATCH.value)


def _last_outcomes() -> Select[tuple[str, int]]:
    """Of each decision, the number of the last record that is an outcome of it."""
    return (
        select(outcomes.c.decision_id, func.max(log_records.c.seq).label("seq"))
        .join(log_records, log_records.c.subject == outcomes.c.id)
        .where(log_records.c.kind == Kind.OUTCOME.value)
        .group_by(outcomes.c.decision_id)
    )


class Outcomes:
    """Safe to use from several threads, and on PostgreSQL from several processes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def record(self, outcome: Outcome, claim: IdempotencyClaim | None) -> Outcome:
        """Add it to the log, or give the one that was recorded under the same key.

        KeyReused where that was sent with something else.
        """
        with self._database.transaction() as connection:
            row = asdict(outcome) | {
                "idempotency_key": claim.key if claim else None,
                "fingerprint": claim.fingerprint if claim else None,
            }
            added = insert_unless_there(connection, outcomes).returning(outcomes.c.id)
            if connection.scalar(added, row) is not None:
                chain(connection, [outcome_entry(outcome, row["idempotency_key"], row["fingerprint"])])
                return outcome
            return _recorded(connection, claim)

    def last_of(self, decision_ids: Iterable[str]) -> Mapping[str, Outcome]:
        """The last outcome of each of these decisions that has one."""
        last = _last_outcomes().where(outcomes.c.decision_id.in_(list(decision_ids))).subquery()
        query = _outcomes.join(log_records, log_records.c.subject == outcomes.c.id).join(
            last, (last.c.seq == log_records.c.seq) & (log_records.c.kind == Kind.OUTCOME.value)
        )
        with self._database.reader() as connection:
            return {row["decision_id"]: Outcome(**row) for row in connection.execute(query).mappings()}

    def of_rule(self, rule: str, article: str) -> RuleFigures:
        """How the rule's settled answers have done, trials left out; `article` is the one it is made of."""
        last = _last_outcomes().subquery()
        told = (
            select(decisions.c.rule, outcomes.c.right, outcomes.c.article, outcomes.c.fixed, func.count())
            .select_from(decisions)
            .outerjoin(last, last.c.decision_id == decisions.c.id)
            .outerjoin(log_records, (log_records.c.seq == last.c.seq))
            .outerjoin(outcomes, outcomes.c.id == log_records.c.subject)
            .where(decisions.c.trial.is_(False))
            .group_by(decisions.c.rule, outcomes.c.right, outcomes.c.article, outcomes.c.fixed)
        )
        led = told.where(decisions.c.rule == rule, decisions.c.verdict.not_in(_UNSETTLED))
        missed = told.where(outcomes.c.article == article, decisions.c.article.is_distinct_from(article))
        with self._database.reader() as connection:
            mine = [tuple(row) for row in connection.execute(led)]
            theirs = sum(row[-1] for row in connection.execute(missed))
        return RuleFigures(
            answers=sum(count for *_, count in mine),
            right=sum(count for _, right, _, _, count in mine if right),
            wrong=sum(count for _, right, _, _, count in mine if right is False),
            fixed=sum(count for *_, fixed, count in mine if fixed),
            not_fixed=sum(count for *_, fixed, count in mine if fixed is False),
            missed=theirs,
        )


def _recorded(connection: Connection, claim: IdempotencyClaim | None) -> Outcome:
    query = _outcomes.add_columns(outcomes.c.fingerprint)
    key = claim.key if claim else None
    row = connection.execute(query.where(outcomes.c.idempotency_key == key)).mappings().first()
    if row is None or claim is None:
        raise StorageUnavailable(UNAVAILABLE)
    if row["fingerprint"] != claim.fingerprint:
        raise KeyReused("The Idempotency-Key was used before with another body.")
    return Outcome(**{name: row[name] for name in _OUTCOME})
