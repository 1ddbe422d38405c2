"""Run every rule's own examples, and the baseline on which all stay silent, before the pack may serve."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.errors import RulesInvalid
from app.engine.diagnosis import diagnose
from app.engine.knowledge import Knowledge
from app.intake.request_body import RequestReader
from app.intake.understand import understand
from app.services.read_back import unreadable_wordings
from app.services.try_example import noises_at, try_example

if TYPE_CHECKING:
    from app.engine.matcher import Matcher


TICKET = b"Mail is slow, and this is logged:\n\nSource: MSExchangeMTA\nEvent ID: 9322\nAn interface error has occurred."


def prove_rules(knowledge: Knowledge, matcher: Matcher) -> int:
    """The number of examples, all of which came out as written; a ticket in prose was answered, too.

    RulesInvalid lists each that did not, or on which engine and tree differ, with its file and line; each report of the
    baseline on which some rule is not silent; and each wording that does not give its fields back. Whether each
    condition matters is for `kbdiag rules test` to say: it is a question of how well a rule is proven, not of whether
    this pack does what its examples say.
    """
    _answer_prose(knowledge, matcher)
    knowledge = Knowledge(knowledge.pack.as_if_stable())
    examples = [(rule, example) for rule in knowledge.pack.rules for example in rule.examples]
    errors = [*unreadable_wordings(knowledge.pack.vocabulary)]
    errors += [error for one in examples for error in try_example(*one, knowledge, matcher).complaints]
    errors += [error for report in knowledge.pack.baseline for error in noises_at(report, knowledge, matcher)]
    if errors:
        raise RulesInvalid(errors)
    return len(examples)


def _answer_prose(knowledge: Knowledge, matcher: Matcher) -> None:
    """Whatever the rules may say of it: examples need not hold a text, and every text must be answered."""
    reader = RequestReader(knowledge.pack.vocabulary)
    understanding = understand(reader.read_text(TICKET), knowledge.pack.vocabulary, reader.limits)
    diagnose(understanding, knowledge, matcher)
