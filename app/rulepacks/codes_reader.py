"""Tables of error codes out of the vocabulary: `windows: {1722: The RPC server is unavailable.}`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.rulepacks.shape import entries_of, nearest, text_of, whole_number_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.rulepacks.sections import Section
    from app.rulepacks.shape import Fields

Codes = dict[int, str]


def read_codes(section: Section) -> dict[str, Codes]:
    """The tables by their names; each gives the meaning of its numbers. 0 has none: it says that nothing failed."""
    tables: dict[str, Codes] = {}
    for name, node in section.entries():
        table = tables[name.text] = {}
        for key, meaning in entries_of(node, section.problems):
            number = whole_number_of(key, section.problems)
            table[number] = text_of(meaning, section.problems)
            if key.text == "0":
                section.problems.add(key.line, "bad-value", "0 is no error, so it has no meaning here")
    return tables


def codes_of(field: Fields, tables: Mapping[str, Codes]) -> Codes | None:
    """The meanings that a field of the type `code` takes from the tables it names; None for any other."""
    if field.text("type") != "code":
        if "codes" in field:
            field.problems.add(field.line_of("codes"), "bad-value", "'codes' belongs to a field of the type code")
        return None
    codes: Codes = {}
    for name in field.texts("codes"):
        if name not in tables:
            detail = f"no table of codes '{name}'{nearest(name, tables)}"
            field.problems.add(field.line_of("codes"), "unknown-codes", detail)
        table = tables.get(name, {})
        for number in sorted(codes.keys() & table.keys()):
            detail = f"{number} has a meaning in more than one of these tables"
            field.problems.add(field.line_of("codes"), "duplicate-code", detail)
        codes |= table
    return codes
