"""A pack as small as a valid one can be, and ways to break it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

from app.domain.error_codes import CODES
from app.domain.errors import RulesInvalid
from app.rulepacks.pack_reader import read_directory, read_pack

MODERATE = settings(max_examples=60, deadline=None)
RULES = Path(__file__).parents[2] / "rules"

VOCABULARY = """\
sources:
  MSExchangeMTA:
    means: the message transfer agent
    also: ["MSExchangeMTA - Interface"]
fields:
  nt_error: {type: whole_number, means: the code, ask: Which code, how: Look.}
  remote_server: {type: host_name, means: the other MTA, ask: Which server, how: Look.}
events:
  9322:
    source: MSExchangeMTA
    means: a bind back failed
    strings: [nt_error, remote_server]
    wordings: ["A bind back has failed. Error code: {nt_error}. Remote Server Name {remote_server}."]
facts:
  exchange_version:
    of: [server, peer]
    type: choice
    values: {"5.5": Exchange 5.5, "2000": Exchange 2000}
    means: version
    ask: Which version runs on {side}?
    how: Look.
  service_pack: {of: [server, peer], type: whole_number, from: 0, to: 9, means: pack, ask: Which, how: Look.}
  mta_build: {of: [server, peer], type: build, means: build, ask: Which build, how: Look.}
  offers_names: {of: [server, peer], type: yes_no, means: names, ask: Names, how: Look.}
  server.name: {type: host_name, means: name, ask: Which name, how: Look.}
  mail_flow:
    type: choice
    values: {normal: without delay, stopped: not at all}
    means: how mail flows
    ask: How does mail flow?
    how: Look.
derived:
  new-builds:
    of: [server, peer]
    when:
      all:
        its build is new: {its.mta_build: {at_least: "2651.75"}}
    then: {its.offers_names: true}
    because: it does
    cites: Q303156 SYMPTOMS 1
"""

ARTICLE = """\
article: {id: Q303156, title: Errors are logged, revised: "2002-08-06"}
rules:
  - id: quiet
    version: 1
    status: stable
    verdict: expected_behavior
    symptoms:
      all:
        a bind back was refused: {event: 9322, source: MSExchangeMTA, nt_error: 1722}
    cause:
      all:
        the other server offers names: {peer.offers_names: true}
        mail flows: {mail_flow: normal}
    because: "{peer} has many cards."
    remediation:
      - {kind: none_needed, target: both, action: Nothing has to be done., because: Mail flows., cites: SYMPTOMS 3}
    cites:
      verdict: SYMPTOMS 3
      a bind back was refused: SYMPTOMS 1
      the other server offers names: SYMPTOMS 2
      mail flows: SYMPTOMS 3
    examples:
      - name: a second card
        events: [{event_id: 9322, source: MSExchangeMTA, strings: ["1722", EXCH-A]}]
        facts: {peer.mta_build: "2653.23", mail_flow: normal}
        outcome: confirmed
      - name: mail waits
        facts: {mail_flow: stopped}
        outcome: none
        failing_on: [mail flows]
      - name: the build is not known
        facts: {mail_flow: normal}
        outcome: possible
        asks: [peer.mta_build]
"""

REQUESTS = """\
- verdict: no_match
  title: Nothing fits
  request: {text: Mail is slow., facts: {mail_flow: normal}}
"""

FILES = {"small/Q303156.yaml": ARTICLE, "small/requests.yaml": REQUESTS, "small/vocabulary.yaml": VOCABULARY}
Places = list[tuple[str, int, str]]


def pack_with(name: str, old: str, new: str) -> dict[str, bytes]:
    """Give the small pack with a part of one file, which must be there, replaced."""
    path = f"small/{name}.yaml"
    assert FILES[path].count(old) == 1, f"{old!r} must stand once in {path}"
    return encoded(FILES | {path: FILES[path].replace(old, new)})


def encoded(files: dict[str, str]) -> dict[str, bytes]:
    return {path: text.encode() for path, text in files.items()}


def errors_of(files: dict[str, bytes]) -> RulesInvalid:
    with pytest.raises(RulesInvalid) as caught:
        read_pack(files)
    assert all(error.code in CODES for error in caught.value.errors)
    return caught.value


def places_of(files: dict[str, bytes]) -> Places:
    """Where the errors are, and their codes; every one has a sentence too."""
    errors = errors_of(files).errors
    assert all(error.detail for error in errors)
    return [
        (error.file.removeprefix("small/").removeprefix("vocabulary/").removesuffix(".yaml"), error.line, error.code)
        for error in errors
    ]


def line_of(name: str, part: str) -> int:
    """Count the lines up to the first that holds the part."""
    text = FILES[f"small/{name}.yaml"]
    return text[: text.index(part)].count("\n") + 1


def real_files() -> dict[str, bytes]:
    return read_directory(RULES)
