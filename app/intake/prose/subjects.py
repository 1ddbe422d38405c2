"""Whom a phrase is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.prose_words import Cue
from app.intake.prose.analysis import Mention, Stretch
from app.intake.prose.host_names import Side

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from app.intake.prose.analysis import Analysis
    from app.intake.prose.candidates import Candidate
    from app.intake.prose.surroundings import Surroundings

Subject = tuple[Side, str | None]
"""The side, SERVER or PEER, and the name if the text gives one."""
_MOST_WORDS_BEFORE_NAME = 4


def subjects_of(candidate: Candidate, analysis: Analysis, around: Surroundings) -> list[Subject]:
    """Whom the phrase is about: one, both, or nobody if that cannot be told for certain."""
    clause = analysis.clause(*candidate.span)
    found = _named_in_place(candidate, analysis)
    if found is None:
        attached = _attached(candidate, analysis, clause)
        in_front = [one for one in analysis.mentions if clause.start <= one.start and one.end <= candidate.span.start]
        if attached:
            found = attached if _same_side(attached + in_front) else []
        elif in_front:
            found = _grammatical(candidate, analysis, clause, in_front)
        else:
            found = _carried_over(candidate, analysis, clause, around)
    return _sides(found, analysis, around)


def _named_in_place(candidate: Candidate, analysis: Analysis) -> list[Mention] | None:
    """The computer in the phrase's own place for it, or between its words."""
    match = candidate.match
    if match.self_ is not None:
        return [one for one in analysis.mentions if one.start == match.self_]
    inside = [one for one in analysis.mentions if one.start in match.open and one.start != match.other]
    if not inside:
        return None
    return inside if _same_side(inside) and _after(analysis.of(Cue.ON), inside[0], analysis) else []


def _attached(candidate: Candidate, analysis: Analysis, clause: Stretch) -> list[Mention]:
    """Computers right behind the phrase: `into EXCH-A`, `on both servers`, `here`."""
    end = candidate.span.end
    if any(one.start == end for one in analysis.of(Cue.HERE)):
        return [Mention(end, end, Side.SERVER, None)]
    words = [one for cue in (Cue.BETWEEN, Cue.PLACING, Cue.COMPUTER) for one in analysis.of(cue)]
    links = [one for one in analysis.of(Cue.ON, clause) if end <= one.start <= end + _MOST_WORDS_BEFORE_NAME]
    for link in links:
        if not analysis.covered(Stretch(end, link.start), (), words):
            continue
        for one in analysis.mentions:
            near = link.end <= one.start <= link.end + _MOST_WORDS_BEFORE_NAME and one.end <= clause.end
            if near and analysis.covered(Stretch(link.end, one.start), (), words):
                group = _group(analysis.mentions, one, analysis)
                return [] if one.possessive else _without_next_subject(group, one, analysis)
    return []


def _without_next_subject(group: list[Mention], first: Mention, analysis: Analysis) -> list[Mention]:
    """Up to the computer that the next clause begins with: `since we put a NIC into EXCH-A, EXCH-B logs these`."""
    last, at = group[-1], group.index(first)
    goes_on = last.end < len(analysis.tokens) and analysis.tokens[last.end].norm not in {"and", "nor"}
    behind_comma = at < len(group) - 1 and group[-2].end == last.start
    return group[:-1] if goes_on and behind_comma else group


def _group(mentions: Sequence[Mention], first: Mention, analysis: Analysis) -> list[Mention]:
    """It and those that `and` or a comma joins to it, on either side."""
    at = mentions.index(first)
    begin = end = at
    while end + 1 < len(mentions) and _joined(mentions[end], mentions[end + 1], analysis):
        end += 1
    while begin > 0 and _joined(mentions[begin - 1], mentions[begin], analysis):
        begin -= 1
    return list(mentions[begin : end + 1])


def _joined(one: Mention, other: Mention, analysis: Analysis) -> bool:
    between = [token.norm for token in analysis.tokens[one.end : other.start]]
    return between in ([], ["and"], ["nor"])


def _grammatical(
    candidate: Candidate, analysis: Analysis, clause: Stretch, in_front: Sequence[Mention]
) -> list[Mention]:
    """The computers in front of the phrase, if only words without a meaning of their own stand between."""
    last = in_front[-1]
    group = _group(in_front, last, analysis)
    if not _leads_to(Stretch(last.end, candidate.span.start), analysis, candidate):
        return []
    first = group[0]
    before = Stretch(clause.start, first.start)
    if _after(analysis.of(Cue.OBLIQUE), first, analysis):
        return []
    others = [one for one in in_front if one not in group]
    if _after(analysis.of(Cue.ON), first, analysis) and not _leads_to(before, analysis, candidate):
        return []
    return [*others, *group] if _same_side([*others, *group]) or not others else []


