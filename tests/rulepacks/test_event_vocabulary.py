"""Fields, codes and texts of events as a pack's files have them, and every error of theirs with its place."""

from __future__ import annotations

import pytest

from app.domain.observation import EventTest
from app.domain.vocabulary import FactKind
from app.rulepacks.pack_reader import read_pack
from tests.rulepacks.small_pack import FILES, Places, encoded, line_of, pack_with, places_of, real_files

CODES = """\
codes:
  windows: {5: Access is denied., 1722: The RPC server is unavailable.}
  sockets:
    10061: No connection could be made because the target machine actively refused it.
"""
NT_ERROR = "{type: whole_number, means: the code, ask: Which code, how: Look.}"
EVENT = (
    '    source: MSExchangeMTA\n    means: a bind back failed\n    strings: [nt_error, remote_server]\n    wordings: ["'
)
REFUSED = "{event: 9322, source: MSExchangeMTA, nt_error: 1722}"
LINE = line_of("vocabulary", "nt_error: {type")


def _with_codes(
    codes: str = CODES, field: str = "{type: code, codes: [windows, sockets], means: m, ask: a, how: h}"
) -> dict[str, bytes]:
    return pack_with("vocabulary", NT_ERROR, field) | {"small/vocabulary/codes.yaml": codes.encode()}


def _with_field(field: str, test: str = REFUSED) -> dict[str, bytes]:
    article = FILES["small/Q303156.yaml"].replace(REFUSED, test)
    return pack_with("vocabulary", NT_ERROR, field) | {"small/Q303156.yaml": article.encode()}


def _codes_errors(codes: str) -> Places:
    return places_of(_with_codes(codes, "{type: code, codes: [], means: m, ask: a, how: h}"))


def test_a_code_takes_its_meanings_from_every_table_that_its_field_names() -> None:
    vocabulary = read_pack(_with_codes()).vocabulary
    field = vocabulary.fields["nt_error"]
    assert field.kind is FactKind.WHOLE_NUMBER
    assert set(field.codes or {}) == {5, 1722, 10061}
    assert vocabulary.meaning("nt_error", 1722) == "The RPC server is unavailable."
    assert vocabulary.meaning("nt_error", 1723) is None
    assert vocabulary.meaning("remote_server", "EXCH-A") is None
    assert vocabulary.meaning("unheard_of", 5) is None


def test_a_code_that_nobody_explains_is_still_a_code_and_other_fields_are_none() -> None:
    fields = read_pack(_with_codes(field="{type: code, means: m, ask: a, how: h}")).vocabulary.fields
    assert fields["nt_error"].codes == {}
    assert fields["remote_server"].codes is None


@pytest.mark.parametrize(
    ("field", "code"),
    [
        ("{type: code, codes: [windos], means: m, ask: a, how: h}", "unknown-codes"),
        ("{type: code, codes: [windows, windows], means: m, ask: a, how: h}", "duplicate-code"),
        ("{type: code, codes: windows, means: m, ask: a, how: h}", "wrong-type"),
        ("{type: whole_number, codes: [windows], means: m, ask: a, how: h}", "bad-value"),
        ("{type: coed, means: m, ask: a, how: h}", "bad-value"),
        ("{type: yes_no, means: m, ask: a, how: h}", "bad-value"),
    ],
)
def test_a_field_names_only_tables_that_there_are(field: str, code: str) -> None:
    assert set(places_of(_with_codes(field=field))) == {("vocabulary", LINE, code)}


@pytest.mark.parametrize(
    ("codes", "line", "code"),
    [
        ("codes:\n  windows:\n    five: Access is denied.\n", 3, "wrong-type"),
        ('codes:\n  windows:\n    "5": Access is denied.\n', 3, "wrong-type"),
        ("codes:\n  windows:\n    0x5: Access is denied.\n", 3, "wrong-type"),
        ("codes:\n  windows:\n    5: [Access is denied.]\n", 3, "wrong-type"),
        ("codes:\n  windows:\n    5: ''\n", 3, "wrong-type"),
        ("codes:\n  windows:\n    5: Access is denied.\n    0: It worked.\n", 4, "bad-value"),
        ("codes:\n  windows:\n    5: Access is denied.\n    5: Denied.\n", 4, "duplicate-key"),
        ("codes:\n  windows: [5]\n", 2, "wrong-type"),
        ("codes: [windows]\n", 1, "wrong-type"),
    ],
)
def test_an_error_in_a_table_of_codes_is_told_with_its_file_and_line(codes: str, line: int, code: str) -> None:
    assert _codes_errors(codes) == [("codes", line, code)]


