"""Errors in rule files as lines for people and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.error_codes import CODES, FILES, HOUSE, LOCKED, NAMES, PROOF, SHAPE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from app.domain.error_codes import ErrorCode
    from app.domain.errors import RuleFileError

Json = dict[str, object]


def errors_json(errors: Sequence[RuleFileError], remarks: Sequence[RuleFileError]) -> Json:
    """Each with its place, its code, what is wrong, the name probably meant, and what to do."""
    return {
        "good": not errors,
        "errors": [_json(one) for one in errors],
        "remarks": [_json(one) for one in remarks],
    }


def _json(error: RuleFileError) -> Json:
    return {
        "file": error.file,
        "line": error.line,
        "code": error.code,
        "detail": error.sentence,
        "suggestion": error.suggestion,
        "mend": CODES[error.code].mend,
    }


def error_lines(errors: Sequence[RuleFileError], remarks: Sequence[RuleFileError]) -> Iterator[str]:
    """A line each, as compilers print them, so that editors find the place; then what to do, once for each code."""
    yield from (str(one) for one in errors)
    yield from (f"{one.file}:{one.line}: remark: {one.code}: {one.detail}" for one in remarks)
    codes = sorted({one.code for one in (*errors, *remarks)})
    if codes:
        yield ""
    yield from (f"{code}: {CODES[code].mend}" for code in codes)


def codes_page() -> str:
    """Every code as a page of the documentation."""
    return "\n".join([_HEAD, *(line for name, codes in _PARTS.items() for line in _part(name, codes))])


_HEAD = """\
# Errors in rule files

What `kbdiag rules check` and every other command that reads rules say is wrong, by code. The codes are stable; the
sentences with them may change. The page is written by `kbdiag rules codes`.
"""
_PARTS = {
    "Files": FILES,
    "Shape": SHAPE,
    "Names": NAMES,
    "House rules": HOUSE,
    "Versions and articles": LOCKED,
    "Proof": PROOF,
}


def _part(name: str, codes: Mapping[str, ErrorCode]) -> Iterator[str]:
    yield from (f"## {name}", "", "| code | means | what to do |", "|---|---|---|")
    yield from (f"| `{code}` | {_plain(means)} | {_plain(mend)} |" for code, (means, mend) in codes.items())
    yield ""


def _plain(text: str) -> str:
    """With nothing in it that ends the cell of a table."""
    return text.replace("|", "\\|")