def _after(links: Iterable[Stretch], mention: Mention, analysis: Analysis) -> bool:
    """Whether one of these words leads up to the mention, over articles and the like."""
    leads = analysis.of(Cue.BETWEEN) + analysis.of(Cue.COMPUTER)
    near = [one for one in links if mention.start - _MOST_WORDS_BEFORE_NAME <= one.end <= mention.start]
    return any(analysis.covered(Stretch(one.end, mention.start), (), leads) for one in near)


def _leads_to(words: Stretch, analysis: Analysis, candidate: Candidate, also: Sequence[Stretch] = ()) -> bool:
    """Whether these words say nothing but that something is so, and of nobody new: `has`, `also runs`, other facts.

    `EXCH-A server has` is of nobody new, `EXCH-A says the server has` is.
    """
    others = [one.span for one in analysis.candidates if one is not candidate]
    said = {at for one in others for at in range(*one)}
    links = [Cue.BETWEEN, Cue.PLACING, Cue.JOINING, Cue.CONTRAST, Cue.OUR_PRODUCT, Cue.LEADING, Cue.NEGATION, Cue.ON]
    machines = [one for one in analysis.of(Cue.COMPUTER, words) if not set(range(*one)) <= said]
    new = any(one.start != words.start or one.start == 0 for one in machines)
    return not new and analysis.covered(words, links, [*others, *also])


def _carried_over(candidate: Candidate, analysis: Analysis, clause: Stretch, around: Surroundings) -> list[Mention]:
    """The computer that was named before, where the clause itself names nobody and has no room for anybody else."""
    start = candidate.span.start
    prefix = Stretch(clause.start, start)
    relative = [one for one in analysis.of(Cue.RELATIVE, prefix) if one.start == clause.start]
    if relative:
        rest = Stretch(relative[0].end, start)
        directly = [one for one in analysis.mentions if one.end == clause.start and not one.possessive]
        return directly if _leads_to(rest, analysis, candidate) else []
    pronouns = analysis.of(Cue.PRONOUN, prefix)
    if analysis.of(Cue.COMPUTER, prefix) or not _leads_to(prefix, analysis, candidate, pronouns):
        return []
    earlier = [one for one in analysis.mentions if one.end <= clause.start]
    if earlier:
        return _only(earlier, analysis, Stretch(0, clause.start))
    if any(one.start >= candidate.span.end for one in analysis.mentions):
        return []
    if pronouns and around.before is not None:
        before = around.before
        return _only(before.mentions, before, Stretch(0, len(before.tokens)))
    return [around.title] if around.title is not None and not pronouns else []


def _only(mentions: Sequence[Mention], analysis: Analysis, within: Stretch) -> list[Mention]:
    """The one computer that these words speak of, if they speak of no other, named or not."""
    if len({(one.side, one.name) for one in mentions}) != 1 or mentions[-1].possessive:
        return []
    named = {at for one in mentions for at in range(one.start, one.end)}
    if any(not set(range(*one)) & named for one in analysis.of(Cue.COMPUTER, within)):
        return []
    return [] if _after(analysis.of(Cue.OBLIQUE), mentions[-1], analysis) else [mentions[-1]]


def _same_side(mentions: Sequence[Mention]) -> bool:
    return len({(one.side, one.name) for one in mentions}) == 1 or len(mentions) == 1


def _sides(mentions: Sequence[Mention], analysis: Analysis, around: Surroundings) -> list[Subject]:
    """Their sides; nobody, if one of them is somebody else or could be."""
    sides: list[Subject] = []
    for one in mentions:
        if one.side is Side.BOTH:
            sides += [(Side.SERVER, None), (Side.PEER, None)]
        elif one.side in {Side.ELSE, Side.UNCLEAR} or _seen_from_elsewhere(one, analysis, around):
            return []
        else:
            sides.append((one.side, one.name))
    return list(dict.fromkeys(sides))


def _seen_from_elsewhere(mention: Mention, analysis: Analysis, around: Surroundings) -> bool:
    """Whether `this server` or `the other server` follows a name from which it may be meant the other way round."""
    if mention.name is not None or mention.start == mention.end:
        return False
    earlier = [one for one in analysis.mentions if one.end <= mention.start]
    earlier += around.before.mentions if around.before is not None else []
    return any((one.side is not Side.SERVER and one.name is not None) or one.side is Side.ELSE for one in earlier)
