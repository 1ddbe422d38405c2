"""Releases, service packs and updates out of `releases.yaml`, as the lists among the articles say."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, TypeVar

from app.domain.build import Build
from app.domain.release import HowToObtain, ListArticle, ListKind, NamedArticle, Release, Releases, Update
from app.domain.vocabulary import FactKind, FactType, Vocabulary
from app.rulepacks.antecedent_reader import AntecedentReader
from app.rulepacks.article_reader import check_number, read_date, read_heading
from app.rulepacks.shape import Fields, nearest, text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    from app.rulepacks.yaml_nodes import Node, Problems

    T = TypeVar("T")

PROPERTY_PAGE = "property_page"
_BUILD = FactType("build", FactKind.BUILD, "a build")
_PREFIX_LENGTH = 2


def read_releases(root: Node, problems: Problems) -> Releases:
    """All of it; each list must stand from old to new and name nothing twice."""
    file = Fields(root, problems, needs=("lists", "releases"), may=("service_packs", "updates", PROPERTY_PAGE))
    lists = tuple(_list(node, problems) for node in file.items("lists"))
    fix_lists = [one.article.id for one in lists if one.kind is ListKind.FIXES]
    releases = list(_releases(file.items("releases"), problems))
    offers = [_offer(node, problems) for node in file.items("service_packs")]
    updates = list(_updates(file.items("updates"), fix_lists, problems))
    _check_order(releases, lambda one: one.number, "build", problems)
    _check_order(releases, lambda one: (one.version, one.service_pack), "service pack", problems)
    _check_order(offers, lambda one: (one.version, one.service_pack), "service pack", problems)
    _check_order(updates, lambda one: one.build.parts, "build", problems)
    _check_order(updates, lambda one: one.released, "day", problems)
    found = Releases(lists, _alone(releases), _alone(offers), _alone(updates), problems.file)
    _check_once(file, found)
    return found


def _alone(found: Iterable[tuple[T, int]]) -> tuple[T, ...]:
    """Without their lines."""
    return tuple(one for one, _ in found)


def build_under(name: str, fields: Fields) -> Build | None:
    """The build under the key; None, with an error, for anything else."""
    node = fields.node(name)
    value = AntecedentReader(Vocabulary(), fields.problems).value(_BUILD, node) if node is not None else None
    return value if isinstance(value, Build) else None


def _list(node: Node, problems: Problems) -> ListArticle:
    fields = Fields(node, problems, needs=("kind", "article"))
    article, _ = read_heading(fields.node("article"), problems)
    return ListArticle(article, ListKind(fields.one_of("kind", ListKind)))


def _releases(nodes: Iterable[Node], problems: Problems) -> Iterator[tuple[Release, int]]:
    for node in nodes:
        fields = Fields(node, problems, needs=("version", "service_pack", "build", "cites"))
        version, build = fields.text("version"), build_under("build", fields)
        if build is None:
            continue
        if len(build.parts) <= _PREFIX_LENGTH or not _is_version(version):
            problems.add(fields.line, "bad-value", "a release has a version such as 5.5 and a build such as 2653")
            continue
        yield Release(version, fields.whole_number("service_pack"), build, fields.text("cites")), fields.line


def _is_version(version: str) -> bool:
    """Whether builds can stand behind it: 5.5.2653."""
    try:
        return len(Build.parse(f"{version}.1").parts) == _PREFIX_LENGTH + 1
    except ValueError:
        return False


def _offer(node: Node, problems: Problems) -> tuple[HowToObtain, int]:
    needs = ("version", "service_pack", "released", "address", "cites")
    fields = Fields(node, problems, needs=needs, may=("fix_lists",))
    offer = HowToObtain(
        fields.text("version"),
        fields.whole_number("service_pack"),
        read_date(fields, "released"),
        fields.text("address"),
        _named("fix_lists", fields),
        fields.text("cites"),
    )
    return offer, fields.line


def _updates(nodes: Iterable[Node], lists: Collection[str], problems: Problems) -> Iterator[tuple[Update, int]]:
    for node in nodes:
        fields = Fields(node, problems, needs=("listed_in", "released", "build", "files", "mends", "cites"))
        listed_in, build = fields.text("listed_in"), build_under("build", fields)
        if listed_in not in lists:
            detail = f"'{listed_in}' is no article that lists fixes{nearest(listed_in, lists)}"
            problems.add(fields.line_of("listed_in"), "bad-value", detail)
        if build is not None:
            released, files = read_date(fields, "released"), fields.texts("files")
            yield Update(build, released, files, _named("mends", fields), listed_in, fields.text("cites")), fields.line


def _named(name: str, fields: Fields) -> tuple[NamedArticle, ...]:
    """Articles by their numbers, each with its title."""
    found = []
    for key, title in fields.entries(name):
        check_number(key.text, key.line, fields.problems)
        found.append(NamedArticle(key.text, text_of(title, fields.problems)))
    return tuple(found)


def _check_order(found: Sequence[tuple[T, int]], key: Callable[[T], object], what: str, problems: Problems) -> None:
    for (one, _), (following, line) in pairwise(found):
        if not key(one) < key(following):  # type: ignore[operator] # every key given here has an order
            problems.add(line, "disordered", f"its {what} does not come after that of the item before it")


def _check_once(file: Fields, found: Releases) -> None:
    """An article is one list, and a fault is mended once."""
    for name, ids in (
        ("lists", [one.article.id for one in found.lists]),
        ("updates", [fix.article.id for fix in found.fixes]),
    ):
        for twice in sorted({one for one in ids if ids.count(one) > 1}):
            file.problems.add(file.line_of(name), "duplicate-id", f"{twice} stands here {ids.count(twice)} times")
