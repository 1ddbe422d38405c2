from __future__ import annotations

import pytest

from tests.rulepacks.small_pack import (
    ARTICLE,
    FILES,
    VOCABULARY,
    encoded,
    errors_of,
    line_of,
    pack_with,
    places_of,
)

MAIL = "{mail_flow: normal}\n    because"
MAIL_LINE = line_of("Q303156", "mail flows: {mail_flow")
REFUSED = "{event: 9322, source: MSExchangeMTA, nt_error: 1722}"
REFUSED_LINE = line_of("Q303156", REFUSED)


def _article_error(old: str, new: str, line_holds: str) -> tuple[dict[str, bytes], int]:
    return pack_with("Q303156", old, new), line_of("Q303156", line_holds)


@pytest.mark.parametrize(
    ("test", "code"),
    [
        ("{mail_flwo: normal}", "unknown-fact"),
        ("{mail_flow: normla}", "bad-value"),
        ("{mail_flow: [normal, late]}", "bad-value"),
        ("{mail_flow: []}", "empty-group"),
        ("{mail_flow: {at_least: normal}}", "wrong-type"),
        ("{mail_flow: normal, peer.offers_names: true}", "wrong-type"),
        ("{}", "wrong-type"),
        ("normal", "wrong-type"),
        ("[mail_flow]", "wrong-type"),
        ("{peer.offers_names: yes}", "bad-value"),
        ("{peer.offers_names: True}", "bad-value"),
        ("{peer.offers_names: 1}", "bad-value"),
        ('{peer.offers_names: "true"}', "bad-value"),
        ("{peer.offers_names: null}", "bad-value"),
        ("{peer.service_pack: 10}", "bad-value"),
        ('{peer.service_pack: "4"}', "bad-value"),
        ("{peer.service_pack: {below: SP3}}", "bad-value"),
        ("{peer.service_pack: {under: 3}}", "unknown-key"),
        ("{peer.service_pack: {at_least: 1, below: 3}}", "unknown-key"),
        ("{peer.service_pack: {}}", "unknown-key"),
        ("{peer.service_pack: {between: [1]}}", "wrong-type"),
        ("{peer.service_pack: {between: [1, 2, 3]}}", "wrong-type"),
        ("{peer.service_pack: {between: 1}}", "wrong-type"),
        ("{peer.mta_build: 2651.100}", "unquoted-build"),
        ("{peer.mta_build: 2651}", "unquoted-build"),
        ("{peer.mta_build: {at_least: 2651.75}}", "unquoted-build"),
        ('{peer.mta_build: {between: ["2651.75", 2651.92]}}', "unquoted-build"),
        ('{peer.mta_build: ["2651.75", 2651.100]}', "unquoted-build"),
        ('{peer.mta_build: "2651.75.1.2.3"}', "bad-value"),
        ('{peer.mta_build: {at_least: "3.5.1"}}', "bad-value"),
        ("{peer.exchange_version: 5.5}", "unquoted-text"),
        ("{peer.exchange_version: [2000]}", "unquoted-text"),
        ('{peer.exchange_version: "6.5"}', "bad-value"),
        ("{server.name: a b}", "bad-value"),
        ("{its.mta_build: '2651.75'}", "unknown-fact"),
        ("{event: 9323}", "unknown-event"),
        ('{event: "9322"}', "unknown-event"),
        ("{event: [9322, 9318]}", "unknown-event"),
        ("{event: [9322, [9318]]}", "unknown-event"),
        ("{event: [9322, {a: b}]}", "unknown-event"),
        ("{event: []}", "unknown-event"),
        ("{event: {a: b}}", "wrong-type"),
        ("{event: true}", "unknown-event"),
        ("{event: 9322, source: MSExchangMTA}", "unknown-source"),
        ("{event: 9322, source: [MSExchangeMTA]}", "wrong-type"),
        ("{event: 9322, nt_eror: 1722}", "unknown-field"),
        ('{event: 9322, nt_error: "1722"}', "bad-value"),
        ("{event: 9322, nt_error: 4294967296}", "bad-value"),
        ("{event: 9322, count: many}", "bad-value"),
        ("{event: 9322, remote_server: {below: A}}", "wrong-type"),
    ],
)
def test_a_test_that_cannot_be_is_reported_in_its_line(test: str, code: str) -> None:
    places = places_of(pack_with("Q303156", MAIL, f"{test}\n    because"))
    assert ("Q303156", MAIL_LINE, code) in places
    assert {line for _, line, _ in places} == {MAIL_LINE}


