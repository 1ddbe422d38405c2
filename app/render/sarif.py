"""Errors in rule files as SARIF 2.1.0, which code hosts and editors show at their lines."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from app.domain.error_codes import CODES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.domain.errors import RuleFileError

Json = dict[str, object]
SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_RULES = "RULES"
_NUMBERS = {code: number for number, code in enumerate(CODES)}


def sarif(errors: Sequence[RuleFileError], remarks: Sequence[RuleFileError], version: str) -> Json:
    """One run: a descriptor for every code there is, a result for every error, and notes for remarks."""
    driver = {"name": "kbdiag", "version": version, "rules": [_descriptor(code) for code in CODES]}
    results = [_result(one, "error") for one in errors] + [_result(one, "note") for one in remarks]
    where = {_RULES: {"description": {"text": "The directory that KBDIAG_RULES_DIR names."}}}
    run: Json = {"tool": {"driver": driver}, "originalUriBaseIds": where, "results": results}
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _descriptor(code: str) -> Json:
    means, mend = CODES[code]
    return {"id": code, "shortDescription": {"text": means}, "help": {"text": mend}}


def _result(error: RuleFileError, level: str) -> Json:
    at = {"artifactLocation": {"uri": quote(error.file), "uriBaseId": _RULES}, "region": {"startLine": error.line}}
    return {
        "ruleId": error.code,
        "ruleIndex": _NUMBERS[error.code],
        "level": level,
        "message": {"text": error.detail},
        "locations": [{"physicalLocation": at}],
    }
