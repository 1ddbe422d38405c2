"""Beginning an article: all that its text gives, in a file that is read as a draft at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from app.domain.errors import InvalidInput
from app.rulepacks.article_schema import article_schema
from app.rulepacks.article_text import read_article_text
from app.rulepacks.pack_reader import survey_pack
from app.services.check_rules import check_rules
from app.services.draft_rule import draft_rule
from tests.rulepacks.made_up_article import PRINTED
from tests.rulepacks.small_pack import FILES, MODERATE, encoded, real_files
from tests.scenarios.printed import need_the_articles, of_every_article

if TYPE_CHECKING:
    from pathlib import Path

SMALL = encoded(FILES)
VOCABULARY = {path: data for path, data in real_files().items() if "/vocabulary/" in path}
ENTRY = """\
   Event ID: 9322
   Source: MSExchangeMTA - Interface
   Description: An interface error has occurred. An MtaBindBack over RPC has failed. Locality Table (LTAB)
   index: 151, NT/MTA error code: 1722. Comms error 1722, Bind error 0, Remote Server Name EXCH-A.

It is not about the 9318 event, nor this:

   Event ID: 5719
   Source: NETLOGON
   Description: No domain controller.
"""
TOLD = PRINTED.replace("   Event ID: 9322\n   Source: MSExchangeMTA\n   Description: The gate is shut.\n", ENTRY)


def _drafted(text: str, files: dict[str, bytes] = SMALL) -> tuple[str, dict[str, bytes]]:
    """The new file, and all of them."""
    article = read_article_text(text.encode())
    path, content = draft_rule(article.id, files, article)
    return content, {**files, path: content.encode()}


def test_the_head_is_that_of_the_article() -> None:
    content, _ = _drafted(TOLD)
    assert yaml.safe_load(content)["article"] == {
        "id": "Q900001",
        "title": "XCON: The Sluice Gate Jams with Event 9322",
        "revised": "2001-08-06",
        "applies_to": ["Exchange Server 5.5 SP3", "Exchange Server 5.5 SP4", "Exchange Server on the Alpha platform"],
        "see_also": ["Q303156", "Q193380"],
    }


def test_printed_entries_become_symptoms_with_their_codes_and_the_passages_that_print_them() -> None:
    (rule,) = yaml.safe_load(_drafted(TOLD, VOCABULARY)[0])["rules"]
    says = "event 9322 with nt_error 1722 and comms_error 1722"
    test = {"event": 9322, "source": "MSExchangeMTA", "nt_error": 1722, "comms_error": 1722}
    named = {"event 9318": {"event": 9318}, "event 9301": {"event": 9301}}
    assert rule["symptoms"] == {"any": {says: test, **named}}
    assert rule["cites"] == {
        "verdict": "CAUSE",
        says: "SYMPTOMS 2",
        "event 9318": "SYMPTOMS 3",
        "event 9301": "MORE INFORMATION 1",
    }
    (example,) = rule["examples"]
    strings = ["151", "1722", "1722", "0", "EXCH-A"]
    assert example["events"][:1] == [{"event_id": 9322, "source": "MSExchangeMTA", "strings": strings}]
    assert [step["cites"] for step in rule["remediation"]] == ["WORKAROUND"]


def test_events_that_the_vocabulary_does_not_have_are_named_to_be_looked_at() -> None:
    content, _ = _drafted(TOLD, VOCABULARY)
    assert "# TODO: the text has events that the vocabulary does not have: 5719\n" in content


def test_none_of_the_articles_sentences_is_copied() -> None:
    content, _ = _drafted(TOLD, VOCABULARY)
    for sentence in ("The gate jams", "Water came first", "MtaBindBack", "Open the gate"):
        assert sentence not in content


def test_what_is_left_to_do_is_marked_and_keeps_nothing_from_being_served() -> None:
    content, files = _drafted(TOLD)
    survey = survey_pack(files)
    assert survey.errors == ()
    assert {one.code for one in survey.remarks} == {"unfinished", "no-example"}
    assert [(rule.id, rule.status.value) for rule in survey.pack.shelved] == [("Q900001/todo", "draft")]
    assert content.count("TODO") > 5


def test_without_a_text_there_is_a_frame_to_fill_in() -> None:
    path, content = draft_rule("Q900002", SMALL)
    survey = survey_pack({**SMALL, path: content.encode()})
    assert (path, survey.errors) == ("small/Q900002.yaml", ())
    assert [rule.id for rule in survey.pack.shelved] == ["Q900002/todo"]


def test_an_editor_leaves_a_new_file_alone() -> None:
    schema = Draft7Validator(article_schema(survey_pack(SMALL).pack.vocabulary))
    assert [error.message for error in schema.iter_errors(yaml.safe_load(_drafted(TOLD)[0]))] == []


def test_its_first_line_names_the_schema() -> None:
    assert _drafted(TOLD)[0].startswith("# yaml-language-server: $schema=../schema/article.schema.json\n")


@pytest.mark.parametrize("title", ['It\'s: a "title" # with all', "- [x] {y}", "\\ & * ! | > %", "TODO"])
def test_a_title_may_hold_anything(title: str) -> None:
    content, files = _drafted(TOLD.replace("XCON: The Sluice Gate Jams with Event 9322", title))
    assert yaml.safe_load(content)["article"]["title"] == title
    assert survey_pack(files).errors == ()


@pytest.mark.parametrize(
    ("number", "why"),
    [
        ("Q303156", "there is small/Q303156.yaml already"),
        ("303156", "'303156' is no article number such as Q303156"),
        ("../Q303157", "is no article number"),
        ("Q900003", "the text is that of Q900001, not of Q900003"),
    ],
)
def test_what_cannot_be_begun_is_refused_with_the_reason(number: str, why: str) -> None:
    with pytest.raises(InvalidInput, match=why):
        draft_rule(number, SMALL, read_article_text(TOLD.encode()) if number == "Q900003" else None)


@MODERATE
@given(st.data())
def test_whatever_a_text_holds_its_draft_can_be_read(data: st.DataObject) -> None:
    at = data.draw(st.integers(TOLD.index("TITLE"), len(TOLD)))
    junk = data.draw(st.text("{}[]:#&*!|>'\"%@`-?,\\ \n\tQ9e\x07\u2028é", max_size=10))
    _, files = _drafted(TOLD[:at] + junk + TOLD[at:])
    assert survey_pack(files).errors == ()


@pytest.mark.parametrize("path", of_every_article())
def test_every_printed_article_can_be_begun(path: Path) -> None:
    article = read_article_text(path.read_bytes())
    new, content = draft_rule(article.id, VOCABULARY, article)
    checked = check_rules({**VOCABULARY, new: content.encode()}, {article.id: article})
    assert {one.code for one in checked.errors} <= {"no-lock"}
    assert {one.code for one in checked.remarks if one.file == new} == {"unfinished", "no-example"}


def test_the_printed_articles_are_there() -> None:
    need_the_articles()


def test_an_event_in_a_strange_wording_is_named_as_one() -> None:
    says = "TODO: the text words events as the vocabulary does not, of which nothing was read: 9322"
    assert says in _drafted(PRINTED, VOCABULARY)[0]
    assert says not in _drafted(TOLD, VOCABULARY)[0]