@pytest.mark.parametrize(
    ("name", "old", "new", "suggested"),
    [
        ("Q303156", MAIL, "{mail_flwo: normal}\n    because", "mail_flow"),
        ("Q303156", "peer.offers_names: true", "peer.offer_name: true", "peer.offers_names"),
        ("Q303156", "    verdict: expected", "    verdct: expected", "verdict"),
        ("Q303156", "verdict: expected_behavior", "verdict: expected_behaviour", "expected_behavior"),
        ("Q303156", "kind: none_needed", "kind: none-needed", "none_needed"),
        ("Q303156", REFUSED, "{event: 9322, nt_eror: 1722}", "nt_error"),
        ("Q303156", REFUSED, "{event: 9322, source: MSExchangMTA}", "MSExchangeMTA"),
        ("Q303156", "      mail flows: SYMPTOMS", "      mail flow: SYMPTOMS", "mail flows"),
        ("Q303156", "failing_on: [mail flows]", "failing_on: [mail flow]", "mail flows"),
        ("Q303156", "event_id: 9322", "eventid: 9322", "event_id"),
        ("vocabulary", "    also:", "    alos:", "also"),
        ("vocabulary", "strings: [nt_error,", "strings: [nt_eror,", "nt_error"),
        ("vocabulary", "{nt_error}.", "{nt_eror}.", "nt_error"),
        ("vocabulary", "    source: MSExchangeMTA", "    source: MSExchangMTA", "MSExchangeMTA"),
        ("vocabulary", "{its.mta_build:", "{its.mta_biuld:", "its.mta_build"),
        ("requests", "  title:", "  titel:", "title"),
    ],
)
def test_a_typo_is_answered_with_the_nearest_known_name(name: str, old: str, new: str, suggested: str) -> None:
    errors = errors_of(pack_with(name, old, new)).errors
    assert any(f"did you mean '{suggested}'?" in error.detail for error in errors), errors


@pytest.mark.parametrize(
    ("old", "new", "line_holds", "code"),
    [
        ("id: Q303156", "id: 303156", "id: Q303156", "bad-value"),
        ('"2002-08-06"', "06-AUG-2002", "article:", "bad-value"),
        ('"2002-08-06"', '"2002-13-06"', "article:", "bad-value"),
        ("{id: Q303156,", "{", "article:", "missing-key"),
        ("  - id: quiet\n", "  - id: Not Quiet\n", "id: quiet", "bad-value"),
        ("verdict: expected_behavior", "verdict: no_match", "verdict: exp", "bad-value"),
        ("kind: none_needed", "kind: nothing", "kind: none", "bad-value"),
        ("target: both", "target: everybody", "target: both", "bad-value"),
        ('    because: "{peer}', '    because: "{pear}', "  - id: quiet", "unknown-placeholder"),
        ("action: Nothing has to be done.", "action: '{nothing} to do'", "  - id: quiet", "unknown-placeholder"),
        ("      verdict: SYMPTOMS 3\n", "", "      verdict: SYMPTOMS", "uncited"),
        ("      mail flows: SYMPTOMS 3\n", "", "mail flows: {mail", "uncited"),
        (
            "      verdict: SYMPTOMS 3\n",
            "      verdict: SYMPTOMS 3\n      no line: SYMPTOMS\n",
            "      a bind back was refused: S",
            "unknown-label",
        ),
        ("failing_on: [mail flows]", "failing_on: [mail]", "      - name: a second", "unknown-label"),
        ("outcome: confirmed", "outcome: possible\n        asks: [mail_flow]", "  - id: quiet", "no-example"),
        ("outcome: confirmed", "outcome: maybe", "outcome: confirmed", "bad-value"),
        ("        failing_on: [mail flows]\n", "", "      - name: mail waits", "missing-key"),
        ("        asks: [peer.mta_build]\n", "", "      - name: the build", "missing-key"),
        ("      - name: a second card", "      - title: a second card", "      - name: a second card", "unknown-key"),
        ("facts: {mail_flow: stopped}", "facts: {mail_flow: stoped}", "facts: {mail_flow: stopped}", "bad-value"),
        ('"2653.23"', "2653.23", '"2653.23"', "unquoted-build"),
        ("event_id: 9322,", "event_id: x,", "event_id: 9322,", "wrong-type"),
        ("event_id: 9322,", "event_id: -9322,", "event_id: 9322,", "wrong-type"),
        ("examples:\n", "examples: {}\n    unused:\n", "examples:", "wrong-type"),
        ("    cause:\n", "    cause: {}\n    xcause:\n", "    cause:", "wrong-type"),
        (
            "        mail flows: {mail",
            "        the other server offers names: {mail",
            "        mail flows: {mail",
            "duplicate-key",
        ),
        (
            "        mail flows: {mail",
            "        a bind back was refused: {mail",
            "        mail flows: {mail",
            "duplicate-label",
        ),
    ],
)  # fmt: skip
def test_an_error_in_a_rule_is_reported_in_its_line(old: str, new: str, line_holds: str, code: str) -> None:
    files, line = _article_error(old, new, line_holds)
    assert ("Q303156", line, code) in places_of(files)