def test_a_second_section_of_codes_is_an_error_where_it_stands() -> None:
    assert places_of(_with_codes() | {"small/vocabulary/events.yaml": CODES.encode()}) == [
        ("events", 1, "duplicate-key")
    ]


def test_an_event_may_have_several_templates_for_several_sources_or_orders_of_strings() -> None:
    files = FILES["small/vocabulary.yaml"]
    one = files[files.index("  9322:\n") + len("  9322:\n") : files.index("facts:\n")]
    older = one.replace("[nt_error, remote_server]", "[remote_server, _, nt_error]").replace("bind back", "bind")
    both = "".join(f"    - {text.strip()}\n".replace("\n    ", "\n      ") for text in (one, older))
    pack = read_pack(encoded(FILES | {"small/vocabulary.yaml": files.replace(one, both)}))
    assert [(one.event_id, one.strings) for one in pack.vocabulary.templates] == [
        (9322, ("nt_error", "remote_server")),
        (9322, ("remote_server", "_", "nt_error")),
    ]


def test_an_event_that_is_only_named_needs_neither_wordings_nor_strings() -> None:
    files = FILES["small/vocabulary.yaml"].replace("facts:\n", "  246: {source: MSExchangeMTA, means: m}\nfacts:\n")
    template = read_pack(encoded(FILES | {"small/vocabulary.yaml": files})).vocabulary.templates[-1]
    assert (template.event_id, template.wordings, template.strings) == (246, (), ())


@pytest.mark.parametrize(
    ("old", "new", "line_holds", "code"),
    [
        ("strings: [nt_error, remote_server]", "strings: [nt_eror]", "strings: [nt_error", "unknown-field"),
        ("Error code: {nt_error}", "Error code: {nt_eror}", "wordings: [", "unknown-field"),
        ('["A bind back has failed. Error', '["{nt_error} Error', "wordings: [", "bad-value"),
        ("  9322:\n", "  65536:\n", "  9322:\n", "bad-value"),
        ("  nt_error: {type", "  _: {type", "  nt_error: {type", "bad-value"),
        ("means: a bind back failed", "meaning: a bind back failed", "means: a bind back failed", "unknown-key"),
    ],
)
def test_an_error_in_an_event_is_told_with_its_line(old: str, new: str, line_holds: str, code: str) -> None:
    assert ("vocabulary", line_of("vocabulary", line_holds), code) in places_of(pack_with("vocabulary", old, new))


def test_rules_compare_a_text_of_an_entry_with_texts_in_quotes_if_they_look_like_numbers() -> None:
    field = "{type: text, means: m, ask: a, how: h}"
    pack = read_pack(_with_field(field, '{event: 9322, source: MSExchangeMTA, nt_error: ["91F5C11B", MtaBind]}'))
    tests = [leaf.test for leaf in pack.rules[0].symptoms.leaves() if isinstance(leaf.test, EventTest)]
    ((name, comparison),) = tests[0].fields
    assert name == "nt_error"
    assert [int(comparison.outcome(text)) for text in ("mtabind", "91f5c11b", "accept()")] == [2, 2, 0]
    line = line_of("Q303156", REFUSED)
    assert places_of(_with_field(field)) == [("Q303156", line, "unquoted-text")]
    below = _with_field(field, "{event: 9322, source: MSExchangeMTA, nt_error: {below: A}}")
    assert places_of(below) == [("Q303156", line, "wrong-type")]


def test_no_fact_may_hold_any_text() -> None:
    broken = pack_with("vocabulary", "server.name: {type: host_name", "server.name: {type: text")
    assert ("vocabulary", line_of("vocabulary", "server.name"), "bad-value") in places_of(broken)


def test_every_wording_of_the_pack_begins_with_words_and_every_code_has_a_table_or_says_that_it_has_none() -> None:
    vocabulary = read_pack(real_files()).vocabulary
    assert all(wording[0].isalpha() for one in vocabulary.templates for wording in one.wordings)
    assert {name for name, field in vocabulary.fields.items() if field.codes == {}} == {"error_code"}
    assert all(field.means and field.ask and field.how for field in vocabulary.fields.values())
    assert {one.event_id for one in vocabulary.templates if not one.wordings} == {1016}
