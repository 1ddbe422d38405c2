"""Articles out of YAML: one file an article, with its rules."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from app.domain.antecedent import Group, GroupKind, Leaf
from app.domain.observation import EventTest
from app.domain.rule import Article, Rule, Step
from app.domain.verdict import RULE_VERDICTS, StepKind, Verdict
from app.rulepacks.antecedent_reader import AntecedentReader
from app.rulepacks.checks import check_rule
from app.rulepacks.example_reader import read_example
from app.rulepacks.shape import Fields, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from app.domain.vocabulary import Vocabulary
    from app.rulepacks.yaml_nodes import Node, Problems

_ARTICLE_ID = re.compile(r"Q[0-9]{5,7}")
_RULE_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
TARGETS = ("server", "peer", "both", "link")


def read_article(root: Node, vocabulary: Vocabulary, problems: Problems) -> tuple[Rule, ...]:
    """The article's rules; what is wrong with any of them is in `problems`."""
    file = Fields(root, problems, needs=("article", "rules"))
    article = _article(file.node("article"), problems)
    return tuple(_rule(node, article, vocabulary, problems) for node in file.items("rules"))


def _article(node: Node | None, problems: Problems) -> Article:
    fields = Fields(node, problems, needs=("id", "title", "revised"), may=("applies_to", "see_also"))
    article_id = fields.text("id")
    if not _ARTICLE_ID.fullmatch(article_id):
        problems.add(fields.line_of("id"), "bad-value", f"'{article_id}' is no article number such as Q303156")
    return Article(
        article_id, fields.text("title"), _revised(fields), fields.texts("applies_to"), fields.texts("see_also")
    )


def _revised(fields: Fields) -> date:
    try:
        return date.fromisoformat(fields.text("revised"))
    except ValueError:
        fields.problems.add(fields.line_of("revised"), "bad-value", "a date is written as 2002-08-06")
        return date.min


def _rule(node: Node, article: Article, vocabulary: Vocabulary, problems: Problems) -> Rule:
    needs = ("id", "verdict", "symptoms", "because", "remediation", "cites", "examples")
    fields = Fields(node, problems, needs=needs, may=("cause", "unless", "explains"))
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
        verdict=Verdict(fields.one_of("verdict", RULE_VERDICTS)),
        because=fields.text("because"),
        symptoms=symptoms or _NO_SYMPTOMS,
        cause=cause,
        unless=unless,
        explains=tuple(_explained(fields, reader, (symptoms, cause))),
        remediation=tuple(_step(step, problems) for step in fields.items("remediation")),
        cites=cites.get("verdict", ""),
        examples=tuple(read_example(example, reader, problems) for example in fields.items("examples")),
    )
    check_rule(rule, fields, reader, cites)
    return rule


_NO_SYMPTOMS = Group(GroupKind.ALL, ())


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
    fields = Fields(node, problems, needs=("kind", "target", "action", "because", "cites"))
    return Step(
        StepKind(fields.one_of("kind", StepKind)),
        fields.one_of("target", TARGETS),
        fields.text("action"),
        fields.text("because"),
        fields.text("cites"),
    )
