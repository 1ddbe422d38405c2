"""Past cases with their contents, in the order in which they were recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import exists, func, select

from app.domain.log_record import Kind
from app.storage.archive import conditions_of
from app.storage.columns import is_storable
from app.storage.rows import stored_decisions, stored_from
from app.storage.tables import decisions, log_records, outcomes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import ColumnElement

    from app.domain.decision import StoredDecision
    from app.domain.replay import Selection
    from app.storage.database import Database

AT_ONCE = 50
"""Cases read at a time; contents may be large."""


class PastCases:
    """Reads what is committed."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def count(self, selection: Selection) -> int:
        """How many there are, those included whose content was erased."""
        query = select(func.count()).select_from(decisions).where(*_conditions(selection))
        with self._database.reader() as connection:
            found = int(connection.scalar(query) or 0)
        return found if selection.limit is None else min(found, selection.limit)

    def pages(self, selection: Selection) -> Iterator[list[StoredDecision]]:
        """The first recorded first, a page at a time."""
        last, left = 0, selection.limit
        while left is None or left > 0:
            page = self._page(selection, last, AT_ONCE if left is None else min(AT_ONCE, left))
            if not page:
                return
            yield [stored for _, stored in page]
            last, left = page[-1][0], None if left is None else left - len(page)

    def _page(self, selection: Selection, after: int, size: int) -> list[tuple[int, StoredDecision]]:
        place = (log_records.c.subject == decisions.c.id) & (log_records.c.kind == Kind.DECISION.value)
        query = stored_decisions.add_columns(log_records.c.seq).join(log_records, place)
        query = query.where(log_records.c.seq > after, *_conditions(selection)).order_by(log_records.c.seq).limit(size)
        with self._database.reader() as connection:
            return [(row["seq"], stored_from(row)) for row in connection.execute(query).mappings()]


def _conditions(selection: Selection) -> Iterator[ColumnElement[bool]]:
    yield from conditions_of(selection.wanted)
    if selection.ids is not None:
        yield decisions.c.id.in_([one for one in selection.ids if is_storable(one)])
    if selection.judged:
        yield exists().where(outcomes.c.decision_id == decisions.c.id)