@pytest.mark.parametrize("key", ["id", "verdict", "symptoms", "because", "remediation", "cites", "examples"])
def test_a_rule_that_lacks_a_key_is_told_which(key: str) -> None:
    lines = ARTICLE.splitlines(keepends=True)
    rule = line_of("Q303156", "  - id: quiet") - 1
    renamed = [
        line.replace(f"{key}:", f"x{key}:", 1) if line[4:].startswith(f"{key}:") else line for line in lines[rule:]
    ]
    errors = errors_of(encoded(FILES | {"small/Q303156.yaml": "".join([*lines[:rule], *renamed])})).errors
    assert any(error.code == "missing-key" and f"'{key}'" in error.detail for error in errors)
    assert any(error.code == "unknown-key" and f"'x{key}'" in error.detail for error in errors)


@pytest.mark.parametrize(
    ("old", "new", "line_holds", "code"),
    [
        ("facts:\n", "fakts:\n", "facts:", "unknown-key"),
        ("fields:\n", "", "sources:", "missing-key"),
        ("  nt_error: {type: whole_number", "  nt_error: {type: number", "  nt_error", "bad-value"),
        ("strings: [nt_error,", "strings: [code,", "strings: [nt_error", "unknown-field"),
        ("Error code: {nt_error}", "Error code: {code}", "wordings:", "unknown-field"),
        ("    source: MSExchangeMTA\n", "    source: Netlogon\n", "    source: MSE", "unknown-source"),
        ("  9322:\n", '  "9322":\n', "  9322:", "wrong-type"),
        ("mta_build: {of: [server, peer]", "mta_build: {of: [server, pear]", "  mta_build", "bad-value"),
        ("type: yes_no", "type: boolean", "  offers_names", "bad-value"),
        (
            "    values: {normal: without delay, stopped: not at all}\n",
            "",
            "    type: choice\n    values: {normal",
            "missing-key",
        ),
        ("type: yes_no,", "type: yes_no, values: {a: b},", "  offers_names", "missing-key"),
        ("from: 0,", "from: zero,", "  service_pack", "wrong-type"),
        ("  server.name:", "  peer.mta_build:", "  server.name:", "duplicate-fact"),
        ('{at_least: "2651.75"}', "{at_least: 2651.75}", "its build is new", "unquoted-build"),
        ("{its.offers_names: true}", "{its.offers_name: true}", "    then:", "unknown-fact"),
        ("{its.offers_names: true}", "{its.offers_names: 1}", "    then:", "bad-value"),
        (
            'its build is new: {its.mta_build: {at_least: "2651.75"}}',
            "an entry: {event: 9322}",
            "      all:",
            "wrong-type",
        ),
        (
            'its build is new: {its.mta_build: {at_least: "2651.75"}}',
            "names: {its.offers_names: false}",
            "  new-builds:",
            "circular",
        ),
        ("    because: it does\n", "", "    of: [server, peer]\n    when", "missing-key"),
    ],
)  # fmt: skip
def test_an_error_in_the_vocabulary_is_reported_in_its_line(old: str, new: str, line_holds: str, code: str) -> None:
    assert ("vocabulary", line_of("vocabulary", line_holds), code) in places_of(pack_with("vocabulary", old, new))


