"""A rules directory becomes a rule pack, or a list of everything that is wrong with it."""

from __future__ import annotations

import hashlib
import os
from errno import EINVAL
from pathlib import Path
from stat import S_ISREG
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from app.domain.errors import RuleFileError, RulesInvalid
from app.domain.release import Releases
from app.domain.rule import RulePack
from app.domain.vocabulary import Vocabulary
from app.rulepacks.article_reader import read_article
from app.rulepacks.baseline_reader import read_baseline
from app.rulepacks.citation_reader import read_citations
from app.rulepacks.derivation_reader import read_derivations
from app.rulepacks.excuses_reader import read_excuses
from app.rulepacks.lock import LOCK, OF_THE_LOCK, check_lock, read_lock
from app.rulepacks.pack_checks import check_finished, check_rules
from app.rulepacks.property_page_reader import read_property_page
from app.rulepacks.releases_reader import PROPERTY_PAGE, read_releases
from app.rulepacks.requests_reader import read_worked_examples
from app.rulepacks.sections import Sections
from app.rulepacks.shape import entries_of
from app.rulepacks.vocabulary_reader import SECTIONS, read_vocabulary
from app.rulepacks.yaml_nodes import MOST_BYTES, Problems, read_yaml

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from app.domain.citation import Citation
    from app.domain.excuse import Excuse
    from app.domain.rule import Derivation, Rule
    from app.rulepacks.lock import Lock
    from app.rulepacks.sections import Section
    from app.rulepacks.yaml_nodes import Node

T = TypeVar("T")
MOST_BYTES_TOGETHER = 16_777_216
VOCABULARY = "vocabulary"
"""A folder of this name, or one file: it grows too long for one, and its parts have their own readers among people."""
REQUESTS = "requests.yaml"
BASELINE = "baseline.yaml"
EXCUSES = "excuses.yaml"
RELEASES = "releases.yaml"
_WITHOUT_CITATIONS = (REQUESTS, BASELINE, EXCUSES, LOCK)
NO_ARTICLES = (*_WITHOUT_CITATIONS, RELEASES)
"""Files that hold no article; any other outside the vocabulary is one."""


def read_directory(directory: Path) -> dict[str, bytes]:
    """The YAML files below the directory by their path in it; RulesInvalid if there is none or one cannot be read."""
    try:
        files = dict(_contents(directory))
    except OSError as error:
        where = _printable(error.filename or directory)
        raise RulesInvalid([RuleFileError(where, 1, "unreadable", error.strerror or str(error))]) from error
    if not files:
        raise RulesInvalid([RuleFileError(str(directory), 1, "unreadable", "there is no rule file (*.yaml) below it")])
    return files


def _contents(directory: Path) -> Iterator[tuple[str, bytes]]:
    room = MOST_BYTES_TOGETHER
    for path in sorted(_yaml_files(directory)):
        data = _read(path)
        room -= len(data)
        if room < 0:
            detail = f"rule files have at most {MOST_BYTES_TOGETHER} bytes together; these have more"
            raise RulesInvalid([RuleFileError(str(path), 1, "too-large", detail)])
        name = path.relative_to(directory).as_posix()
        if _printable(name) != name:
            raise RulesInvalid([RuleFileError(_printable(name), 1, "unreadable", "the file's name is not valid UTF-8")])
        yield name, data


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


def _printable(path: str | Path) -> str:
    """The path as it can be told and stored: a file's name need not be text."""
    return os.fsencode(path).decode(errors="replace")


def _refuse(error: OSError) -> None:
    raise error


def revision_of(files: Mapping[str, bytes]) -> str:
    """`sha256:` and the hex digest over the sorted paths and contents, each with its length before it."""
    digest = hashlib.sha256()
    for path, data in sorted(files.items()):
        for part in (path.encode("utf-8", "surrogateescape"), data):
            digest.update(len(part).to_bytes(8, "big") + part)
    return f"sha256:{digest.hexdigest()}"


class Survey(NamedTuple):
    """What can be read of rule files, and all that is wrong with them.

    Only without `errors` may the pack be served; `remarks` are about its drafts.
    """

    pack: RulePack
    errors: tuple[RuleFileError, ...]
    remarks: tuple[RuleFileError, ...]
    lock: Lock | None = None


def read_pack(files: Mapping[str, bytes], *, locked: bool = True) -> RulePack:
    """The pack these files are; RulesInvalid with every error of every file, if there is any.

    For work on rules that are not going to be served as they are, they need not be `locked` yet.
    """
    survey = survey_pack(files)
    errors = [error for error in survey.errors if locked or error.code not in OF_THE_LOCK]
    if errors:
        raise RulesInvalid(errors)
    return survey.pack


