"""What the build on a server's property page tells: derivations made from the releases, not written one by one."""

from __future__ import annotations

from itertools import groupby, pairwise
from typing import TYPE_CHECKING, NamedTuple

from app.domain.antecedent import Group, GroupKind, Leaf
from app.domain.build import Build
from app.domain.comparison import Between
from app.domain.observation import FactTest
from app.domain.release import BARE_VERSION
from app.domain.rule import Derivation
from app.domain.vocabulary import FactKind
from app.rulepacks.antecedent_reader import AntecedentReader
from app.rulepacks.releases_reader import build_under
from app.rulepacks.shape import Fields
from app.rulepacks.yaml_nodes import Scalar

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.domain.fact import Value
    from app.domain.release import Release, Releases
    from app.domain.vocabulary import FactType, Vocabulary
    from app.rulepacks.yaml_nodes import Node, Problems

_FACTS = ("build", "version", "service_pack")


class _Told(NamedTuple):
    """What a range of builds tells: `value` of the fact called `of`, from build to build."""

    id: str
    of: str
    value: Value
    says: str
    ranges: tuple[Between, ...]
    because: str
    cites: str


def read_property_page(
    node: Node, releases: Releases, vocabulary: Vocabulary, problems: Problems
) -> Iterator[Derivation]:
    """For each side, what follows from the build that the property page shows."""
    fields = Fields(node, problems, needs=("of", *_FACTS, "before"))
    before = build_under("before", fields)
    told = [*_versions(releases, before), *_service_packs(releases)] if before is not None else []
    for side in fields.texts("of"):
        facts = _facts_of(side, fields, vocabulary)
        yield from (_derivation(one, facts, fields) for one in told if len(facts) == len(_FACTS))


def _facts_of(side: str, fields: Fields, vocabulary: Vocabulary) -> dict[str, FactType]:
    reader = AntecedentReader(vocabulary, fields.problems, side)
    nodes = ((name, fields.node(name)) for name in _FACTS)
    keys = {name: Scalar(f"its.{node.text}", node.line) for name, node in nodes if isinstance(node, Scalar)}
    facts = {name: fact for name, key in keys.items() if (fact := reader.fact(key)) is not None}
    if "build" in facts and facts["build"].kind is not FactKind.BUILD:
        fields.problems.add(fields.line_of("build"), "wrong-type", f"{facts['build'].name} holds no build")
        return {}
    return facts


def _derivation(told: _Told, facts: dict[str, FactType], fields: Fields) -> Derivation:
    fact, shown = facts[told.of], facts["build"].name
    try:
        fact.read(told.value)
    except ValueError as error:
        fields.problems.add(fields.line_of(told.of), "bad-value", f"{fact.name}: {error}")
    leaves = tuple(Leaf(told.says, FactTest(shown, between)) for between in told.ranges)
    return Derivation(told.id, fact.name, told.value, Group(GroupKind.ANY, leaves), told.because, told.cites)


def _versions(releases: Releases, before: Build) -> Iterator[_Told]:
    """A build is of the version that began last before it."""
    firsts = [next(group) for _, group in groupby(releases.releases, key=lambda one: one.version)]
    for one, following in pairwise((*firsts, None)):
        if one is not None:
            until = f" up to {following.number}" if following else ""
            yield _Told(
                id=f"property-page-of-{one.version}",
                of="version",
                value=one.version,
                says=f"its property page shows a build of {one.version}",
                ranges=_ranges(one, following.number if following else before),
                because=f"Builds from {one.number}{until} are those of Exchange {one.version}.",
                cites=_cites(one, following),
            )


def _service_packs(releases: Releases) -> Iterator[_Told]:
    """Behind the last release, no other build but its own shows it."""
    newest = releases.releases[-1].version if releases.releases else ""
    for one, end in releases.shown():
        page = f"service-pack-{one.service_pack}" if one.service_pack else "without-service-pack"
        shows = f"service pack {one.service_pack}" if one.service_pack else "no service pack"
        of = "of-" if one.service_pack else ""
        yield _Told(
            id=f"property-page-{of}{page}" if one.version == newest else f"property-page-of-{one.version}-{page}",
            of="service_pack",
            value=one.service_pack,
            says=f"its property page shows {shows} of {one.version}",
            ranges=_ranges(one, end),
            because=f"{one.name} is build {one.build}.",
            cites=one.cites,
        )


def _ranges(first: Release, end: int | Build) -> tuple[Between, ...]:
    """From its number up to `end`, with the version before the number and without: for 5.5, both are the same."""
    versions = ("",) if first.version == BARE_VERSION else ("", f"{first.version}.")
    ends = (end if isinstance(end, Build) else Build.parse(f"{version}{end}") for version in versions)
    return tuple(
        Between(Build.parse(f"{version}{first.number}"), stop) for version, stop in zip(versions, ends, strict=True)
    )


def _cites(one: Release, following: Release | None) -> str:
    return "; ".join(dict.fromkeys(release.cites for release in (one, following) if release))
