"""The lists of releases and fixes as data: what they hold, what follows from them, and every way to get them wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.domain.build import Build
from app.domain.case import Case
from app.domain.fact import Fact
from app.domain.release import ListKind, Release, Releases
from app.engine.derivation import settle
from app.rulepacks.pack_reader import read_pack
from tests.rulepacks.small_pack import FILES, Places, encoded, places_of, real_files

if TYPE_CHECKING:
    from app.domain.rule import RulePack

LISTS = """\
lists:
  - {kind: builds, article: {id: Q158530, title: Builds, revised: "2002-02-12"}}
  - {kind: fixes, article: {id: Q251137, title: Fixes, revised: "2001-10-18"}}
property_page:
  of: [server, peer]
  build: mta_build
  version: exchange_version
  service_pack: service_pack
  before: "6.0"
releases:
  - {version: "5.5", service_pack: 0, build: "1960", cites: Q158530 SUMMARY 4}
  - {version: "5.5", service_pack: 1, build: "2232.7", cites: Q158530 SUMMARY 4}
service_packs:
  - version: "5.5"
    service_pack: 1
    released: "1998-08-05"
    address: ftp://ftp.example.com/sp1/
    fix_lists: {Q242221: List of bugs}
    cites: Q191014 MORE INFORMATION 24-30
updates:
  - listed_in: Q251137
    released: "2000-01-26"
    build: "5.5.2651.71"
    files: [Emsmta.exe]
    cites: Q251137 MORE INFORMATION 54-73
    mends: {Q242861: Stops on errors}
  - listed_in: Q251137
    released: "2000-03-07"
    build: "5.5.2651.92"
    files: [Emsmta.exe]
    cites: Q251137 MORE INFORMATION 43-53
    mends: {Q251318: Uses the node address, Q255894: No MSP4}
