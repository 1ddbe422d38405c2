"""The form in which code hosts take errors: SARIF 2.1.0, as far as this program uses it."""

from __future__ import annotations

import json
from typing import Any

from app.domain.error_codes import CODES
from app.domain.errors import RuleFileError
from app.render.sarif import sarif

ERROR = RuleFileError("a pack/Q303156.yaml", 7, "unknown-fact", "there is no fact 'x'; did you mean 'y'?")
REMARK = RuleFileError("Q1.yaml", 1, "unfinished", "something is left to do")


def _run(errors: list[RuleFileError], remarks: list[RuleFileError]) -> dict[str, Any]:
    log = json.loads(json.dumps(sarif(errors, remarks, "1.2.3")))
    assert (log["version"], len(log["runs"])) == ("2.1.0", 1)
    run = log["runs"][0]
    assert isinstance(run, dict)
    return run


def test_where_nothing_is_wrong_the_results_are_empty_and_not_absent() -> None:
    assert _run([], [])["results"] == []


def test_every_code_has_a_descriptor_with_what_to_do() -> None:
    driver = _run([], [])["tool"]["driver"]
    assert (driver["name"], driver["version"]) == ("kbdiag", "1.2.3")
    assert [one["id"] for one in driver["rules"]] == list(CODES)
    assert [one["help"]["text"] for one in driver["rules"]] == [code.mend for code in CODES.values()]


def test_an_error_has_its_place_and_finds_its_descriptor() -> None:
    run = _run([ERROR], [])
    (result,) = run["results"]
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"] == "unknown-fact"
    assert (result["level"], result["message"]["text"]) == ("error", ERROR.detail)
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "a%20pack/Q303156.yaml", "uriBaseId": "RULES"}
    assert place["region"] == {"startLine": 7}
    assert "RULES" in run["originalUriBaseIds"]


def test_a_remark_is_a_note() -> None:
    results = _run([ERROR], [REMARK])["results"]
    assert [(one["ruleId"], one["level"]) for one in results] == [
        ("unknown-fact", "error"),
        ("unfinished", "note"),
    ]
