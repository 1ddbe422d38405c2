"""The chain as a pure function: any verifies, whatever is done to it is found, and the first wrong record is named."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.checkpoint import Checkpoint
from app.domain.log_record import Entry, Kind, LogHead, LogRecord, digest_of
from app.domain.verification import What
from tests.audit.made_up_chains import CONTENT, LOG, Log, entries, kept_of, log_of, logs, renumbered
from tests.storage.samples import AT

places = st.integers(0, 7)
pages = st.integers(1, 9)
OTHER = "sha256:" + "0" * 64


def named(log: Log, page: int) -> tuple[What, int | None]:
    """What is found, which is the same in pages of any size."""
    found = log.found(page)
    assert found is not None
    assert found == log.found()
    return found.what, found.seq


def at(log: Log, place: int) -> int:
    return place % len(log.kept)


@given(logs, pages)
def test_any_chain_verifies_in_pages_of_any_size(log: Log, page: int) -> None:
    assert log.found(page) is None


@given(st.lists(entries(), max_size=6, unique_by=lambda one: one.subject), st.integers(0, 6))
def test_chained_in_two_goes_it_is_the_same_chain(all_of_them: list[Entry], cut: int) -> None:
    whole, first = log_of(all_of_them), log_of(all_of_them[:cut])
    assert first.kept + log_of(all_of_them[cut:], first.head).kept == whole.kept


@given(logs, places, pages, st.data())
def test_a_changed_member_is_found_where_it_is(log: Log, place: int, page: int, data: st.DataObject) -> None:
    kept = log.kept[at(log, place)]
    assert kept.body is not None
    name = data.draw(st.sampled_from(sorted(kept.body)))
    value = data.draw(st.one_of(st.none(), st.booleans(), st.integers(), st.text()))
    # 0 and False are equal to Python, and not to whoever reads the log.
    if (type(value), value) == (type(kept.body[name]), kept.body[name]):
        value = f"{value}x"
    changed = log.with_record(at(log, place), kept.record, kept.body | {name: value})
    assert named(changed, page) == (What.CHANGED, kept.record.seq)


@given(logs, places, pages, st.sampled_from(["digest", "previous", "subject", "kind"]))
def test_a_changed_column_of_a_record_is_found_where_it_is(log: Log, place: int, page: int, column: str) -> None:
    record = log.kept[at(log, place)].record
    others = {"kind": next(one.value for one in Kind if one.value != record.kind)}
    changed = replace(record, **{column: others.get(column, OTHER)})  # type: ignore[arg-type] # all four are texts
    assert named(log.with_record(at(log, place), changed), page) == (What.CHANGED, record.seq)


@given(logs, places, pages, st.integers(1, 5))
def test_a_changed_number_leaves_a_gap(log: Log, place: int, page: int, beyond: int) -> None:
    record = log.kept[at(log, place)].record
    moved = replace(record, seq=len(log.kept) + beyond)
    assert named(log.with_record(at(log, place), moved), page) == (What.MISSING, record.seq)


@given(logs, places, pages, st.integers(-5, 0))
def test_a_number_before_the_first_is_found_first(log: Log, place: int, page: int, before: int) -> None:
    record = log.kept[at(log, place)].record
    moved = replace(record, seq=before)
    assert named(log.with_record(at(log, place), moved), page) == (What.INSERTED, before)


@given(logs, places, pages, st.integers(-1, 0))
def test_a_deleted_record_is_missing_also_where_the_rest_moves_up(log: Log, place: int, page: int, moved: int) -> None:
    here = at(log, place)
    rest = [renumbered(one, moved) for one in log.kept[here + 1 :]]
    left = Log(log.head, (*log.kept[:here], *rest))
    assert named(left, page) == (What.MISSING, here + 1)


@given(logs, places, pages)
def test_a_row_that_is_gone_is_missing(log: Log, place: int, page: int) -> None:
    kept = log.kept[at(log, place)]
    gone = Log(log.head, (*log.kept[: at(log, place)], replace(kept, body=None), *log.kept[at(log, place) + 1 :]))
    assert named(gone, page) == (What.MISSING, kept.record.seq)


@given(logs, places, pages, entries())
def test_a_record_put_in_between_is_inserted(log: Log, place: int, page: int, forged: Entry) -> None:
    here = at(log, place)
    before = LogHead(LOG, here, log.kept[here].record.previous)
    [one] = log_of([forged], before).kept
    more = Log(log.head, (*log.kept[:here], one, *(renumbered(later, 1) for later in log.kept[here:])))
    assert named(more, page) == (What.INSERTED, here + 1)


@given(logs, pages, entries())
def test_a_record_put_at_the_end_is_inserted(log: Log, page: int, forged: Entry) -> None:
    more = Log(log.head, log.kept + log_of([forged], log.head).kept)
    assert named(more, page) == (What.INSERTED, len(log.kept) + 1)


@given(logs, places, pages, entries())
def test_a_record_put_in_between_without_a_seal_is_found_there(log: Log, place: int, page: int, forged: Entry) -> None:
    here = at(log, place)
    one = kept_of(LogRecord(here + 1, forged.kind.value, forged.subject, OTHER, OTHER), forged)
    more = Log(log.head, (*log.kept[:here], one, *(renumbered(later, 1) for later in log.kept[here:])))
    assert named(more, page)[1] == here + 1


@given(logs.filter(lambda log: len(log.kept) > 1), places, places, pages)
def test_two_records_that_change_places_are_reordered(log: Log, one: int, other: int, page: int) -> None:
    one, other = sorted((at(log, one), at(log, other)))
    if one == other:
        one, other = 0, 1
    swapped = list(log.kept)
    swapped[one] = renumbered(log.kept[other], one - other)
    swapped[other] = renumbered(log.kept[one], other - one)
    assert named(Log(log.head, tuple(swapped)), page) == (What.REORDERED, one + 1)


@given(logs.filter(lambda log: len({str(one.body) for one in log.kept}) == len(log.kept) > 1), places, pages)
def test_two_records_that_exchange_what_they_seal_are_changed(log: Log, place: int, page: int) -> None:
    one = place % (len(log.kept) - 1)
    swapped = list(log.kept)
    swapped[one] = replace(log.kept[one], body=log.kept[one + 1].body)
    swapped[one + 1] = replace(log.kept[one + 1], body=log.kept[one].body)
    assert named(Log(log.head, tuple(swapped)), page) == (What.CHANGED, one + 1)


@given(logs, places, pages)
def test_a_record_that_is_there_twice_is_found(log: Log, place: int, page: int) -> None:
    here = at(log, place)
    later = [renumbered(one, 1) for one in log.kept[here:]]
    twice = Log(log.head, (*log.kept[: here + 1], *later))
    what, seq = named(twice, page)
    assert seq in {here + 1, here + 2}  # the two are alike
    assert what in {What.INSERTED, What.REORDERED}


@given(logs, st.integers(1, 8), pages)
def test_an_end_that_is_cut_off_is_missing(log: Log, cut: int, page: int) -> None:
    left = log.kept[: max(0, len(log.kept) - cut)]
    assert named(Log(log.head, left), page) == (What.MISSING, len(left) + 1)


def resealed(log: Log, here: int) -> Log:
    """A changed body with a digest that fits it."""
    kept = log.kept[here]
    assert kept.body is not None
    body = kept.body | {"verdict": "forged"}
    record = kept.record
    digest = digest_of(record.seq, record.kind, record.subject, record.previous, body)
    return log.with_record(here, replace(record, digest=digest), body)


@given(logs, places, pages)
def test_a_record_that_is_sealed_anew_is_found_at_the_next_or_at_the_end(log: Log, place: int, page: int) -> None:
    here = at(log, place)
    what, seq = named(resealed(log, here), page)
    assert what is What.CHANGED
    assert seq == min(here + 2, len(log.kept))


@given(logs, places, pages)
def test_a_log_that_is_rewritten_from_a_record_on_is_found_by_its_head(log: Log, place: int, page: int) -> None:
    rewritten = rewritten_from(log, at(log, place))
    assert named(Log(log.head, rewritten.kept), page) == (What.CHANGED, len(log.kept))


@given(logs, places, st.data())
def test_with_its_head_only_a_checkpoint_finds_it(log: Log, place: int, data: st.DataObject) -> None:
    here = at(log, place)
    rewritten = rewritten_from(log, here)
    assert rewritten.found() is None
    seq = data.draw(st.integers(1, len(log.kept)))
    found = checkpoint(log, seq).held_against(rewritten.head, rewritten.kept[seq - 1].record.digest)
    assert (found is not None) is (seq > here)


@given(logs.filter(lambda log: len(log.kept) > 1), st.integers(1, 7))
def test_a_shorter_log_with_its_head_is_found_by_a_checkpoint_alone(log: Log, cut: int) -> None:
    left = log.having(log.kept[: max(1, len(log.kept) - cut)])
    assert left.found() is None
    found = checkpoint(log, len(log.kept)).held_against(left.head, None)
    assert found is not None
    assert (found.what, found.seq) == (What.MISSING, len(left.kept) + 1)


def rewritten_from(log: Log, here: int) -> Log:
    """Everything from there on with another verdict, chained as the program itself would."""
    forged = [
        Entry(Kind(one.record.kind), one.record.subject, (one.body or {}) | {"verdict": "forged"})
        for one in log.kept[here:]
    ]
    rest = log_of(forged, LogHead(LOG, here, log.kept[here].record.previous))
    return Log(rest.head, log.kept[:here] + rest.kept)


def checkpoint(log: Log, seq: int) -> Checkpoint:
    return Checkpoint(LOG, seq, log.kept[seq - 1].record.digest, AT)


@pytest.mark.parametrize(
    ("kept", "what"),
    [
        ({"content": OTHER}, What.CHANGED),
        ({"content": None}, What.MISSING),
        ({"erased": True}, What.INSERTED),
        ({"key_recorded": False}, What.CHANGED),
        ({"readable": False}, What.CHANGED),
    ],
)
def test_what_belongs_to_a_decision_is_verified_with_it(kept: dict[str, object], what: What) -> None:
    log = log_of([Entry(Kind.DECISION, str(number), {"content_digest": CONTENT}) for number in range(3)])
    troubled = Log(log.head, (log.kept[0], replace(log.kept[1], **kept), log.kept[2]))  # type: ignore[arg-type]
    assert named(troubled, 2) == (what, 2)


def test_a_decision_whose_content_was_erased_is_right_without_it() -> None:
    log = log_of([Entry(Kind.DECISION, "one", {"content_digest": CONTENT})])
    assert Log(log.head, (replace(log.kept[0], content=None, erased=True),)).found() is None
