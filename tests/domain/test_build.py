from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.build import Build
from app.domain.verdict import Outcome
from tests.domain.made_up import MODERATE

BOUND = Build.parse("2651.75")
VERSIONS = st.sampled_from(["4.0", "5.0", "5.5", "6.0", "6.5"])
PARTS = st.integers(0, 70) | st.integers(0, 0xFFFF)


@st.composite
def full_builds(draw: st.DrawFn) -> Build:
    return Build.parse(f"{draw(VERSIONS)}.{draw(PARTS)}.{draw(PARTS)}")


@st.composite
def builds(draw: st.DrawFn) -> Build:
    parts = draw(full_builds()).text.split(".")
    bare = int(parts[2]) >= 100 and draw(st.booleans())
    kept = parts[2:] if bare else parts
    return Build.parse(".".join(kept[: draw(st.integers(1, len(kept)))]))


@pytest.mark.parametrize("text", ["2651.75", "5.5.2651.75", "2651.92", "2652.0", "2653.23", "6.0.4417.5", "6.5.6944.1"])
def test_a_build_of_2651_75_or_later_reaches_the_bound(text: str) -> None:
    assert Build.parse(text).at_least(BOUND) == Outcome.MET
    assert Build.parse(text).below(BOUND) == Outcome.NOT_MET


@pytest.mark.parametrize(
    "text", ["2651.9", "2651.74", "2650.24", "5.5.2650.24", "1960.4", "5.0.1457.7", "4.0.837.3", "2650", "5.0", "4"]
)
def test_a_build_below_2651_75_is_older_whatever_its_digits_look_like(text: str) -> None:
    assert Build.parse(text).at_least(BOUND) == Outcome.NOT_MET
    assert Build.parse(text).below(BOUND) == Outcome.MET


@pytest.mark.parametrize("text", ["2651", "5.5.2651", "5.5", "5"])
def test_a_build_cut_short_is_not_known_against_a_bound_it_could_lie_either_side_of(text: str) -> None:
    build = Build.parse(text)
    assert build.cut_short
    assert build.at_least(BOUND) == build.below(BOUND) == Outcome.NOT_KNOWN


def test_a_build_cut_short_is_known_against_a_bound_it_cannot_reach_or_miss() -> None:
    assert Build.parse("2652").at_least(BOUND) == Outcome.MET
    assert Build.parse("2651").at_least(Build.parse("2651.0")) == Outcome.MET
    assert Build.parse("6").at_least(BOUND) == Outcome.MET


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "x", "2651.", ".2651", "2651..75", "2651.75 ", "-1", "2651,75", "1.2.3.4.5", "2651.75.0.0.0", "65536",
        "2651.65536", "2651.1000000", "0", "1", "3.5.2651.75", "5.1.2651.75", "5.5.2651.75a", "7.0", "99", "99.1",
        "٢٦٥١", "2651.७५", "0x10", "1e3", "2651.75\n",
    ],
)  # fmt: skip
def test_an_impossible_build_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match=r"build|file version|version"):
        Build.parse(text)


def test_builds_written_with_and_without_the_version_are_the_same() -> None:
    assert Build.parse("2651.75").is_same(Build.parse("5.5.2651.75")) == Outcome.MET
    assert Build.parse("2651.75").is_same(Build.parse("5.5.2651.075")) == Outcome.MET
    assert Build.parse("2651.75.0.0").is_same(Build.parse("2651.75")) == Outcome.MET


def test_a_build_cut_short_is_only_ever_known_to_differ() -> None:
    short = Build.parse("2651")
    assert short.is_same(Build.parse("2651.75")) == short.is_same(short) == Outcome.NOT_KNOWN
    assert short.is_same(Build.parse("2650.24")) == Outcome.NOT_MET


def test_a_build_is_shown_as_it_was_written() -> None:
    assert str(Build.parse("5.5.2651")) == "5.5.2651"


@MODERATE
@given(builds(), builds())
def test_at_least_and_below_are_complementary(build: Build, bound: Build) -> None:
    assert build.at_least(bound) + build.below(bound) == Outcome.MET


@MODERATE
@given(full_builds(), full_builds())
def test_full_builds_are_ordered_as_their_parts_are(one: Build, other: Build) -> None:
    assert one.at_least(other) == Outcome.of(one.parts >= other.parts)
    assert one.below(other) == Outcome.of(one.parts < other.parts)
    assert one.is_same(other) == Outcome.of(one.parts == other.parts)


@MODERATE
@given(full_builds(), full_builds(), full_builds())
def test_the_order_of_full_builds_is_total_and_transitive(one: Build, other: Build, third: Build) -> None:
    assert max(one.at_least(other), other.at_least(one)) == Outcome.MET
    if one.at_least(other) == other.at_least(third) == Outcome.MET:
        assert one.at_least(third) == Outcome.MET


@MODERATE
@given(full_builds(), st.integers(1, 3), builds())
def test_a_cut_short_builds_answer_agrees_with_every_completion_of_it(whole: Build, kept: int, bound: Build) -> None:
    short = Build.parse(".".join(whole.text.split(".")[:kept]))
    for asked, completed in (
        (short.at_least(bound), whole.at_least(bound)),
        (short.below(bound), whole.below(bound)),
        (short.is_same(bound), whole.is_same(bound)),
    ):
        assert asked in {completed, Outcome.NOT_KNOWN}


@MODERATE
@given(full_builds(), full_builds())
def test_a_cut_short_build_is_not_known_only_where_completions_differ(whole: Build, bound: Build) -> None:
    short = Build.parse(whole.text.rpartition(".")[0])
    if short.at_least(bound) == Outcome.NOT_KNOWN:
        assert Build.parse(f"{short}.0").at_least(bound) == Outcome.NOT_MET
        assert Build.parse(f"{short}.65535").at_least(bound) == Outcome.MET


@MODERATE
@given(st.text(max_size=30) | st.from_regex(r"[0-9.]{0,20}", fullmatch=True))
def test_any_text_is_a_build_or_refused(text: str) -> None:
    try:
        build = Build.parse(text)
    except ValueError:
        return
    assert str(build) == text
    assert build.is_same(build) == (Outcome.NOT_KNOWN if build.cut_short else Outcome.MET)