def test_facts_that_derive_from_each_other_are_named() -> None:
    more = """\
  back:
    of: [server, peer]
    when: {all: {it offers names: {its.offers_names: true}}}
    then: {its.service_pack: 4}
    because: so
    cites: "none: it is made up"
  forth:
    of: [server, peer]
    when: {all: {it has its pack: {its.service_pack: 4}}}
    then: {its.offers_names: true}
    because: so
    cites: "none: it is made up"
"""
    (error,) = errors_of(encoded(FILES | {"small/vocabulary.yaml": VOCABULARY + more})).errors
    assert error.code == "circular"
    assert "offers_names" in error.detail
    assert "service_pack" in error.detail


def test_an_error_in_a_derivation_for_both_sides_is_said_once() -> None:
    assert len(places_of(pack_with("vocabulary", "its.offers_names: true", "its.offer_names: true"))) == 1


def test_groups_nest_two_deep_and_no_deeper() -> None:
    two = "mail flows: {any: {it flows: {mail_flow: normal}, it stands: {mail_flow: stopped}}}"
    three = "mail flows: {any: {it flows: {mail_flow: normal}, or else: {any: {it stands: {mail_flow: stopped}}}}}"
    old = "mail flows: {mail_flow: normal}\n"
    with pytest.raises(pytest.fail.Exception, match="DID NOT RAISE"):
        places_of(pack_with("Q303156", old, f"{two}\n"))
    assert places_of(pack_with("Q303156", old, f"{three}\n")) == [("Q303156", MAIL_LINE, "too-deep")]


@pytest.mark.parametrize("group", ["all: {}", "any: {}", "exactly_one: {}", "all: []", "all: x", "none: {a: b}", "{}"])
def test_a_group_with_nothing_below_it_is_refused(group: str) -> None:
    files = pack_with("Q303156", MAIL, f"{{{group}}}\n    because" if group != "{}" else "{}\n    because")
    assert {line for _, line, _ in places_of(files)} == {MAIL_LINE}


def test_an_entry_that_a_rule_explains_must_be_an_event() -> None:
    files = pack_with("Q303156", "    cites:\n", "    explains: [{source: MSExchangeMTA}]\n    cites:\n")
    assert places_of(files) == [("Q303156", line_of("Q303156", "    cites:\n"), "unknown-event")]


def test_a_rule_of_more_than_seventeen_tests_is_refused() -> None:
    def files(number: int) -> dict[str, bytes]:
        tests = "".join(f"        test {one}: {{peer.service_pack: {one % 10}}}\n" for one in range(number))
        cites = "".join(f"      test {one}: SYMPTOMS\n" for one in range(number))
        text = ARTICLE.replace("        mail flows: {mail", f"{tests}        mail flows: {{mail")
        return encoded(FILES | {"small/Q303156.yaml": text.replace("    cites:\n", f"    cites:\n{cites}")})

    with pytest.raises(pytest.fail.Exception, match="DID NOT RAISE"):
        places_of(files(14))
    assert places_of(files(15)) == [("Q303156", line_of("Q303156", "  - id: quiet"), "too-many-tests")]


def test_an_id_used_twice_in_one_file_is_reported_in_both_places() -> None:
    _, rule = ARTICLE.split("rules:\n")
    files = encoded(FILES | {"small/Q303156.yaml": ARTICLE + rule})
    first = line_of("Q303156", "  - id: quiet")
    second = len(ARTICLE.splitlines()) + 1
    assert places_of(files) == [("Q303156", first, "duplicate-id"), ("Q303156", second, "duplicate-id")]


