"""Field maps of ticketing systems: YAML files named after the system become field maps."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.domain.errors import RulesInvalid
from app.domain.field_map import (
    EACH,
    SOURCES,
    Algorithm,
    Encoding,
    FieldMap,
    FieldPath,
    Markup,
    Signature,
    Signed,
    TextAt,
)
from app.rulepacks.shape import Fields, nearest, plain_value, text_of
from app.rulepacks.yaml_nodes import Mapping as MappingNode
from app.rulepacks.yaml_nodes import Problems, Scalar, read_yaml

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.rulepacks.yaml_nodes import Node

_PATH = re.compile(r"[\w-]{1,64}(?:\[\])?(?:\.[\w-]{1,64}(?:\[\])?){0,15}", re.ASCII)
_HEADER = re.compile(r"[A-Za-z0-9-]{1,64}")


def read_field_maps(files: Mapping[str, bytes]) -> dict[str, FieldMap]:
    """The maps by their systems; a later file takes the place of an earlier one for the same system.

    Files are named `<system>.yaml`. RulesInvalid with every error of every file, if there is any.
    """
    maps: dict[str, FieldMap] = {}
    errors = []
    for path, data in files.items():
        problems = Problems(path)
        system = path.rpartition("/")[2].rpartition(".")[0]
        if system not in SOURCES:
            detail = f"'{system}' is none of the systems {', '.join(SOURCES)}{nearest(system, SOURCES)}"
            problems.add(1, "unknown-system", detail)
        root = read_yaml(data, problems)
        if root is not None:
            maps[system] = _field_map(system, root, problems)
        errors += problems.errors
    if errors:
        raise RulesInvalid(errors)
    return maps


def _field_map(system: str, root: Node, problems: Problems) -> FieldMap:
    fields = Fields(
        root,
        problems,
        needs=("id", "title", "bodies"),
        may=("opened_at", "times_in_utc", "comments", "signature", "token", "delivery_header", "example"),
    )
    pieces = tuple(_text_at(node, problems) for part in ("bodies", "comments") for node in fields.items(part))
    if "bodies" in fields and not pieces:
        problems.add(fields.line_of("bodies"), "missing-key", "'bodies' names no place of a text")
    signature = _signature(fields)
    if signature is None and not _yes(fields, "token"):
        problems.add(fields.line, "missing-key", "a system must sign, or be allowed to send a token")
    return FieldMap(
        system,
        _paths(fields, "id"),
        _paths(fields, "title"),
        _paths(fields, "opened_at"),
        pieces,
        signature,
        _yes(fields, "token"),
        _header(fields, "delivery_header"),
        _yes(fields, "times_in_utc"),
        _example(fields),
    )


def _text_at(node: Node, problems: Problems) -> TextAt:
    """A bare path is plain text; a mapping says more."""
    if isinstance(node, Scalar):
        return TextAt((_path(node, problems),), Markup.PLAIN)
    fields = Fields(node, problems, needs=("at",), may=("markup", "media_type", "newest"))
    media_type = _path(fields.node("media_type"), problems) if "media_type" in fields else None
    return TextAt(_paths(fields, "at"), Markup(fields.one_of("markup", Markup)), media_type, _yes(fields, "newest"))


def _paths(fields: Fields, name: str) -> tuple[FieldPath, ...]:
    """One path, or a list of them."""
    node = fields.node(name)
    if isinstance(node, Scalar):
        return (_path(node, fields.problems),)
    return tuple(_path(item, fields.problems) for item in fields.items(name))


def _path(node: Node | None, problems: Problems) -> FieldPath:
    text = text_of(node, problems)
    if text and not _PATH.fullmatch(text):
        problems.add(node.line if node else 1, "bad-value", f"'{text}' is no path such as issue.comments[].body")
        return FieldPath(())
    return FieldPath(tuple(step for step in text.replace(EACH, f".{EACH}").split(".") if step))


def _signature(fields: Fields) -> Signature | None:
    node = fields.node("signature")
    if node is None:
        return None
    one = Fields(
        node, fields.problems, needs=("header", "algorithm", "encoding"), may=("prefix", "signed", "timestamp_header")
    )
    signed = tuple(Signed(part) for part in one.texts("signed") if part in set(Signed)) or (Signed.BODY,)
    stamped = "timestamp_header" in one
    if Signed.BODY not in signed or len(set(signed)) < max(len(signed), len(one.texts("signed"))):
        one.problems.add(one.line_of("signed"), "bad-value", "what is signed is the body, and may be a timestamp")
    if (Signed.TIMESTAMP in signed) != stamped:
        one.problems.add(one.line, "missing-key", "a signed timestamp and 'timestamp_header' go together")
    return Signature(
        _header(one, "header") or "",
        Algorithm(one.one_of("algorithm", Algorithm)),
        Encoding(one.one_of("encoding", Encoding)),
        one.text("prefix"),
        signed,
        _header(one, "timestamp_header"),
    )


def _header(fields: Fields, name: str) -> str | None:
    text = fields.text(name)
    if text and not _HEADER.fullmatch(text):
        fields.problems.add(fields.line_of(name), "bad-value", f"'{text}' is no name of a header")
    return text or None


def _yes(fields: Fields, name: str) -> bool:
    return fields.one_of(name, ("false", "true")) == "true"


def _example(fields: Fields) -> dict[str, object]:
    node = fields.node("example")
    if node is None:
        return {}
    value = plain_value(node)
    if isinstance(node, MappingNode) and isinstance(value, dict):
        return value
    fields.problems.add(node.line, "wrong-type", "a mapping is wanted here")
    return {}
