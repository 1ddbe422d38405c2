"""The lists of releases and fixes against the articles that print them, line by line."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from app.domain.citation import read_citation
from app.rulepacks.article_text import ArticleText, read_article_text
from app.rulepacks.pack_reader import read_pack
from tests.rulepacks.small_pack import real_files
from tests.scenarios.printed import BESIDE, need_the_articles

if TYPE_CHECKING:
    from datetime import date

    from app.domain.release import ListArticle

RELEASES = read_pack(real_files()).releases
FIX_LISTS = ["Q251137", "Q283238"]
RELEASED = re.compile(r"Fixes Released on (\w+ \d+, \d{4})")
FIX = re.compile(r"(Q[0-9]{6}) (X.*)")


@pytest.fixture(autouse=True)
def _beside() -> None:
    need_the_articles()


def printed(article: str) -> ArticleText:
    return read_article_text((BESIDE / f"{article}.TXT").read_bytes())


def lines(article: str, section: str) -> list[str]:
    """Its paragraphs, each as one line."""
    return [" ".join(one.split()) for one in printed(article).sections[section]]


def day(text: str) -> date:
    return datetime.strptime(f"{text} +0000", "%B %d, %Y %z").date()


@pytest.mark.parametrize("one", RELEASES.lists, ids=lambda one: one.article.id)
def test_a_list_is_headed_as_its_article(one: ListArticle) -> None:
    text = printed(one.article.id)
    assert (one.article.title, one.article.revised) == (text.title, text.revised)
    versions = text.versions.lstrip(":").split(",")
    assert one.article.applies_to == tuple(f"Exchange Server {version}" for version in versions)
    assert set(one.article.see_also) <= set(text.see_also)


def test_every_build_that_is_printed_is_listed_and_no_other() -> None:
    found, version = [], ""
    for line in "\n".join(printed("Q158530").sections["SUMMARY"]).splitlines():
        if row := re.fullmatch(r"(?:Microsoft Exchange Server (\S+)|SP(\d))\s+Build (\S+)", line.strip()):
            version = row[1] or version
            found.append((version, int(row[2] or 0), row[3]))
    assert len(found) == 14
    assert found == [(one.version, one.service_pack, one.build.text) for one in RELEASES.releases]


def test_every_service_pack_is_obtained_as_printed() -> None:
    found: dict[int, list[str]] = {}
    number = 0
    for line in lines("Q191014", "MORE INFORMATION"):
        heading = re.fullmatch(r"Exchange Server 5\.5 Service Pack (\d)", line)
        number = int(heading[1]) if heading else number
        found.setdefault(number, []).append(line)
    assert sorted(found) == [one.service_pack for one in RELEASES.how_to_obtain]
    for one in RELEASES.how_to_obtain:
        rows = found[one.service_pack]
        assert day(rows[1].removeprefix("Release Date: ")) == one.released
        assert one.address in rows
        assert [row for row in rows if FIX.fullmatch(row)] == [f"{fix.id} {fix.title}" for fix in one.fix_lists]


@pytest.mark.parametrize("article", FIX_LISTS)
def test_every_fix_that_is_printed_is_listed_with_its_build_and_day_and_no_other(article: str) -> None:
    found: list[tuple[date, str, list[str]]] = []
    for line in lines(article, "MORE INFORMATION"):
        if heading := RELEASED.fullmatch(line):
            found.append((day(heading[1]), "", []))
        elif found and (build := re.search(r"to version ([0-9.]+[0-9])", line)):
            found[-1] = (found[-1][0], build[1], found[-1][2])
        elif found and FIX.fullmatch(line):
            found[-1][2].append(line)
    listed = [
        (one.released, one.build.text, [f"{fix.id} {fix.title}" for fix in one.mends])
        for one in RELEASES.updates
        if one.listed_in == article
    ]
    assert listed == found[::-1], "the article prints the newest first"


def test_an_update_brings_the_files_with_a_version_that_its_article_names() -> None:
    for one in RELEASES.updates:
        table = "\n".join(printed(one.listed_in).sections["MORE INFORMATION"])
        with_version = re.findall(r"^\| (\S+)\s+\| 5\.5", table, re.MULTILINE)
        (about,) = read_citation(one.cites, "")
        text = " ".join((printed(one.listed_in).passage(about) or "").split())
        absent = re.search(r"NOTE: (.*?) not included", text)
        assert set(one.files) == {name for name in with_version if absent is None or name not in absent[1]}


def test_what_is_cited_prints_what_is_said() -> None:
    for one in RELEASES.updates:
        (about,) = read_citation(one.cites, "")
        text = " ".join((printed(one.listed_in).passage(about) or "").split())
        assert one.build.text in text
        assert all(f"{fix.id} {fix.title}" in text for fix in one.mends)
    for release in RELEASES.releases:
        (about,) = read_citation(release.cites, "")
        text = printed(about.article).passage(about) or ""
        assert f"Exchange Server {release.version} " in text
        assert f"Build {release.build.text}\n" in f"{text}\n"
    for offer in RELEASES.how_to_obtain:
        (about,) = read_citation(offer.cites, "")
        assert offer.address in (printed(about.article).passage(about) or "")