"""
REAL = read_pack(real_files())
BUILDS = {(one.version, one.service_pack): one for one in REAL.releases.releases}


def pack_of(lists: str) -> dict[str, bytes]:
    return encoded(FILES | {"small/releases.yaml": lists})


def wrong(old: str, new: str) -> Places:
    assert LISTS.count(old) == 1, f"{old!r} must stand once"
    return places_of(pack_of(LISTS.replace(old, new)))


def line_of(part: str) -> int:
    return LISTS[: LISTS.index(part)].count("\n") + 1


def told(build: str, side: str = "server", pack: RulePack = REAL) -> dict[str, object]:
    """What follows for a computer whose property page shows the build."""
    name = f"{side}.exchange_build" if pack is REAL else f"{side}.mta_build"
    settled, warnings = settle(Case(facts={name: Fact(Build.parse(build))}), pack.derivations)
    assert not warnings
    known = (f"{side}.exchange_version", f"{side}.service_pack")
    return {one: settled.facts[one].value for one in known if one in settled.facts}


def test_a_pack_without_lists_knows_no_release() -> None:
    assert read_pack(encoded(FILES)).releases == Releases()


def test_the_lists_are_no_article_with_rules() -> None:
    pack = read_pack(pack_of(LISTS))
    assert [(one.article.id, one.kind) for one in pack.releases.lists] == [
        ("Q158530", ListKind.BUILDS),
        ("Q251137", ListKind.FIXES),
    ]
    assert {rule.article.id for rule in pack.rules} == {"Q303156"}


def test_what_the_lists_stand_on_is_among_the_citations() -> None:
    cited = {str(one.passage) for one in read_pack(pack_of(LISTS)).citations}
    assert {"Q158530 SUMMARY 4", "Q191014 MORE INFORMATION 24-30", "Q251137 MORE INFORMATION 43-53"} <= cited


def test_a_fix_is_found_by_the_article_about_its_fault() -> None:
    fix = read_pack(pack_of(LISTS)).releases.first_fixed("Q251318")
    assert fix is not None
    assert (fix.article.title, fix.first_fixed.text, fix.update.files) == (
        "Uses the node address",
        "5.5.2651.92",
        ("Emsmta.exe",),
    )


def test_of_an_article_that_no_list_names_no_fix_is_known() -> None:
    assert REAL.releases.first_fixed("Q303156") is None


def test_a_service_pack_is_obtained_where_its_list_says() -> None:
    releases = REAL.releases
    found = releases.obtaining("5.5", 2)
    assert found is not None
    assert (found.released.isoformat(), [one.id for one in found.fix_lists]) == ("1998-12-23", ["Q242222"])
    assert releases.obtaining("5.0", 2) is None


@pytest.mark.parametrize("release", BUILDS.values(), ids=lambda one: one.name)
@pytest.mark.parametrize("side", ["server", "peer"])
@pytest.mark.parametrize("written", ["{build}", "{number}", "{version}.{build}", "{number}.999"])
def test_every_listed_build_tells_its_version_and_service_pack(release: Release, side: str, written: str) -> None:
    build = written.format(build=release.build.text, number=release.number, version=release.version)
    assert told(build, side) == {
        f"{side}.exchange_version": release.version,
        f"{side}.service_pack": release.service_pack,
    }
    assert REAL.releases.release_of(Build.parse(build)) == release


@pytest.mark.parametrize(
    ("build", "version", "service_pack"),
    [("1100", "4.0", 5), ("1800.2", "5.0", 2), ("2447.9999", "5.5", 1), ("5.5.2652.44", "5.5", 3)],
)
def test_a_build_between_two_releases_is_of_the_earlier_one(build: str, version: str, service_pack: int) -> None:
    assert told(build) == {"server.exchange_version": version, "server.service_pack": service_pack}
    assert REAL.releases.release_of(Build.parse(build)) == BUILDS[version, service_pack]


@pytest.mark.parametrize("build", ["836", "4.0.836", "5.5", "4.0"])
def test_a_build_before_all_releases_or_cut_short_tells_nothing(build: str) -> None:
    assert told(build) == {}
    assert REAL.releases.release_of(Build.parse(build)) is None


def test_a_build_behind_the_last_release_tells_the_version_alone() -> None:
    assert told("2654.89") == {"server.exchange_version": "5.5"}
    assert REAL.releases.release_of(Build.parse("2654.89")) is None


def test_the_version_before_a_build_counts() -> None:
    assert told("6.0.4417.5") == {"server.exchange_version": "2000"}
    for build in ("6.0.4417.5", "6.0.2653.1", "5.0.2653"):
        assert REAL.releases.release_of(Build.parse(build)) is None


def test_what_follows_says_which_list_it_stands_on() -> None:
    (one,) = (one for one in REAL.derivations if one.id == "property-page-of-service-pack-4" and "peer" in one.fact)
    assert (one.cites, one.because) == ("Q158530 SUMMARY 4", "Exchange 5.5 Service Pack 4 is build 2653.")


def test_a_release_that_is_added_needs_no_derivation_of_its_own() -> None:
    one = '  - {version: "5.5", service_pack: 2, build: "2448", cites: Q158530 SUMMARY 4}\n'
    pack = read_pack(pack_of(LISTS.replace("service_packs:\n", f"{one}service_packs:\n")))
    assert told("2448.8", pack=pack)["server.service_pack"] == 2
    assert told("2300", pack=pack)["server.service_pack"] == 1


def test_lists_without_a_property_page_derive_nothing() -> None:
    start, end = LISTS.index("property_page:"), LISTS.index("releases:")
    bare = read_pack(pack_of(LISTS[:start] + LISTS[end:]))
    assert bare.derivations == read_pack(encoded(FILES)).derivations
    assert bare.releases.releases == read_pack(pack_of(LISTS)).releases.releases


@pytest.mark.parametrize(
    ("old", "new", "code", "at"),
    [
        ("kind: builds", "kind: bilds", "bad-value", "kind: builds"),
        ("id: Q158530", "id: 158530", "bad-value", "kind: builds"),
        ('"2002-02-12"', '"12 February"', "bad-value", "kind: builds"),
        ("id: Q158530", "id: Q251137", "duplicate-id", "kind: builds"),
        ('build: "1960"', "build: 1960", "unquoted-build", 'build: "1960"'),
        ('build: "1960"', 'build: "5.5"', "bad-value", 'build: "1960"'),
        ('version: "5.5", service_pack: 0', 'version: "7.1", service_pack: 0', "bad-value", 'build: "1960"'),
        ('build: "1960"', 'build: "2233"', "disordered", 'build: "2232.7"'),
        ("service_pack: 0", "service_pack: 1", "disordered", 'build: "2232.7"'),
        ('Q251137\n    released: "2000-01', 'Q251138\n    released: "2000-01', "bad-value", "listed_in"),
        ("5.5.2651.71", "5.5.2651.92", "disordered", 'listed_in: Q251137\n    released: "2000-03'),
        ("2000-01-26", "2000-04-26", "disordered", 'listed_in: Q251137\n    released: "2000-03'),
        ("Q242861: Stops", "242861: Stops", "bad-value", "Q242861: Stops"),
        ("Q242861: Stops", "Q251318: Stops", "duplicate-id", "listed_in"),
        ("{Q242221: List of bugs}", "{Q242221: [a, b]}", "wrong-type", "Q242221"),
        ("address: ftp", "adress: ftp", "unknown-key", "address"),
        ("    cites: Q191014 MORE INFORMATION 24-30", "    cites: somewhere", "bad-citation", "Q191014 MORE"),
        ("build: mta_build", "build: mta_bild", "unknown-fact", "build: mta_build"),
        ("build: mta_build", "build: service_pack", "wrong-type", "build: mta_build"),
        ('before: "6.0"', "before: six", "bad-value", "before"),
    ],
)  # fmt: skip
def test_an_error_in_the_lists_is_told_with_its_line(old: str, new: str, code: str, at: str) -> None:
    assert ("releases", line_of(at), code) in wrong(old, new)


def test_a_version_that_the_vocabulary_does_not_know_is_an_error_where_its_fact_stands() -> None:
    one = '{version: "5.5", service_pack: 0, build: "1960"'
    assert ("releases", line_of("version: exchange_version"), "bad-value") in wrong(one, one.replace("5.5", "5.0"))


def test_there_is_one_file_of_lists() -> None:
    files = encoded(FILES | {"small/releases.yaml": LISTS, "zzz/releases.yaml": LISTS})
    assert places_of(files) == [("zzz/releases", 1, "duplicate-key")]
