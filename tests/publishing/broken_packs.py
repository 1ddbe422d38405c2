"""Some seventy rules directories that must not serve, each broken in a way of its own."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from tests.publishing.packs import LOUD_ARTICLE, many_rules, pack_files, write

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Break = Callable[[Path], None]

RULES, OTHERS, WORDS, REQUESTS = (f"small/{name}.yaml" for name in ("Q303156", "Q279537", "vocabulary", "requests"))
BOMB = b"a: &a [x,x,x,x,x,x,x,x,x]\n" + b"".join(
    b"%c: &%c [%s]\n" % (letter, letter, b",".join([b"*%c" % (letter - 1)] * 9)) for letter in range(ord("b"), ord("z"))
)

ADDED: dict[str, bytes] = {
    "an unclosed bracket": b"article: [",
    "an unclosed brace": b"article: {id: Q1",
    "an unclosed quote": b'article: "Q1',
    "a tab for indentation": b"article:\n\tid: Q1\n",
    "a colon too many": b"article: id: Q1\n",
    "a wrong indentation": b"article:\n  id: Q1\n title: x\n",
    "an unknown escape": b'article: "\\q"\n',
    "a number of an escape too large": b'article: "\\UFFFFFFFF"\n',
    "a directive": b"%YAML 99999999999999999999999999.1\n---\na: b\n",
    "an anchor": b"article: &a {id: Q1}\n",
    "an alias": b"article: *a\n",
    "an alias to itself": b"article: &a [*a]\n",
    "an alias bomb": BOMB,
    "a tag that runs code": b"article: !!python/object/apply:os.system ['true']\n",
    "a merge key": b"article: {<<: {id: Q1}}\n",
    "two documents": b"a: b\n---\nc: d\n",
    "a NUL": b"article: a\0b\n",
    "a control character": b'article: "a\\x07b"\n',
    "a lone surrogate": b'article: "\\ud800"\n',
    "nothing": b"",
    "a comment alone": b"# to be written\n",
    "bytes that are not UTF-8": b"article: \xff\xfe\n",
    "UTF-16": "article: {id: Q1}".encode("utf-16"),
    "a binary": bytes(range(256)) * 16,
    "a text": b"Dear desk, here are the rules.\n",
    "a list": b"- article\n",
    "a key twice": b"article: {id: Q1}\narticle: {id: Q2}\n",
    "a list for a key": b"[a]: b\n",
    "a file too large": b"# " + b"x" * 300_000 + b"\na: b\n",
    "a long line": b"a: " + b"x" * 262_000 + b"\n",
    "brackets nested deep": b"[" * 100_000,
    "mappings nested deep": b"".join(b"%sa:\n" % (b" " * depth) for depth in range(600)),
    "an article without rules": b'article: {id: Q1, title: x, revised: "2001-01-01"}\n',
    "rules without an article": b"rules: []\n",
    "the same rules again": LOUD_ARTICLE.encode(),
    "a second vocabulary of another shape": b"colours: [red]\n",
}
"""What stands in one more file."""

CHANGED: dict[str, tuple[str, bytes, bytes]] = {
    "an unknown key of a rule": (RULES, b"    verdict: expected_behavior", b"    vrdict: expected_behavior"),
    "an unknown verdict": (RULES, b"verdict: expected_behavior", b"verdict: harmless"),
    "an unknown status": (RULES, b"status: stable", b"status: good"),
    "no status": (RULES, b"    status: stable\n", b""),
    "no version": (RULES, b"    version: 1\n", b""),
    "a version that is no number": (RULES, b"version: 1", b"version: one"),
    "version nought": (RULES, b"version: 1", b"version: 0"),
    "retired without a reason": (RULES, b"status: stable", b"status: retired"),
    "no id": (RULES, b"- id: quiet", b"- because: x"),
    "the same id twice": (OTHERS, b"id: Q279537, title: Mail stops", b"id: Q303156, title: Errors are logged"),
    "an id with a slash": (RULES, b"id: quiet", b"id: quiet/er"),
    "a day that is none": (RULES, b"2002-08-06", b"2002-08-32"),
    "an unknown fact": (RULES, b"{mail_flow: normal}\n    because", b"{mailflow: normal}\n    because"),
    "an unknown value": (RULES, b"mail flows: {mail_flow: normal}", b"mail flows: {mail_flow: swift}"),
    "an unknown event": (RULES, b"{event: 9322, source: MSExchangeMTA, nt", b"{event: 9323, source: MSExchangeMTA, nt"),
    "an unknown source": (RULES, b"source: MSExchangeMTA, nt_error", b"source: MSExchangeMTB, nt_error"),
    "an unknown field": (RULES, b"nt_error: 1722}", b"nt_errors: 1722}"),
    "no symptoms": (OTHERS, b"    symptoms:\n      all:\n", b"    symptom:\n      all:\n"),
    "an unknown word for a group": (OTHERS, b"    symptoms:\n      all:\n", b"    symptoms:\n      most:\n"),
    "a passage that is none": (OTHERS, b"      verdict: SYMPTOMS 3", b"      verdict: somewhere"),
    "a sentence that nothing carries": (OTHERS, b"      the server has pack 4: SYMPTOMS 2\n", b""),
    "a citation of no sentence": (OTHERS, b"      the server has pack 4: S", b"      the server has pack 5: S"),
    "an unknown placeholder": (OTHERS, b'"{peer} cannot', b'"{host} cannot'),
    "an unknown kind of step": (OTHERS, b"kind: resolution", b"kind: prayer"),
    "an unknown target of a step": (OTHERS, b"target: peer", b"target: moon"),
    "an example with an unknown outcome": (OTHERS, b"outcome: possible", b"outcome: maybe"),
    "an example like one that there is not": (
        OTHERS,
        b"- name: some pack\n        like: pack 4",
        b"- name: some pack\n        like: pack 5",
    ),
    "a near miss on an unknown line": (OTHERS, b"failing_on: [the server has pack 4]", b"failing_on: [the moon]"),
    "an example that is not confirmed": (
        OTHERS,
        b"facts: {server.service_pack: 4}",
        b"facts: {server.service_pack: 5}",
    ),
    "a near miss that hits": (OTHERS, b"facts: {server.service_pack: 3}", b"facts: {server.service_pack: 4}"),
    "an open example that is settled": (
        OTHERS,
        b"facts: {server.service_pack: null}",
        b"facts: {server.service_pack: 4}",
    ),
    "an example that does not ask": (OTHERS, b"asks: [server.service_pack]", b"asks: [peer.service_pack]"),
    "a type of fact that there is not": (
        WORDS,
        b"mta_build: {of: [server, peer], type: build",
        b"mta_build: {of: [server, peer], type: bild",
    ),
    "a wording with an unknown field": (WORDS, b"Error code: {nt_error}", b"Error code: {error}"),
    "an event of an unknown source": (WORDS, b"    source: MSExchangeMTA\n", b"    source: MSExchangeXYZ\n"),
    "a derivation of an unknown fact": (WORDS, b"then: {its.offers_names: true}", b"then: {its.offers_cake: true}"),
    "no vocabulary of events": (WORDS, b"events:\n", b"event:\n"),
    "a request with an unknown verdict": (REQUESTS, b"verdict: no_match", b"verdict: none"),
}
"""A file, what stands once in it, and what stands there instead."""


def _added(data: bytes) -> Break:
    return lambda rules: _keep(write(rules, pack_files(1) | {"small/more.yaml": data}))


def _changed(path: str, old: bytes, new: bytes) -> Break:
    files = pack_files(1)
    assert files[path].count(old) == 1, f"{old!r} must stand once in {path}"
    return lambda rules: _keep(write(rules, files | {path: files[path].replace(old, new)}))


def _keep(_: Path) -> None:
    pass


def _missing(rules: Path) -> None:
    write(rules, {})


def _empty(rules: Path) -> None:
    write(rules, {"notes.txt": b"none yet"})


def _without(path: str) -> Break:
    return lambda rules: _keep(write(rules, {one: data for one, data in pack_files(1).items() if one != path}))


def _gigabyte(rules: Path) -> None:
    os.truncate(write(rules, pack_files(1) | {"small/more.yaml": b"x"}) / "small/more.yaml", 1 << 30)


def _pipe(rules: Path) -> None:
    os.mkfifo(write(rules, pack_files(1)) / "small/more.yaml")


def _dangling(rules: Path) -> None:
    (write(rules, pack_files(1)) / "small/more.yaml").symlink_to("nowhere.yaml")


def _circular(rules: Path) -> None:
    (write(rules, pack_files(1)) / "small/more.yaml").symlink_to("more.yaml")


def _too_many(rules: Path) -> None:
    write(rules, many_rules(1000))


BROKEN: dict[str, Break] = {
    **{name: _added(data) for name, data in ADDED.items()},
    **{name: _changed(*change) for name, change in CHANGED.items()},
    "no directory": _missing,
    "no rule file": _empty,
    "no vocabulary": _without(WORDS),
    "a gigabyte": _gigabyte,
    "a pipe": _pipe,
    "a link to nothing": _dangling,
    "a link to itself": _circular,
    "more rules than can be proven in time": _too_many,
}
