"""A rules directory becomes a rule pack, or a list of everything that is wrong with it."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from errno import EINVAL
from pathlib import Path
from stat import S_ISREG
from typing import TYPE_CHECKING

from app.domain.errors import RuleFileError, RulesInvalid
from app.domain.rule import Derivation, Rule, RulePack, WorkedExample
from app.domain.verdict import Verdict
from app.domain.vocabulary import Vocabulary
from app.rulepacks.article_reader import read_article
from app.rulepacks.derivation_reader import read_derivations
from app.rulepacks.sections import Sections
from app.rulepacks.shape import Fields, items_of, plain_value
from app.rulepacks.vocabulary_reader import read_vocabulary
from app.rulepacks.yaml_nodes import MOST_BYTES, Problems, Scalar, read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from app.rulepacks.yaml_nodes import Node

VOCABULARY = "vocabulary.yaml"
BESIDE_VOCABULARY = ("codes.yaml", "events.yaml", "fields.yaml", "layouts.yaml", "prose.yaml")
"""Files that hold parts of the vocabulary: it is too long for one, and each has its own readers among people."""
REQUESTS = "requests.yaml"


def read_directory(directory: Path) -> dict[str, bytes]:
    """The YAML files below the directory by their path in it; RulesInvalid if there is none or one cannot be read."""
    try:
        found = sorted(_yaml_files(directory))
        files = {path.relative_to(directory).as_posix(): _read(path) for path in found}
    except OSError as error:
        where = str(error.filename or directory)
        raise RulesInvalid([RuleFileError(where, 1, "unreadable", error.strerror or str(error))]) from error
    if not files:
        raise RulesInvalid([RuleFileError(str(directory), 1, "unreadable", "there is no rule file (*.yaml) below it")])
    return files


def _yaml_files(directory: Path) -> Iterator[Path]:
    """What is called a rule file; OSError for a directory that cannot be looked into, or a link that points nowhere."""
    for top, below, names in os.walk(directory, onerror=_refuse):
        below[:] = [name for name in below if not name.startswith(".")]
        paths = (Path(top, name) for name in names if name.endswith((".yaml", ".yml")))
        yield from paths


def _read(path: Path) -> bytes:
    """A little more than a rule file may have, which is then refused for its size; OSError for what is no file."""
    if not S_ISREG(path.stat().st_mode):
        raise OSError(EINVAL, "it is called a rule file but is none", str(path))
    with path.open("rb") as file:
        return file.read(MOST_BYTES + 1)


def _refuse(error: OSError) -> None:
    raise error


def revision_of(files: Mapping[str, bytes]) -> str:
    """`sha256:` and the hex digest over the sorted paths and contents, each with its length before it."""
    digest = hashlib.sha256()
    for path, data in sorted(files.items()):
        for part in (path.encode("utf-8", "surrogateescape"), data):
            digest.update(len(part).to_bytes(8, "big") + part)
    return f"sha256:{digest.hexdigest()}"


def read_pack(files: Mapping[str, bytes]) -> RulePack:
    """The pack these files are; RulesInvalid with every error of every file, if there is any."""
    problems = {path: Problems(path) for path in sorted(files)}
    roots = {path: read_yaml(files[path], problems[path]) for path in problems}
    vocabulary, derivations = _vocabulary(roots, problems)
    rules: list[Rule] = []
    examples: list[WorkedExample] = []
    for path, root in roots.items():
        if root is None or _of_vocabulary(path):
            continue
        if _called(REQUESTS, path):
            examples += _worked_examples(root, problems[path])
        elif vocabulary.facts:  # without a vocabulary, every word of an article would be an error
            rules += read_article(root, vocabulary, problems[path])
    errors = [error for one in problems.values() for error in one.errors] + _id_errors(rules, roots)
    if errors:
        raise RulesInvalid(errors)
    texts = {path: data.decode() for path, data in files.items()}
    return RulePack(revision_of(files), vocabulary, tuple(rules), derivations, tuple(examples), texts)


def _called(name: str, path: str) -> bool:
    return path.rpartition("/")[2] == name


def _of_vocabulary(path: str) -> bool:
    return any(_called(name, path) for name in (VOCABULARY, *BESIDE_VOCABULARY))


def _vocabulary(
    roots: Mapping[str, Node | None], problems: Mapping[str, Problems]
) -> tuple[Vocabulary, tuple[Derivation, ...]]:
    paths = [path for path in roots if _called(VOCABULARY, path)]
    if len(paths) != 1:
        where = paths[1] if paths else next(iter(roots))
        problems[where].add(1, "vocabulary", f"there must be one {VOCABULARY}, there are {len(paths)}")
    if not paths:
        return Vocabulary(), ()
    beside = [path for path in roots if _of_vocabulary(path) and path not in paths]
    sections = Sections(
        [(roots[path], problems[path]) for path in [*paths[:1], *beside]],
        needs=("sources", "fields", "events", "facts"),
        may=("derived", "codes", "labels", "prose"),
    )
    vocabulary = read_vocabulary(sections)
    return vocabulary, read_derivations(sections["derived"], vocabulary)


def _worked_examples(root: Node, problems: Problems) -> list[WorkedExample]:
    found = []
    for node in items_of(root, problems):
        fields = Fields(node, problems, needs=("verdict", "title", "request"))
        request = {key.text: plain_value(value) for key, value in fields.entries("request")}
        verdict = Verdict(fields.one_of("verdict", Verdict))
        found.append(WorkedExample(verdict, fields.text("title"), request))
    return found


def _id_errors(rules: list[Rule], roots: Mapping[str, Node | None]) -> list[RuleFileError]:
    counts = Counter(rule.id for rule in rules)
    twice = [rule_id for rule_id, count in counts.items() if count > 1]
    return [
        RuleFileError(path, line, "duplicate-id", f"the id {rule_id} is used {counts[rule_id]} times")
        for rule_id in twice
        for path, line in _places(rule_id, roots)
    ]


def _places(rule_id: str, roots: Mapping[str, Node | None]) -> list[tuple[str, int]]:
    """Where the ids stand that make up `rule_id`: in several files, or in one."""
    article, _, name = rule_id.partition("/")
    found = []
    for path, root in roots.items():
        content = {key.text: node for key, node in getattr(root, "entries", ())}
        about = plain_value(content["article"]) if "article" in content else None
        if not isinstance(about, dict) or about.get("id") != article:
            continue
        for rule in getattr(content.get("rules"), "items", ()):
            found += [
                (path, node.line)
                for key, node in getattr(rule, "entries", ())
                if key.text == "id" and isinstance(node, Scalar) and node.text == name
            ]
    return found