def test_files_whose_article_has_no_number_are_not_said_to_be_of_one_article() -> None:
    nameless = ARTICLE.replace("id: Q303156, ", "")
    files = encoded(FILES | {"small/Q303156.yaml": nameless, "small/Q251318.yaml": nameless})
    assert "duplicate-id" not in [code for _, _, code in places_of(files)]


@pytest.mark.parametrize("rule", ["quiet", "another"])
def test_an_article_has_one_file(rule: str) -> None:
    files = encoded(FILES | {"other/Q303156.yaml": ARTICLE.replace("- id: quiet", f"- id: {rule}")})
    [error] = errors_of(files).errors
    assert (error.file, error.line, error.code) == (
        "small/Q303156.yaml",
        line_of("Q303156", "id: Q303156"),
        "duplicate-id",
    )
    assert "stands in other/Q303156.yaml already" in error.detail


def test_an_id_that_is_no_text_beside_one_used_twice_is_reported_too() -> None:
    _, rule = ARTICLE.split("rules:\n")
    files = encoded(FILES | {"small/Q303156.yaml": ARTICLE + rule + rule.replace("id: quiet", "id: [quiet]")})
    assert [code for _, _, code in places_of(files)].count("duplicate-id") == 2


def test_a_pack_without_a_vocabulary_is_told_so_and_nothing_else() -> None:
    files = encoded(FILES)
    del files["small/vocabulary.yaml"]
    assert places_of(files) == [("Q303156", 1, "vocabulary")]


def test_a_second_vocabulary_is_refused_fact_by_fact() -> None:
    places = places_of(encoded(FILES | {"zzz/vocabulary.yaml": VOCABULARY}))
    assert {code for _, _, code in places} == {"duplicate-key", "duplicate-fact"}
    assert {file for file, _, _ in places} == {"zzz/vocabulary"}


def test_a_file_whose_name_merely_ends_like_the_vocabularys_is_no_vocabulary() -> None:
    places = places_of(encoded(FILES | {"small/old-vocabulary.yaml": VOCABULARY}))
    assert {(file, code) for file, _, code in places} >= {("old-vocabulary", "unknown-key")}
    assert "vocabulary" not in {code for _, _, code in places}


def test_an_error_in_the_vocabularys_yaml_hides_no_error_behind_false_ones() -> None:
    files = pack_with("vocabulary", "    also: [", "    also: ]")
    assert places_of(files) == [("vocabulary", line_of("vocabulary", "    also:"), "yaml-syntax")]


@pytest.mark.parametrize("document", ["[]", "{}", "text", "null", "- 1\n- 2", "article: 1\nrules: 2", "rules: [1, []]"])
def test_a_document_of_another_shape_is_refused_in_any_place(document: str) -> None:
    for path in FILES:
        if path.endswith("requests.yaml") and document == "[]":
            continue
        files = encoded(FILES | {path: document})
        assert {error.file for error in errors_of(files).errors} >= {path}


@pytest.mark.parametrize("request_", ["text", "[]", "1"])
def test_a_worked_example_holds_a_whole_request(request_: str) -> None:
    files = pack_with("requests", "{text: Mail is slow., facts: {mail_flow: normal}}", request_)
    assert places_of(files) == [("requests", 3, "wrong-type")]


def test_all_errors_of_all_files_are_reported_at_once_in_order() -> None:
    broken = {
        "small/Q303156.yaml": ARTICLE.replace(
            "mail_flow: normal}\n    because", "mail_flwo: normal}\n    because"
        ).replace("target: both", "target: all"),
        "small/requests.yaml": "- verdict: maybe\n  title: x\n  request: {}\n",
        "small/vocabulary.yaml": VOCABULARY.replace("type: yes_no", "type: bool").replace("    because: it does\n", ""),
        "small/Q1.yaml": "a: [",
        "small/Q2.yaml": "",
    }
    invalid = errors_of(encoded(FILES | broken))
    places = [(error.file, error.line) for error in invalid.errors]
    assert {path for path, _ in places} == set(broken)
    assert places == sorted(places)
    assert len(places) >= 7
    assert str(invalid).splitlines()[0].startswith("small/Q1.yaml:")
