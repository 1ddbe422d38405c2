"""Articles out of YAML: one file an article, with its rules."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from app.domain.antecedent import Group, GroupKind, Leaf
from app.domain.observation import EventTest
from app.domain.rule import Article, Retirement, Rule, Step
from app.domain.verdict import RULE_VERDICTS, RuleStatus, StepKind, Verdict
from app.rulepacks.antecedent_reader import AntecedentReader
from app.rulepacks.checks import ARTICLE_ID, RuleRead, check_article, check_rule
from app.rulepacks.example_reader import read_examples
from app.rulepacks.shape import Keys, content_digest, text_of
from app.rulepacks.yaml_nodes import Scalar

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from app.domain.vocabulary import Vocabulary
    from app.rulepacks.shape import Fields
    from app.rulepacks.yaml_nodes import Node, Problems

_RULE_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
TARGETS = ("server", "peer", "both", "link")
FILE = Keys(("article", "rules"))
HEADING = Keys(("id", "title", "revised"), ("applies_to", "see_also"))
RULE = Keys(
    ("id", "version", "status", "verdict", "symptoms", "because", "remediation", "cites", "examples"),
    ("cause", "unless", "explains", "retired"),
)
RETIREMENT = Keys(("because",), ("successor",))
STEP = Keys(("kind", "target", "action", "because", "cites"))


def read_article(root: Node, vocabulary: Vocabulary, problems: Problems) -> tuple[Rule, ...]:
    """The article's rules; what is wrong with one is in `problems`, what is wrong with a draft in their remarks."""
    file = FILE.read(root, problems)
    drafts = problems.of_a_draft()
    nodes = [(node, drafts if is_draft(node) else problems) for node in file.items("rules")]
    begun = bool(nodes) and all(where is drafts for _, where in nodes)
    article = _article(file.node("article"), drafts if begun else problems)
    return tuple(_rule(node, article, vocabulary, where) for node, where in nodes)


def is_draft(node: Node) -> bool:
    """Whether it is the mapping of a rule that says it is a draft."""
    status = next((value for key, value in getattr(node, "entries", ()) if key.text == "status"), None)
    return isinstance(status, Scalar) and status.text == RuleStatus.DRAFT


def _article(node: Node | None, problems: Problems) -> Article:
    article, fields = read_heading(node, problems)
    check_article(article, fields)
    return article


def read_heading(node: Node | None, problems: Problems) -> tuple[Article, Fields]:
    """The article that a mapping tells of, and the mapping's fields; whether it is in the right file is not checked."""
    fields = HEADING.read(node, problems)
    article_id = fields.text("id")
    check_number(article_id, fields.line_of("id"), problems)
    article = Article(
        article_id,
        fields.text("title"),
        read_date(fields, "revised"),
        fields.texts("applies_to"),
        fields.texts("see_also"),
        fields.line_of("id"),
    )
    return article, fields


def check_number(article_id: str, line: int, problems: Problems) -> None:
    """Report what is no article's number."""
    if not ARTICLE_ID.fullmatch(article_id):
        problems.add(line, "bad-value", f"'{article_id}' is no article number such as Q303156")


def read_date(fields: Fields, name: str) -> date:
    """The day under the key; the first day of all, with an error, for anything else."""
    try:
        return date.fromisoformat(fields.text(name))
    except ValueError:
        fields.problems.add(fields.line_of(name), "bad-value", "a date is written as 2002-08-06")
        return date.min


def _rule(node: Node, article: Article, vocabulary: Vocabulary, problems: Problems) -> Rule:
    before = len(problems.errors)
    fields = RULE.read(node, problems)
    name = fields.text("id")
    if not _RULE_ID.fullmatch(name):
        problems.add(fields.line_of("id"), "bad-value", f"'{name}' is no rule id: small letters, digits, hyphens")
    reader = AntecedentReader(vocabulary, problems)
    parts = {part: reader.root(fields.node(part)) for part in ("symptoms", "cause", "unless")}
    cites = {key.text: text_of(value, problems) for key, value in fields.entries("cites")}
    symptoms, cause, unless = (_cited(group, cites) for group in parts.values())
    rule = Rule(
        id=f"{article.id}/{name}",
        article=article,
        verdict=_verdict(fields),
        because=fields.text("because"),
        symptoms=symptoms or _NO_SYMPTOMS,
        cause=cause,
        unless=unless,
        explains=tuple(_explained(fields, reader, (symptoms, cause))),
        remediation=tuple(_step(step, problems) for step in fields.items("remediation")),
        cites=cites.get("verdict", ""),
        examples=tuple(read_examples(fields.items("examples"), reader, problems)),
        version=_version(fields),
        status=RuleStatus(fields.one_of("status", RuleStatus)),
        retirement=_retirement(fields),
        digest=content_digest(node, without=_NO_CONTENT, groups=vocabulary.grouped_events),
        file=problems.file,
        line=fields.line,
    )
    check_rule(RuleRead(rule, fields, reader, cites), whole=len(problems.errors) == before)
    return rule


_NO_CONTENT = ("version", "status", "retired", "examples")
"""What may change while the rule's version stays: how far it has come, and its proof."""
_NO_SYMPTOMS = Group(GroupKind.ALL, ())


def _verdict(fields: Fields) -> Verdict:
    """What nobody can read is no verdict: a draft may not have one yet."""
    fields.one_of("verdict", RULE_VERDICTS)
    said = fields.text("verdict")
    return Verdict(said) if said in RULE_VERDICTS else Verdict.NEEDS_INFORMATION


def _version(fields: Fields) -> int:
    version = fields.whole_number("version")
    if "version" in fields and version == 0:
        fields.problems.add(fields.line_of("version"), "bad-value", "a rule's versions count from 1")
    return version


def _retirement(fields: Fields) -> Retirement | None:
    if ("retired" in fields) != (fields.text("status") == RuleStatus.RETIRED):
        fields.problems.add(fields.line, "missing-key", "'retired' belongs to status retired, and to nothing else")
    if "retired" not in fields:
        return None
    why = RETIREMENT.read(fields.node("retired"), fields.problems)
    return Retirement(why.text("because"), why.text("successor") or None)


def _explained(fields: Fields, reader: AntecedentReader, parts: tuple[Group | None, ...]) -> Iterator[EventTest]:
    if "explains" in fields:
        tests = (reader.event_test(node) for node in fields.items("explains"))
        yield from (test for test in tests if test is not None)
        return
    for part in parts:
        yield from (leaf.test for leaf in (part.leaves() if part else ()) if isinstance(leaf.test, EventTest))


def _cited(group: Group | None, cites: Mapping[str, str]) -> Group | None:
    if group is None:
        return None
    return replace(group, members=tuple(_with_citation(member, cites) for member in group.members))


def _with_citation(member: Leaf | Group, cites: Mapping[str, str], inherited: str = "") -> Leaf | Group:
    passage = cites.get(member.says, inherited)
    if isinstance(member, Leaf):
        return replace(member, cites=passage)
    below = tuple(_with_citation(one, cites, passage) for one in member.members)
    return replace(member, cites=passage, members=below)


def _step(node: Node, problems: Problems) -> Step:
    fields = STEP.read(node, problems)
    return Step(
        StepKind(fields.one_of("kind", StepKind)),
        fields.one_of("target", TARGETS),
        fields.text("action"),
        fields.text("because"),
        fields.text("cites"),
    )
