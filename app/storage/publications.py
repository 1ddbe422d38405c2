"""Which rules are published, and which of them are disabled: each change is one transaction, and they take turns."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from sqlalchemy import insert, select, text, update

from app.domain.publication import START, Disablement, Publication, RulesState
from app.storage.packs import keep_pack
from app.storage.tables import rule_disablements, rule_publications

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from app.domain.rule import RulePack
    from app.storage.database import Database

ENABLE = "enable"
DISABLE = "disable"
"""What has lifted a disablement, where it was not a pack; a pack is named by its revision."""
_TURN = 0x6B62_6469_6167_0002
"""PostgreSQL's advisory lock of whoever changes what is served; beside that of migrations."""

_open = select(
    rule_disablements.c.rule, rule_disablements.c.digest, rule_disablements.c.why, rule_disablements.c.disabled_at
).where(rule_disablements.c.lifted_at.is_(None))
_lifted = (
    select(
        rule_disablements.c.rule,
        rule_disablements.c.digest,
        rule_disablements.c.why,
        rule_disablements.c.disabled_at,
        rule_disablements.c.lifted_by,
    )
    .where(rule_disablements.c.lifted_at.is_not(None))
    .order_by(rule_disablements.c.seq)
)
_newest = (
    select(
        rule_publications.c.seq,
        rule_publications.c.revision,
        rule_publications.c.published_at,
        rule_publications.c.reason,
    )
    .order_by(rule_publications.c.seq.desc())
    .limit(1)
)


class Publications:
    """Safe to use from several threads, and on PostgreSQL from several processes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @property
    def shared(self) -> bool:
        """Whether other processes may change what is served."""
        return self._database.shared

    def state(self) -> RulesState:
        """What is to be served, of one moment."""
        with self._database.reader() as connection:
            return _state(connection)

    def was_published(self, revision: str) -> bool:
        """Whether it ever was, be it long ago."""
        with self._database.reader() as connection:
            return _was_published(connection, revision)

    def expected(self, pack: RulePack) -> RulesState:
        """What would be disabled in the pack, were it published now; it is not."""
        with self._database.reader() as connection:
            return RulesState(None, _disabled_in(connection, pack))

    def publish(self, pack: RulePack, at: datetime, reason: str) -> RulesState:
        """Keep the pack, make it the newest unless it is, and lift the disablements that it settles; all or nothing.

        A rule that a pack has settled is disabled again where this pack holds it as it was then: whoever goes back to
        older files does not say that the rule was right after all.

        The state that holds from then on. Where others may have moved on, a start publishes only what never was.
        """
        with self._database.transaction() as connection:
            take_turns(connection)
            before = _state(connection)
            if before.newest is not None and before.newest.revision == pack.revision:
                return before
            if reason == START and self.shared and _was_published(connection, pack.revision):
                return before
            keep_pack(connection, pack.revision, pack.files, at)
            row = {"revision": pack.revision, "published_at": at, "reason": reason}
            connection.execute(insert(rule_publications), [row])
            disabled = _disabled_in(connection, pack)
            for one in before.disabled:
                if one not in disabled:
                    _lift(connection, one.rule, at, pack.revision)
            again = [asdict(replace(one, disabled_at=at)) for one in disabled if one not in before.disabled]
            if again:
                connection.execute(insert(rule_disablements), again)
            return _state(connection)

    def disable(self, disablement: Disablement) -> bool:
        """Take the rule out; False where this very rule was out already, which is left as it is."""
        with self._database.transaction() as connection:
            take_turns(connection)
            for one in _state(connection).disabled:
                if one.rule == disablement.rule:
                    if one.digest == disablement.digest:
                        return False
                    _lift(connection, one.rule, disablement.disabled_at, DISABLE)
            connection.execute(insert(rule_disablements), [asdict(disablement)])
            return True

    def enable(self, rule: str, at: datetime) -> bool:
        """Put the rule back; False where it was not out."""
        with self._database.transaction() as connection:
            take_turns(connection)
            return _lift(connection, rule, at, ENABLE)


def take_turns(connection: Connection) -> None:
    """One change at a time; SQLite's writer has its turn already."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _TURN})


def _state(connection: Connection) -> RulesState:
    """The disablements first: a pack published in between settles some of them by its digests, whatever they say."""
    disabled = tuple(Disablement(*row) for row in connection.execute(_open))
    newest = connection.execute(_newest).first()
    return RulesState(Publication(*newest) if newest is not None else None, disabled)


def _disabled_in(connection: Connection, pack: RulePack) -> tuple[Disablement, ...]:
    """What is disabled and in the pack, and what a pack has settled, not a person, that is in this one again."""
    found: dict[str, Disablement] = {}
    for *parts, lifted_by in connection.execute(_lifted):
        one = Disablement(*parts)
        if lifted_by == ENABLE and found.get(one.rule, one).digest == one.digest:
            found.pop(one.rule, None)
        elif lifted_by != ENABLE and one.holds_in(pack):
            found[one.rule] = one
    for one in (Disablement(*row) for row in connection.execute(_open)):
        if one.holds_in(pack):
            found[one.rule] = one
    return tuple(found.values())


def _was_published(connection: Connection, revision: str) -> bool:
    query = select(rule_publications.c.seq).where(rule_publications.c.revision == revision).limit(1)
    return connection.scalar(query) is not None


def _lift(connection: Connection, rule: str, at: datetime, by: str) -> bool:
    found = update(rule_disablements).where(rule_disablements.c.rule == rule, rule_disablements.c.lifted_at.is_(None))
    return connection.execute(found.values(lifted_at=at, lifted_by=by)).rowcount > 0
