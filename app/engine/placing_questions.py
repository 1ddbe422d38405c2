"""Facts that could belong to any of several peers, or of several servers: whom to ask about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.explanation import Prospect, Question
from app.engine.derivation import settle
from app.engine.prospects import changes, prospect

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from app.domain.case import Understanding
    from app.domain.fact import Fact
    from app.engine.knowledge import Knowledge
    from app.engine.tried import TriedCase

_MOST_HOSTS = 20


def placing_questions(
    tried: Sequence[TriedCase], understanding: Understanding, knowledge: Knowledge
) -> Iterator[Question]:
    """At most one about the peer and one about the server; each answer is a host's name."""
    facts = knowledge.pack.vocabulary.facts
    lost: dict[str, list[str]] = {"peer": [], "server": []}
    for name in understanding.unplaced:
        lost["peer" if facts[name].of_the_peer else "server"].append(name)
    if len(understanding.peers) < 2:  # noqa: PLR2004 - the peer is known, so it is the server that is not
        lost["server"] += lost["peer"]
    for side, hosts in (("peer", understanding.peers), ("server", understanding.servers)):
        if not lost[side] or len(hosts) < 2:  # noqa: PLR2004 - with one host there is nothing to ask
            continue
        concerned = {host: _case_of(host, side, tried) for host in hosts[:_MOST_HOSTS]}
        found = {name: understanding.facts[name] for name in lost[side]}
        prospects = {host: _placed(found, case, knowledge) for host, case in concerned.items()}
        settles = sum(_changed(prospects[host], case) for host, case in concerned.items())
        ask = f"Which of {', '.join(prospects)} is meant by {', '.join(lost[side])}?"
        how = f"State {side}.name as well; until then these facts are not known to hold for any of them."
        yield Question(f"{side}.name", ask, how, prospects=prospects, settles=settles)


def _case_of(host: str, side: str, tried: Sequence[TriedCase]) -> TriedCase | None:
    return next((case for case in tried if getattr(case.stated, side) == host), None)


def _placed(facts: Mapping[str, Fact], case: TriedCase | None, knowledge: Knowledge) -> Prospect:
    """How all rules would stand for this host, were the facts said to be about it."""
    if case is None:
        return Prospect()
    settled, _ = settle(case.stated.supposing({**case.stated.facts, **facts}), knowledge.pack.derivations)
    return prospect(settled, knowledge, range(knowledge.leading))


def _changed(one: Prospect, case: TriedCase | None) -> int:
    return sum(changes(one, reading) for reading in case.readings) if case else 0