def survey_pack(files: Mapping[str, bytes]) -> Survey:
    """All of it at once, whatever is wrong."""
    problems = {path: Problems(path) for path in sorted(files)}
    roots = {path: read_yaml(files[path], problems[path]) for path in problems}
    texts = {path: data.decode(errors="replace") for path, data in files.items()}
    vocabulary, derived = _vocabulary(roots, problems)
    releases, told = _releases(roots, vocabulary, problems)
    rules: list[Rule] = []
    for path, root in roots.items():
        if root is None or _of_vocabulary(path) or path.rpartition("/")[2] in NO_ARTICLES:
            continue
        if vocabulary.facts:  # without a vocabulary, every word of an article would be an error
            found = read_article(root, vocabulary, problems[path])
            check_finished(texts[path], found, problems[path])
            rules += found
    check_rules(rules, problems)
    citations = tuple(_citations(roots, problems))
    lock = _lock(roots, problems)
    pack = RulePack(
        revision=revision_of(files),
        vocabulary=vocabulary,
        rules=tuple(rule for rule in rules if rule.status.evaluated),
        derivations=read_derivations(derived, vocabulary, told),
        worked_examples=tuple(_of(REQUESTS, read_worked_examples, roots, problems)),
        files=texts,
        shelved=tuple(rule for rule in rules if not rule.status.evaluated),
        baseline=tuple(_of(BASELINE, read_baseline, roots, problems)),
        citations=citations,
        excuses=_excuses(roots, rules, problems),
        releases=releases,
    )
    if lock is not None and None not in roots.values():  # of a file that cannot be read, every rule would be missing
        check_lock(lock, rules, citations, problems)
    errors = tuple(error for one in problems.values() for error in one.errors)
    return Survey(pack, errors, tuple(remark for one in problems.values() for remark in one.remarks), lock)


def _of(
    name: str,
    read: Callable[[Node, Problems], Iterable[T]],
    roots: Mapping[str, Node | None],
    problems: Mapping[str, Problems],
) -> Iterator[T]:
    """What the files of that name hold."""
    for path, root in roots.items():
        if root is not None and _called(name, path):
            yield from read(root, problems[path])


def _citations(roots: Mapping[str, Node | None], problems: Mapping[str, Problems]) -> Iterator[Citation]:
    for path, root in roots.items():
        if root is not None and path.rpartition("/")[2] not in _WITHOUT_CITATIONS:
            yield from read_citations(root, problems[path])


def _lock(roots: Mapping[str, Node | None], problems: Mapping[str, Problems]) -> Lock | None:
    root, own = _only(LOCK, roots, problems)
    return read_lock(root, own) if root is not None else None


def _releases(
    roots: Mapping[str, Node | None], vocabulary: Vocabulary, problems: Mapping[str, Problems]
) -> tuple[Releases, tuple[Derivation, ...]]:
    """The releases, and what follows from them about a computer."""
    root, own = _only(RELEASES, roots, problems)
    if root is None:
        return Releases(), ()
    releases = read_releases(root, own)
    pages = [node for key, node in entries_of(root, own) if key.text == PROPERTY_PAGE and vocabulary.facts]
    return releases, tuple(one for page in pages for one in read_property_page(page, releases, vocabulary, own))


def _only(
    name: str, roots: Mapping[str, Node | None], problems: Mapping[str, Problems]
) -> tuple[Node | None, Problems]:
    """The only file of that name, with what is wrong with it; any other is an error."""
    found = [path for path in roots if _called(name, path)]
    for path in found[1:]:
        problems[path].add(1, "duplicate-key", f"there is a {name} already, {found[0]}")
    return (roots[found[0]], problems[found[0]]) if found else (None, Problems(name))


def lock_path(files: Iterable[str]) -> str:
    """Where the lock of these files is, or else belongs: beside the vocabulary."""
    paths = sorted(files)
    parts = next((path for path in paths if _of_vocabulary(path)), VOCABULARY).split("/")
    beside = "/".join([*parts[: parts.index(VOCABULARY) if VOCABULARY in parts else -1], LOCK])
    return next((path for path in paths if _called(LOCK, path)), beside)


def _called(name: str, path: str) -> bool:
    return path.rpartition("/")[2] == name


def _of_vocabulary(path: str) -> bool:
    return _called(f"{VOCABULARY}.yaml", path) or VOCABULARY in path.split("/")[:-1]


def _vocabulary(
    roots: Mapping[str, Node | None], problems: Mapping[str, Problems]
) -> tuple[Vocabulary, Sequence[Section]]:
    """The vocabulary, and its parts that tell what follows from what."""
    paths = [path for path in roots if _of_vocabulary(path)]
    if not paths:
        problems[next(iter(roots))].add(1, "vocabulary", f"there is neither a {VOCABULARY}.yaml nor a {VOCABULARY}/")
        return Vocabulary(), ()
    sections = Sections(
        [(roots[path], problems[path]) for path in paths],
        needs=SECTIONS.needs,
        may=SECTIONS.may,
        spread=("facts", "derived"),
    )
    return read_vocabulary(sections), sections.parts("derived")


def _excuses(
    roots: Mapping[str, Node | None], rules: list[Rule], problems: Mapping[str, Problems]
) -> tuple[Excuse, ...]:
    known = {rule.id: rule for rule in rules}
    found = ((root, problems[path]) for path, root in roots.items() if root is not None and _called(EXCUSES, path))
    return tuple(excuse for root, own in found for excuse in read_excuses(root, known, own))
