"""The sheet: what a person needs is on it, and text out of tickets stays text."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from markdown_it import MarkdownIt

from app.domain.verdict import Verdict
from app.render.sheet import MOST_ENTRIES, MOST_FINDINGS, as_markdown, as_plain_text
from app.services.diagnose import Received

if TYPE_CHECKING:
    from markdown_it.token import Token

    from app.wiring import Services

ENUMERATED = {"verdict", "kind", "target", "outcome", "status", "from", "code", "revision", "id"}
STRUCTURE = {"heading", "paragraph", "bullet_list", "list_item", "inline", "text", "strong", "softbreak"}
NASTY = [
    "<img src=x onerror=alert(1)>",
    "[click](http://evil.example) ![seen](http://evil.example/i.png)",
    "<http://evil.example>",
    "# heading\n## another\n\n---\n\n> quote",
    "two\n===",
    "- item",
    "+ item",
    "1. item",
    "1) item",
    "===",
    "`code` **strong** __strong__ *em* ~~gone~~",
    "```\nfence",
    "&lt;script&gt; &#60;b&#62; &amp;",
    "\\",
    "| a | b |\n|---|---|",
    "[x]: http://evil.example",
    "\t    indented",
    "\0\x1b[31m\u202e",
]


@pytest.fixture(scope="module")
def answers(services: Services) -> dict[Verdict, dict[str, Any]]:
    """The answer to the worked example of each verdict."""
    return {
        one.verdict: json.loads(services.diagnose.answer(Received(json.dumps(one.request).encode())).body)
        for one in services.knowledge.pack.worked_examples
    }


def replaced(value: object, words: str, name: str = "") -> Any:  # noqa: ANN401 - JSON
    """The same answer with other words in it, wherever words may stand."""
    if isinstance(value, dict):
        return {key: replaced(member, words, key) for key, member in value.items()}
    if isinstance(value, list):
        return [replaced(member, words, name) for member in value]
    return words if isinstance(value, str) and name not in ENUMERATED else value


def tokens(markdown: str) -> list[Token]:
    found = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(markdown)
    return [inner for token in found for inner in (token, *(token.children or ()))]


def shape(markdown: str) -> list[str]:
    return [token.type + token.tag for token in tokens(markdown) if token.type.startswith(("heading", "list_item"))]


@pytest.mark.parametrize("words", NASTY)
@pytest.mark.parametrize("verdict", Verdict)
def test_words_of_a_ticket_stay_words_in_markdown(
    answers: dict[Verdict, dict[str, Any]], verdict: Verdict, words: str
) -> None:
    shown = as_markdown(replaced(answers[verdict], words))
    kinds = {token.type.removesuffix("_open").removesuffix("_close") for token in tokens(shown)}
    assert kinds <= STRUCTURE
    assert shape(shown) == shape(as_markdown(replaced(answers[verdict], "words")))
    text = "".join(token.content for token in tokens(shown) if token.type == "text")
    assert " ".join(words.split()).replace("\0", "\ufffd") in text


@pytest.mark.parametrize("verdict", Verdict)
def test_plain_text_says_what_markdown_says(answers: dict[Verdict, dict[str, Any]], verdict: Verdict) -> None:
    answer = answers[verdict]
    markdown = [token.content for token in tokens(as_markdown(answer)) if token.type == "text"]
    plain = " ".join(as_plain_text(answer).split())
    assert all(" ".join(part.split()) in plain for part in markdown)


@pytest.mark.parametrize("verdict", Verdict)
def test_every_sheet_begins_with_verdict_and_reason_and_ends_with_what_it_goes_back_to(
    answers: dict[Verdict, dict[str, Any]], verdict: Verdict
) -> None:
    answer = answers[verdict]
    plain = as_plain_text(answer)
    assert plain.startswith(verdict.value.replace("_", " ").capitalize() + "\n")
    assert " ".join(answer["summary"].split()) in plain
    assert answer["id"] in plain.splitlines()[-1]
    assert answer["rules"]["revision"][:19] in plain.splitlines()[-1]
    assert plain.endswith("\n")
    assert "\n\n\n" not in plain
    assert "{" not in plain


@pytest.mark.parametrize(
    "verdict",
    [Verdict.EXPECTED_BEHAVIOR, Verdict.MISCONFIGURATION, Verdict.PRODUCT_DEFECT, Verdict.ENVIRONMENT_FAULT],
)
def test_a_settled_verdict_comes_with_its_article_every_step_and_every_condition(
    answers: dict[Verdict, dict[str, Any]], verdict: Verdict
) -> None:
    answer, plain = answers[verdict], as_plain_text(answers[verdict])
    assert f"{answer['article']['id']} {answer['article']['title']}" in plain
    assert answer["remediation"]
    for step in answer["remediation"]:
        assert step["action"] in plain
        assert step["because"] in plain
        assert f"{step['kind'].replace('_', ' ').capitalize()} ({step['target']})" in plain
    for line in answer["findings"][0]["antecedents"]:
        assert f"[x] {line['says']}" in plain


def test_expected_behavior_says_that_nothing_is_broken_and_never_to_log_less(
    answers: dict[Verdict, dict[str, Any]],
) -> None:
    plain = as_plain_text(answers[Verdict.EXPECTED_BEHAVIOR])
    assert "Nothing has to be repaired" in plain
    assert "Leave the diagnostics logging of the MTA as it is" in plain


def test_misconfiguration_names_the_hosts_file_and_dns(answers: dict[Verdict, dict[str, Any]]) -> None:
    plain = as_plain_text(answers[Verdict.MISCONFIGURATION])
    assert r"%SystemRoot%\System32\Drivers\Etc" in plain
    assert "host (A) record in DNS" in plain


def test_product_defect_names_the_fix_and_both_workarounds(answers: dict[Verdict, dict[str, Any]]) -> None:
    plain = as_plain_text(answers[Verdict.PRODUCT_DEFECT])
    assert "5.5.2651.92" in plain
    assert plain.count("- Workaround (link)") == 2


def test_environment_fault_names_both_servers(answers: dict[Verdict, dict[str, Any]]) -> None:
    assert "EXCH-A" in as_plain_text(answers[Verdict.ENVIRONMENT_FAULT])


def test_needs_information_asks_and_says_how_to_find_out_and_what_follows(
    answers: dict[Verdict, dict[str, Any]],
) -> None:
    answer, plain = answers[Verdict.NEEDS_INFORMATION], as_plain_text(answers[Verdict.NEEDS_INFORMATION])
    first = answer["questions"][0]
    assert f"- {first['ask']} {first['how']}\n" in plain
    for words, rules in first["if_answered"].items():
        assert f"  - {words}: " in plain
        assert all(rule in plain for rule in rules)
    assert "Not settled yet" in plain
    assert "If this proves right" in plain


def test_no_match_names_what_came_near_and_why_it_is_not_that(answers: dict[Verdict, dict[str, Any]]) -> None:
    answer, plain = answers[Verdict.NO_MATCH], as_plain_text(answers[Verdict.NO_MATCH])
    assert len(answer["near_misses"]) == 3
    for miss in answer["near_misses"]:
        assert f"({miss['rule']}); in its way:" in plain
        assert all(f"] {says}" in plain for says in miss["failing_on"])
    assert "What to do" not in plain


def test_warnings_are_shown(answers: dict[Verdict, dict[str, Any]]) -> None:
    warned = answers[Verdict.NO_MATCH] | {"warnings": [{"code": "x", "detail": "two builds are stated"}]}
    assert "- two builds are stated\n" in as_plain_text(warned)


def _logged(*entries: dict[str, Any], answer: dict[str, Any]) -> str:
    plain = as_plain_text(answer | {"symptoms": {"events": list(entries), "facts": {}}})
    return plain.partition("What was logged\n---------------\n\n")[2].partition("\n\n")[0]


def test_entries_are_listed_with_what_their_codes_mean(answers: dict[Verdict, dict[str, Any]]) -> None:
    fields = {"ltab_index": 3, "nt_error": 1722, "ras_error": 718, "bind_error": 0}
    meanings = {"nt_error": "The RPC server is unavailable.", "ras_error": "PPP timeout."}
    entry = {"event_id": 9322, "peer": "EXCH-A", "count": 12, "fields": fields, "meanings": meanings}
    bare: dict[str, Any] = {"event_id": 9318, "peer": None, "count": 1, "fields": {}}
    named = entry | {"source": "MSExchangeMTA", "computer": "EXCH-B"}
    told = "NT error 1722, the RPC server is unavailable; RAS error 718, PPP timeout"
    assert _logged(named, bare, answer=answers[Verdict.NO_MATCH]).splitlines() == [
        f"- 9322 from MSExchangeMTA on EXCH-B about EXCH-A, 12 times; {told}",
        "- 9318",
    ]
    assert "NT error 1722, the RPC server is unavailable" in as_markdown(
        answers[Verdict.NO_MATCH] | {"symptoms": {"events": [named], "facts": {}}}
    )


def test_an_answer_tells_what_the_codes_of_its_entries_mean_and_of_no_other_field(
    answers: dict[Verdict, dict[str, Any]],
) -> None:
    entries = [one for answer in answers.values() for one in answer["symptoms"]["events"]]
    told = [one for one in entries if one["fields"].get("nt_error") == 1722]
    assert told
    assert all(one["meanings"]["nt_error"] == "The RPC server is unavailable." for one in told)
    assert all(
        one["meanings"] and one["meanings"].keys() < one["fields"].keys() for one in entries if "meanings" in one
    )


def test_of_a_long_log_the_first_entries_are_listed_and_the_others_counted(
    answers: dict[Verdict, dict[str, Any]],
) -> None:
    entry: dict[str, Any] = {"event_id": 9318, "peer": None, "count": 1, "fields": {}}
    lines = _logged(*[entry] * (MOST_ENTRIES + 3), answer=answers[Verdict.NO_MATCH]).splitlines()
    assert lines == ["- 9318"] * MOST_ENTRIES + ["- and 3 more"]


def test_without_entries_there_is_no_list_of_them(answers: dict[Verdict, dict[str, Any]]) -> None:
    nothing = answers[Verdict.NO_MATCH] | {"symptoms": {"events": [], "facts": {}}}
    assert "What was logged" not in as_plain_text(nothing)


def test_rules_that_have_no_part_in_the_answer_are_named_as_such(answers: dict[Verdict, dict[str, Any]]) -> None:
    answer = answers[Verdict.MISCONFIGURATION]
    assert "Not decided by" not in as_plain_text(answer)
    watching = answer | {"in_test": answer["findings"][:1], "drafts": [{"rule": "Q1/half-written"}]}
    sheet = as_plain_text(watching)
    assert f"- {answer['findings'][0]['rule']}, a rule in test: it would be confirmed" in sheet
    assert "- Q1/half-written, a draft: it would fit" in sheet


def test_an_answer_from_before_there_were_rules_in_test_can_still_be_shown(
    answers: dict[Verdict, dict[str, Any]],
) -> None:
    old = {name: value for name, value in answers[Verdict.NO_MATCH].items() if name not in {"in_test", "drafts"}}
    assert as_markdown(old) == as_markdown(answers[Verdict.NO_MATCH])


def test_of_many_possible_findings_the_first_are_shown_whole_and_the_rest_in_a_line(
    answers: dict[Verdict, dict[str, Any]],
) -> None:
    answer = answers[Verdict.NEEDS_INFORMATION]
    possible = next(one for one in answer["findings"] if one["status"] == "possible")
    many = [{**possible, "rule": f"Q1/number-{number}"} for number in range(MOST_FINDINGS + 2)]
    sheet = as_plain_text({**answer, "findings": many})
    for number, one in enumerate(many):
        whole = f"is possible, {one['peer']} ({one['rule']})" if one["peer"] else f"is possible ({one['rule']})"
        assert (whole in sheet) == (number < MOST_FINDINGS)
        assert one["rule"] in sheet
    assert sheet.count("Also possible") == 1
    assert "not known: " in sheet


def test_every_confirmed_finding_is_shown_whole(answers: dict[Verdict, dict[str, Any]]) -> None:
    answer = answers[Verdict.MISCONFIGURATION]
    many = [{**answer["findings"][0], "rule": f"Q1/number-{number}"} for number in range(MOST_FINDINGS + 2)]
    sheet = as_plain_text({**answer, "findings": many})
    assert sheet.count(" is confirmed") == len(many)
    assert "Also possible" not in sheet
