"""What the house asks of rules beyond their shape."""

from __future__ import annotations

import pytest

from app.rulepacks.pack_reader import read_pack
from tests.rulepacks.small_pack import ARTICLE, FILES, encoded, errors_of, line_of, pack_with, places_of

CAUSE_LINE = line_of("Q303156", "        the other server offers") - 1
STEPS_LINE = line_of("Q303156", "      - {kind: none")
OFFERED = "        the other server offers names: {peer.offers_names: true}"
FLOWS = "        mail flows: {mail_flow: normal}"
DEFECT = ARTICLE.replace("verdict: expected_behavior", "verdict: product_defect")
RETIRED = ARTICLE.replace("status: stable", "status: retired\n    retired: {because: so, successor: SUCCESSOR}")


def _article(text: str) -> dict[str, bytes]:
    return encoded(FILES | {"small/Q303156.yaml": text})


@pytest.mark.parametrize(
    "cause", [f"all:\n{OFFERED}", f"any:\n{OFFERED}\n{FLOWS}", f"exactly_one:\n{OFFERED}\n{FLOWS}"]
)
def test_nothing_is_harmless_that_can_be_confirmed_without_a_word_on_mail(cause: str) -> None:
    start, end = ARTICLE.index("all:\n        the other"), ARTICLE.index("\n    because")
    text = ARTICLE[:start] + cause + ARTICLE[end:]
    text = text if "mail flows:" in cause else text.replace("      mail flows: SYMPTOMS 3\n", "")
    text = text if "mail flows:" in cause else text.replace("[mail flows]", "[the other server offers names]")
    assert places_of(_article(text)) == [("Q303156", CAUSE_LINE, "harmless-without-mail")]


def test_mail_may_be_spoken_of_on_both_sides_of_a_choice() -> None:
    both = "either: {any: {mail flows: {mail_flow: normal}, it stops: {mail_flow: stopped}}}"
    text = ARTICLE.replace("mail flows: {mail_flow: normal}", both)
    text = text.replace("      mail flows: SYMPTOMS 3\n", "      either: SYMPTOMS 3\n")
    assert read_pack(_article(text.replace("[mail flows]", "[either]"))).rules


def test_what_is_broken_may_be_found_without_a_word_on_mail() -> None:
    text = ARTICLE.replace("expected_behavior", "environment_fault").replace(
        "{mail_flow: normal}\n", "{server.name: A}\n", 1
    )
    assert read_pack(_article(text)).rules


@pytest.mark.parametrize(
    "action", ["Install Service Pack 4.", "Apply SP4.", "Bring Emsmta.exe to 5.5.2651.92.", "SP 3"]
)
def test_a_defect_names_what_mends_it(action: str) -> None:
    assert read_pack(_article(DEFECT.replace("Nothing has to be done.", action))).rules


@pytest.mark.parametrize("action", ["Nothing has to be done.", "Install Exchange 5.5.", "Install the fix."])
def test_a_defect_that_names_nothing_to_mend_it_is_refused(action: str) -> None:
    text = DEFECT.replace("Nothing has to be done.", action)
    assert places_of(_article(text)) == [("Q303156", STEPS_LINE, "no-fix-named")]


def test_a_rule_without_a_step_is_refused() -> None:
    start, end = ARTICLE.index("remediation:"), ARTICLE.index("    cites:\n")
    text = f"{ARTICLE[:start]}remediation: []\n{ARTICLE[end:]}"
    assert places_of(_article(text)) == [("Q303156", STEPS_LINE - 1, "no-remediation")]


def test_what_a_rule_means_is_judged_only_once_it_can_be_read() -> None:
    assert [
        code for _, _, code in places_of(pack_with("Q303156", "{mail_flow: normal}\n    b", "{mail_flw: x}\n    b"))
    ] == ["unknown-fact"]


@pytest.mark.parametrize("name", ["Q303157", "303156", "q303156", "quiet"])
def test_the_file_of_an_article_bears_its_number(name: str) -> None:
    files = {path.replace("Q303156", name): text for path, text in FILES.items()}
    assert places_of(encoded(files)) == [(name, 1, "misnamed-file")]


@pytest.mark.parametrize("see_also", ["[303157]", "[Q303156]", "[Q251318 and others]"])
def test_see_also_names_other_articles_by_their_numbers(see_also: str) -> None:
    files = pack_with("Q303156", 'revised: "2002-08-06"', f'revised: "2002-08-06", see_also: {see_also}')
    assert places_of(files) == [("Q303156", 1, "bad-value")]


@pytest.mark.parametrize("successor", ["Q303156/quite", "Q303156/quiet", "loud", "Q303156/begun"])
def test_a_successor_is_another_rule_that_is_more_than_a_draft(successor: str) -> None:
    begun = "  - {id: begun, status: draft}\n"
    places = places_of(_article(RETIRED.replace("SUCCESSOR", successor) + begun))
    assert places == [("Q303156", line_of("Q303156", "  - id: quiet"), "unknown-rule")]


def test_a_successor_may_stand_in_another_file() -> None:
    other = ARTICLE.replace("id: Q303156", "id: Q303157")
    files = FILES | {"small/Q303157.yaml": other, "small/Q303156.yaml": RETIRED.replace("SUCCESSOR", "Q303157/quiet")}
    pack = read_pack(encoded(files))
    assert [rule.id for rule in pack.shelved] == ["Q303156/quiet"]
    assert pack.shelved[0].retirement is not None
    assert pack.shelved[0].retirement.successor == "Q303157/quiet"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("action: Nothing has to be done.", "action: TODO"),
        ("    because: ", "    # TODO: better words\n    because: "),
        ("article: {", "# TODO: the title\narticle: {"),
    ],
)
def test_what_is_left_to_do_is_an_error_with_its_line_even_in_a_comment(old: str, new: str) -> None:
    text = ARTICLE.replace(old, new)
    line = text[: text.index("TODO")].count("\n") + 1
    assert places_of(_article(text)) == [("Q303156", line, "unfinished")]


def test_a_word_that_begins_like_it_is_left_alone() -> None:
    assert read_pack(pack_with("Q303156", "Nothing has to be done.", "Look into TODOS.EXE.")).rules


def test_a_suggestion_can_be_had_apart_from_the_sentence() -> None:
    (error,) = errors_of(pack_with("Q303156", "kind: none_needed", "kind: none-needed")).errors
    assert error.suggestion == "none_needed"
    assert error.sentence == "'none-needed' is not one of resolution, workaround, check, none_needed"
    assert str(error).endswith(f"{error.sentence}; did you mean 'none_needed'?")
    (other,) = errors_of(pack_with("Q303156", "{mail_flow: normal}\n    b", "{mail_flow: []}\n    b")).errors
    assert (other.suggestion, other.sentence) == (None, other.detail)
