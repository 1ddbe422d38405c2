"""House rules for a single rule or article, beyond its shape; one function a check, and each yields what it finds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from app.domain.antecedent import GroupKind, Leaf
from app.domain.citation import ARTICLE_NUMBER
from app.domain.verdict import Verdict
from app.rulepacks.shape import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from app.domain.antecedent import Group
    from app.domain.rule import Article, Rule
    from app.rulepacks.antecedent_reader import AntecedentReader
    from app.rulepacks.shape import Fields

ARTICLE_ID = re.compile(ARTICLE_NUMBER)
MOST_TESTS = 17
"""Tests in one rule: compiled twice, as confirmed and as possible, they stay inside the engine's envelope."""
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_NAMES = ("server", "peer")
_FIX = re.compile(r"service pack|\bSP ?[1-9]\b|\b[0-9]{3,4}\.[0-9]+\b", re.IGNORECASE)
_FLOW = "mail_flow"


class RuleRead(NamedTuple):
    """A rule as it was read, what it was read from, and the citation of each of its sentences."""

    rule: Rule
    fields: Fields
    reader: AntecedentReader
    cites: Mapping[str, str]


class Finding(NamedTuple):
    """What a check finds, where, and its code."""

    line: int
    code: str
    detail: str


def check_rule(read: RuleRead, *, whole: bool) -> None:
    """Report what is missing from the rule or points nowhere; what it means is judged only if it was read `whole`."""
    checks = (*_COMPLETE, *_SOUND) if whole else _COMPLETE
    for check in checks:
        _report(check(read), read.fields)


def check_article(article: Article, fields: Fields) -> None:
    """Report what in the article's head does not fit its file, or is no article's number."""
    _report(_see_also(article, fields), fields)
    _report(_file_name(article, fields), fields)


def _report(found: Iterator[Finding], fields: Fields) -> None:
    for one in found:
        fields.problems.add(*one)


def _see_also(article: Article, fields: Fields) -> Iterator[Finding]:
    for number in article.see_also:
        if number and (not ARTICLE_ID.fullmatch(number) or number == article.id):
            detail = f"'{number}' is no number of another article, such as Q303156"
            yield Finding(fields.line_of("see_also"), "bad-value", detail)


def _file_name(article: Article, fields: Fields) -> Iterator[Finding]:
    name = fields.problems.file.rpartition("/")[2]
    if ARTICLE_ID.fullmatch(article.id) and name.rpartition(".")[0] != article.id:
        yield Finding(fields.line_of("id"), "misnamed-file", f"the file of {article.id} is called {article.id}.yaml")


def _number_of_tests(read: RuleRead) -> Iterator[Finding]:
    rule = read.rule
    tests = sum(1 for part in rule.parts for _ in part.leaves())
    if tests > MOST_TESTS:
        detail = f"a rule has at most {MOST_TESTS} tests, {rule.id} has {tests}"
        yield Finding(read.fields.line, "too-many-tests", detail)


def _sentences_cited(read: RuleRead) -> Iterator[Finding]:
    for label, line in read.reader.lines.items():
        if label not in read.cites and label not in read.reader.inner:
            yield Finding(line, "uncited", f"'cites' does not say which passage carries '{label}'")


def _citations_of_sentences(read: RuleRead) -> Iterator[Finding]:
    lines = read.reader.lines
    for key, _ in read.fields.entries("cites"):
        if key.text != "verdict" and key.text not in lines:
            detail = f"'{key.text}' is no sentence of this rule{nearest(key.text, lines)}"
            yield Finding(key.line, "unknown-label", detail)


def _verdict_cited(read: RuleRead) -> Iterator[Finding]:
    if "cites" in read.fields and "verdict" not in read.cites:
        detail = "'cites' does not say which passage carries the verdict"
        yield Finding(read.fields.line_of("cites"), "uncited", detail)


def _placeholders(read: RuleRead) -> Iterator[Finding]:
    steps = read.rule.remediation
    for text in (read.rule.because, *(text for step in steps for text in (step.action, step.because))):
        for name in _PLACEHOLDER.findall(text):
            if name not in _NAMES:
                detail = f"'{{{name}}}' is neither {{server}} nor {{peer}}"
                yield Finding(read.fields.line, "unknown-placeholder", detail)


def _kinds_of_examples(read: RuleRead) -> Iterator[Finding]:
    outcomes = {example.outcome for example in read.rule.examples}
    kinds = {"confirmed": "that concludes", "none": "of a near miss", "possible": "that stays undecided"}
    for wanted, why in kinds.items():
        if wanted not in outcomes:
            yield Finding(read.fields.line, "no-example", f"{read.rule.id} has no example {why}")


def _sentences_of_examples(read: RuleRead) -> Iterator[Finding]:
    lines = read.reader.lines
    for example in read.rule.examples:
        for label in example.failing_on:
            if label not in lines:
                detail = f"example '{example.name}': '{label}' is no sentence of this rule{nearest(label, lines)}"
                yield Finding(read.fields.line_of("examples"), "unknown-label", detail)


def _something_to_do(read: RuleRead) -> Iterator[Finding]:
    if "remediation" in read.fields and not read.rule.remediation:
        detail = "a rule says what to do; where that is nothing, a step of the kind none_needed says so"
        yield Finding(read.fields.line_of("remediation"), "no-remediation", detail)


def _fix_of_a_defect(read: RuleRead) -> Iterator[Finding]:
    said = " ".join(f"{step.action} {step.because}" for step in read.rule.remediation)
    if read.rule.verdict is Verdict.PRODUCT_DEFECT and not _FIX.search(said):
        detail = "no step names the service pack or the build that mends the product's fault"
        yield Finding(read.fields.line_of("remediation"), "no-fix-named", detail)


def _harm_excluded(read: RuleRead) -> Iterator[Finding]:
    cause = read.rule.cause
    if read.rule.verdict is Verdict.EXPECTED_BEHAVIOR and (cause is None or not _demands(cause, _FLOW)):
        detail = f"nothing is harmless while mail may be held up, so 'cause' must demand a value of {_FLOW}"
        yield Finding(read.fields.line_of("cause"), "harmless-without-mail", detail)


def _demands(part: Leaf | Group, fact: str) -> bool:
    """Whether the part cannot be met while the fact is not known."""
    if isinstance(part, Leaf):
        return fact in part.test.facts
    of_each = [_demands(member, fact) for member in part.members]
    return any(of_each) if part.kind is GroupKind.ALL else all(of_each)


_COMPLETE = (
    _number_of_tests,
    _sentences_cited,
    _citations_of_sentences,
    _verdict_cited,
    _placeholders,
    _kinds_of_examples,
    _sentences_of_examples,
    _something_to_do,
)
_SOUND = (_fix_of_a_defect, _harm_excluded)
"""Those that judge what a rule means: of one that was read in part, they would say what is not so."""
