"""Begin the file of an article: everything that its text tells without being understood."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.domain.case import Report
from app.domain.citation import ARTICLE_NUMBER, Passage
from app.domain.errors import InvalidInput
from app.intake.understand import understand
from app.render.rule_draft import DraftArticle, DraftEvent, draft_file
from app.rulepacks.checks import ARTICLE_ID
from app.rulepacks.pack_reader import lock_path, survey_pack

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from app.domain.event_entry import EventEntry
    from app.domain.vocabulary import Vocabulary
    from app.rulepacks.article_text import ArticleText

_VERSIONS = re.compile(r"(?:Microsoft )?(?P<product>.+?), versions? (?P<versions>.+)")
_OTHER_ARTICLE = re.compile(rf"\s*{ARTICLE_NUMBER}\s")
_NOT_CITED = {"TITLE", "APPLIES TO"}


def draft_rule(number: str, files: Mapping[str, bytes], article: ArticleText | None = None) -> tuple[str, str]:
    """Path and text of a new rule file; InvalidInput where there is one already, or the text is of another article."""
    if not ARTICLE_ID.fullmatch(number):
        raise InvalidInput(f"'{number}' is no article number such as Q303156")
    if article is not None and article.id != number:
        raise InvalidInput(f"the text is that of {article.id}, not of {number}")
    there = next((path for path in files if path.rpartition("/")[2] in {f"{number}.yaml", f"{number}.yml"}), None)
    if there is not None:
        raise InvalidInput(f"there is {there} already")
    known = survey_pack(files).pack.vocabulary
    text = draft_file(_told(article, known) if article is not None else DraftArticle(number))
    return f"{lock_path(files).rpartition('/')[0]}/{number}.yaml".lstrip("/"), text


def _told(article: ArticleText, vocabulary: Vocabulary) -> DraftArticle:
    told = list(_events(article, vocabulary))
    events = _without_repeats(told)
    ids = {template.event_id for template in vocabulary.templates}
    return DraftArticle(
        id=article.id,
        title=article.title,
        revised=article.revised.isoformat(),
        applies_to=tuple(_applies_to(article)),
        see_also=article.see_also,
        sections={name: len(texts) for name, texts in article.sections.items() if name not in _NOT_CITED},
        events=tuple(event for event in events if event.event_id in ids),
        strange=tuple(sorted({event.event_id for event in events} - ids)),
        unworded=tuple(sorted({event.event_id for event in told if event.unworded})),
    )


def _applies_to(article: ArticleText) -> Iterator[str]:
    """`Exchange Server 5.5 SP3` for each of the versions in a line."""
    for line in article.applies_to:
        found = _VERSIONS.fullmatch(line)
        if found is None:
            yield line
        else:
            yield from (f"{found['product']} {version}" for version in re.split(r",\s*", found["versions"]))


def _events(article: ArticleText, vocabulary: Vocabulary) -> Iterator[DraftEvent]:
    """What is read out of each paragraph, as out of a ticket; the titles of other articles say nothing of this one."""
    for section, paragraphs in article.sections.items():
        for number, text in enumerate(paragraphs, start=1):
            if _OTHER_ARTICLE.match(text):
                continue
            cites = str(Passage(article.id, section, number, number)).removeprefix(f"{article.id} ")
            told = understand(Report(text=text), vocabulary)
            unread = {index for one in told.warnings if one.code == "unread_description" for index in one.entries}
            for entry in told.entries:
                codes, strings = _codes(entry, vocabulary), _strings(entry, vocabulary)
                unworded = entry.index in unread
                yield DraftEvent(entry.event_id, entry.known_source, codes, cites, strings, unworded)


def _codes(entry: EventEntry, vocabulary: Vocabulary) -> dict[str, int]:
    """The error codes it gives; 0 says that nothing failed."""
    coded = {name for name, field in vocabulary.fields.items() if field.codes is not None}
    return {name: code for name, code in entry.fields.items() if name in coded and isinstance(code, int) and code}


def _strings(entry: EventEntry, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Up to the last that is known, with nothing in the place of those that are not."""
    orders = (one.strings for one in vocabulary.templates if one.event_id == entry.event_id)
    values = [str(entry.fields.get(name, "")) for name in next(orders, ())]
    return tuple(values[: max((at for at, value in enumerate(values, start=1) if value), default=0)])


def _without_repeats(events: Iterable[DraftEvent]) -> list[DraftEvent]:
    """Each once, where it is first printed; none that is only named beside one of the same id that is printed."""
    once: dict[str, DraftEvent] = {}
    for event in events:
        if event.says not in once or (event.source and not once[event.says].source):
            once[event.says] = event
    told = {event.event_id for event in once.values() if event.codes or event.source}
    return [event for event in once.values() if event.codes or event.source or event.event_id not in told]
