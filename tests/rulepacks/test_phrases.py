from __future__ import annotations

import pytest

from app.domain.phrases import MOST_VARIANTS, Pattern, Place
from app.domain.prose_words import Cue
from app.rulepacks.pack_reader import read_pack
from tests.rulepacks.small_pack import FILES, VOCABULARY, encoded, errors_of, line_of, pack_with, places_of, real_files

MULTIHOMED = "  offers_names: {of: [server, peer], type: yes_no, means: names, ask: Names, how: Look.}\n"
PACK = "to: 9, means: pack, ask: Which, how: Look."
FLOW = "    means: how mail flows\n"


def _with_prose(prose: str) -> dict[str, bytes]:
    return encoded(FILES | {"small/vocabulary/prose.yaml": prose})


def test_the_phrases_of_a_fact_are_read_for_each_side() -> None:
    pack = read_pack(pack_with("vocabulary", FLOW, f"{FLOW}    phrases: {{normal: [= mail flows, mail runs]}}\n"))
    first, second = pack.vocabulary.facts["mail_flow"].phrases
    assert (first.value, first.pattern.alone, first.pattern.text) == ("normal", True, "= mail flows")
    assert (second.value, second.pattern.alone) == ("normal", False)
    assert set(pack.vocabulary.phrases.by_words) == {"mail"}


def test_a_whole_number_has_its_place_in_the_phrase() -> None:
    pack = read_pack(pack_with("vocabulary", PACK, f"{PACK[:-1]}., phrases: ['SP{{value}}']"))
    (phrase,) = pack.vocabulary.facts["peer.service_pack"].phrases
    assert phrase.value is None
    assert pack.vocabulary.phrases.glued == {"sp"}


@pytest.mark.parametrize(
    ("phrases", "code", "suggested"),
    [
        ("{norml: [mail flows]}", "bad-value", "normal"),
        ("{normal: ['mail {value}']}", "bad-pattern", "no place for a value"),
        ("{normal: ['..']}", "bad-pattern", "begins with a word"),
        ("{normal: ['mail ..']}", "bad-pattern", "end with a gap"),
        ("{normal: ['mail?']}", "bad-pattern", "not optional"),
        ("{normal: ['mail | flows']}", "bad-pattern", "is no word"),
        ("{normal: ['= ']}", "bad-pattern", "not optional"),
        ("{normal: ['a? b? c? d? e? f? g? h']}", "bad-pattern", "at most"),
        ("{normal: ['']}", "wrong-type", "text is wanted"),
        ("{normal: mail flows}", "wrong-type", "a list is wanted"),
        ("[mail flows]", "wrong-type", "a mapping is wanted"),
    ],
)
def test_an_error_in_a_phrase_is_reported_in_its_line(phrases: str, code: str, suggested: str) -> None:
    files = pack_with("vocabulary", FLOW, f"    phrases: {phrases}\n{FLOW}")
    assert places_of(files) == [("vocabulary", line_of("vocabulary", FLOW), code)]
    assert suggested in errors_of(files).errors[0].detail


@pytest.mark.parametrize(
    ("phrases", "code"),
    [("['service pack']", "bad-pattern"), ("['{value} {value}']", "bad-pattern"), ("x", "wrong-type")],
)
def test_a_phrase_of_a_number_holds_the_place_of_the_number_once(phrases: str, code: str) -> None:
    files = pack_with("vocabulary", PACK, f"{PACK[:-1]}., phrases: {phrases}")
    assert places_of(files) == [("vocabulary", line_of("vocabulary", "  service_pack:"), code)]


def test_a_key_beside_phrases_that_is_misspelt_is_told_the_nearest() -> None:
    files = pack_with("vocabulary", FLOW, f"    phrasse: {{normal: [mail flows]}}\n{FLOW}")
    assert "did you mean 'phrases'?" in errors_of(files).errors[0].detail


def test_the_words_of_prose_are_read_from_a_file_of_their_own() -> None:
    words = read_pack(_with_prose("prose:\n  hedge: [maybe|perhaps, in case]\n")).vocabulary.prose
    assert words.of(Cue.HEDGE) == {"maybe", "perhaps"}
    assert words.firsts[Cue.HEDGE] == {"maybe", "perhaps", "in"}
    assert words.of(Cue.NEGATION) == frozenset()


@pytest.mark.parametrize(
    ("prose", "line", "code"),
    [
        ("prose:\n  hegde: [maybe]\n", 2, "unknown-key"),
        ("prose:\n  hedge:\n    - maybe\n    - '..'\n", 4, "bad-pattern"),
        ("prose:\n  hedge: maybe\n", 2, "wrong-type"),
        ("prose: [maybe]\n", 1, "wrong-type"),
        ("porse: {}\n", 1, "unknown-key"),
    ],
)
def test_an_error_in_the_words_of_prose_is_reported_in_its_line(prose: str, line: int, code: str) -> None:
    assert places_of(_with_prose(prose)) == [("prose", line, code)]


def test_a_misspelt_list_of_words_is_told_the_nearest() -> None:
    assert "did you mean 'hedge'?" in errors_of(_with_prose("prose: {hegde: [maybe]}\n")).errors[0].detail


def test_a_word_with_a_hyphen_is_said_in_one_word_or_in_two() -> None:
    steps = [[step.wants for step in one.steps] for one in Pattern("multi-homed").variants]
    assert sorted(map(len, steps)) == [1, 2]


def test_a_shortened_word_is_that_with_not() -> None:
    assert Pattern("won't start").variants == Pattern("will not start").variants


def test_what_must_follow_is_no_part_of_the_phrase() -> None:
    (variant,) = Pattern("5.5 > , sp|service").variants
    assert (len(variant.steps), variant.length, variant.steps[1].loose) == (2, 1, True)


def test_places_are_told_from_words() -> None:
    (variant,) = Pattern("a .. * {other} {self} b").variants
    assert [step.wants for step in variant.steps[1:-1]] == [Place.GAP, Place.ANY, Place.OTHER, Place.SELF]


def test_the_ways_of_saying_a_pattern_are_limited() -> None:
    with pytest.raises(ValueError, match=f"at most {MOST_VARIANTS}"):
        Pattern("a " + "b? " * 7)


def test_every_fact_that_people_speak_of_has_phrases() -> None:
    pack = read_pack(real_files())
    silent = {name for name, fact in pack.vocabulary.facts.items() if not fact.phrases}
    follow = {derivation.fact for derivation in pack.derivations}
    assert silent - follow == {"server.name", "peer.name"}
    assert VOCABULARY.count("phrases") == 0, "the small pack does without"


def test_every_value_that_a_phrase_states_is_one_of_its_fact() -> None:
    for fact in read_pack(real_files()).vocabulary.facts.values():
        for phrase in fact.phrases:
            assert phrase.value is None or fact.read(phrase.value) == phrase.value
