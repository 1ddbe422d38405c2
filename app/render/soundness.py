"""Conflicts and other flaws between rules, as JSON and as lines for people."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from app.domain.fact import in_words, plain
from app.domain.soundness import Conflict, NeverDecides, Undecided
from app.render.rules import nested

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.domain.case import Case
    from app.domain.event_entry import EventEntry
    from app.domain.excuse import Excuse
    from app.domain.rule import Rule
    from app.domain.soundness import Flaw, Found, Soundness
    from app.render.lines import Json


def soundness_json(soundness: Soundness) -> Json:
    """All that was found. A conflict has the case, and the request that one can post to see it."""
    return {
        "sound": soundness.sound,
        "rules": soundness.rules,
        "drafts": soundness.drafts,
        "found": [_found_json(one) for one in soundness.found],
        "unused_excuses": [_unused_json(excuse, name) for excuse, name in soundness.unused],
    }


def soundness_lines(soundness: Soundness) -> Iterator[str]:
    """What is still to be done, and in a last line how much that is and how much is excused."""
    shown = [one for one in soundness.found if one.excuse is None]
    for one in shown:
        yield from _found_lines(one)
        yield ""
    for excuse, name in soundness.unused:
        yield f"unused-excuse: {excuse.file}:{excuse.line}: {_unused_sentence(name)}"
    still_open = sum(one.open for one in shown)
    yield (
        f"{soundness.rules} rules: {still_open} found, {len(soundness.found) - len(shown)} excused, "
        f"{len(soundness.unused)} excuses that are not needed"
    )
    if soundness.drafts:
        yield f"drafts, which decide nothing yet: {soundness.drafts}, with {len(shown) - still_open} found"


def _found_json(found: Found) -> Json:
    flaw = found.flaw
    shown: Json = {
        "code": flaw.code,
        "rules": [_rule_json(rule) for rule in flaw.rules],
        "detail": _sentence(flaw),
        "excused": None if found.excuse is None else found.excuse.because,
        "of_a_draft": found.of_a_draft,
    }
    if isinstance(flaw, Conflict):
        shown |= {"case": _case_json(flaw.case), "request": found.request}
    if isinstance(flaw, NeverDecides):
        shown |= {"antecedent": flaw.leaf.says, "field": flaw.field, "outcome": "met" if flaw.met else "not_met"}
    return shown


def _rule_json(rule: Rule) -> Json:
    return {"id": rule.id, "verdict": rule.verdict.value, "file": rule.file, "line": rule.line}


def _case_json(case: Case) -> Json:
    return {
        "facts": nested({name: plain(fact.value) for name, fact in case.facts.items()}),
        "events": [
            {"event_id": one.event_id, "source": one.source, "fields": dict(one.fields), "count": one.count}
            for one in case.entries
        ],
    }


def _unused_json(excuse: Excuse, name: str) -> Json:
    return {
        "code": "unused-excuse",
        "rule": name,
        "file": excuse.file,
        "line": excuse.line,
        "detail": _unused_sentence(name),
    }


def _unused_sentence(name: str) -> str:
    return f"{name} is in conflict with none of the rules of the other side"


def _found_lines(found: Found) -> Iterator[str]:
    flaw = found.flaw
    places = ", ".join(f"{rule.file}:{rule.line}" for rule in flaw.rules)
    yield f"{flaw.code}{', of a draft' if found.of_a_draft else ''}: {_sentence(flaw)} ({places})"
    if isinstance(flaw, Conflict):
        yield from (f"  {_entry_words(entry)}" for entry in flaw.case.entries)
        yield from (f"  {name} = {in_words(fact.value)}" for name, fact in flaw.case.facts.items())
        body = (
            json.dumps(found.request, ensure_ascii=False) if found.request else "none: no text of the event says this"
        )
        yield f"  as a request: {body}"


def _entry_words(entry: EventEntry) -> str:
    source = f" from {entry.source}" if entry.source else ""
    fields = "".join(f", {name} = {value}" for name, value in entry.fields.items())
    return f"event {entry.event_id}{source}{fields}" + (f", {entry.count} times" if entry.count > 1 else "")


def _sentence(flaw: Flaw) -> str:
    ids = " and ".join(f"{rule.id} ({rule.verdict.value})" for rule in flaw.rules)
    if isinstance(flaw, Conflict):
        return f"one case confirms {ids}"
    if isinstance(flaw, Undecided):
        return f"{ids}: whether there is {flaw.about} was not found out within the bound of the search"
    if isinstance(flaw, NeverDecides):
        return f"{ids}: {_never_decides(flaw)}"
    return f"no case confirms {ids}, unless it contradicts itself"


def _never_decides(flaw: NeverDecides) -> str:
    what = f"'{flaw.leaf.says}'" + (f", {flaw.field}," if flaw.field else "")
    if flaw.met:
        return f"nothing hangs on {what} being met: without it, every case comes out as it does"
    return f"there is no case in which {what} is not met and decides by that: it follows from the rest, or cannot hold"
