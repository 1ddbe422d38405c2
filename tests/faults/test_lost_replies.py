"""The connection is lost around a commit: the same key, sent again, gives the one decision there is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.domain.decision import IdempotencyClaim
from app.domain.errors import StorageUnavailable
from app.domain.outcome import Outcome
from app.storage.database import Database
from app.storage.decision_log import DecisionWriter
from app.storage.failures import UNAVAILABLE, UNCERTAIN
from app.storage.outcomes import Outcomes
from tests.faults.cutting_proxy import Cut, Proxy, proxy_to
from tests.faults.no_loss import assert_no_loss
from tests.storage.gate import PATIENCE
from tests.storage.samples import AT, FILES, PACK, new_id, record

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def proxy(postgresql_url: str) -> Iterator[Proxy]:
    with proxy_to(postgresql_url) as one:
        yield one


@pytest.fixture
def database(proxy: Proxy) -> Iterator[Database]:
    with Database.open(proxy.url) as opened:
        opened.upgrade()
        yield opened


@pytest.fixture
def writer(database: Database) -> Iterator[DecisionWriter]:
    with DecisionWriter(database) as opened:
        opened.keep_pack(PACK, FILES, AT)
        yield opened


def test_a_reply_that_is_lost_is_looked_after(proxy: Proxy, writer: DecisionWriter, postgresql_url: str) -> None:
    proxy.cut = Cut.BEFORE_REPLY
    first = writer.append(record(key="k", ticket_id="k")).result(PATIENCE)
    assert proxy.has_cut
    again = writer.append(record(key="k", ticket_id="k")).result(PATIENCE)
    assert again.decision_id == first.decision_id
    assert again.stored is not None
    assert assert_no_loss(postgresql_url, {"k": first.decision_id}) == {"k": first.decision_id}


def test_a_reply_that_is_lost_with_the_database_is_said_to_be_uncertain_and_a_retry_finds_it(
    proxy: Proxy, writer: DecisionWriter, postgresql_url: str
) -> None:
    proxy.cut, proxy.away_after_cut = Cut.BEFORE_REPLY, True
    first = record(key="k", ticket_id="k")
    failure = writer.append(first).exception(PATIENCE)
    assert isinstance(failure, StorageUnavailable)
    assert str(failure) == UNCERTAIN
    proxy.away = False
    again = writer.append(record(key="k", ticket_id="k")).result(PATIENCE)
    assert again.decision_id == first.decision.id
    assert again.stored is not None
    assert assert_no_loss(postgresql_url, {"k": first.decision.id}) == {"k": first.decision.id}


def test_a_commit_that_never_arrived_is_made_by_the_retry(
    proxy: Proxy, writer: DecisionWriter, postgresql_url: str
) -> None:
    proxy.cut = Cut.BEFORE_COMMIT
    failure = writer.append(record(key="k", ticket_id="k")).exception(PATIENCE)
    assert isinstance(failure, StorageUnavailable)
    again = writer.append(record(key="k", ticket_id="k")).result(PATIENCE)
    assert again.stored is None
    assert assert_no_loss(postgresql_url, {"k": again.decision_id}) == {"k": again.decision_id}


@pytest.mark.parametrize("cut", Cut)
def test_of_an_outcome_the_same(proxy: Proxy, database: Database, writer: DecisionWriter, cut: Cut) -> None:
    decision = writer.append(record()).result(PATIENCE).decision_id
    outcomes, claim = Outcomes(database), IdempotencyClaim("k", "a body")
    first, second = (Outcome(new_id(), decision, AT, right=True, article=None, fixed=None) for _ in range(2))
    proxy.cut = cut
    with pytest.raises(StorageUnavailable) as failure:
        outcomes.record(first, claim)
    assert str(failure.value) == UNCERTAIN
    assert outcomes.record(second, claim) == (second if cut is Cut.BEFORE_COMMIT else first)
    assert outcomes.last_of([decision])[decision].id == (second if cut is Cut.BEFORE_COMMIT else first).id


def test_what_failed_before_the_commit_is_said_not_to_be_recorded(
    proxy: Proxy, database: Database, writer: DecisionWriter
) -> None:
    decision = writer.append(record()).result(PATIENCE).decision_id
    proxy.away = True
    database.writing.dispose()
    with pytest.raises(StorageUnavailable) as failure:
        Outcomes(database).record(Outcome(new_id(), decision, AT, right=True, article=None, fixed=None), None)
    assert str(failure.value) == UNAVAILABLE
