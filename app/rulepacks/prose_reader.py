"""The words of prose out of the vocabulary: of doubt, denial, time, and whom a sentence is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.phrases import PhraseIndex
from app.domain.prose_words import Cue, ProseWords
from app.rulepacks.phrases_reader import read_patterns
from app.rulepacks.shape import nearest

if TYPE_CHECKING:
    from app.domain.phrases import Pattern
    from app.rulepacks.sections import Section


def read_prose_words(section: Section) -> ProseWords:
    """Every list of the section, by the cue it is named after."""
    found: list[tuple[Pattern, Cue]] = []
    for key, node in section.entries():
        if key.text not in set(Cue):
            detail = f"'{key.text}' is not one of {', '.join(Cue)}{nearest(key.text, list(Cue))}"
            section.problems.add(key.line, "unknown-key", detail)
            continue
        found += [(pattern, Cue(key.text)) for pattern in read_patterns(node, section.problems, values=0)]
    words = {cue: frozenset(word for pattern, of in found if of is cue for word in _single(pattern)) for cue in Cue}
    firsts = {cue: frozenset(PhraseIndex.of(one for one in found if one[1] is cue).by_words) for cue in Cue}
    return ProseWords(PhraseIndex.of(found), words, firsts)


def _single(pattern: Pattern) -> list[str]:
    wanted = [one.steps[0].wants for one in pattern.variants if len(one.steps) == 1]
    return [word for words in wanted if isinstance(words, frozenset) for word in words]
