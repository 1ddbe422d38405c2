"""A small pack whose one rule is proven condition by condition."""

from __future__ import annotations

from tests.rulepacks.small_pack import encoded

PATH = "small/Q303156.yaml"
VOCABULARY = """\
sources:
  MSExchangeMTA: {means: the message transfer agent}
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
  peer.multihomed: {type: yes_no, means: several cards, ask: How many cards, how: Look.}
  link.connector:
    type: choice
    values: {site_connector: Site Connector, x400_connector: X.400 Connector}
    means: connector
    ask: Which connector
    how: Look.
  mail_flow:
    type: choice
    values: {normal: without delay, delayed: late, stopped: not at all}
    means: how mail flows
    ask: How does mail flow?
    how: Look.
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
        the other server is multihomed: {peer.multihomed: true}
        mail flows: {mail_flow: normal}
    unless:
      any:
        an X.400 connector joins them: {link.connector: x400_connector}
    because: "{peer} has many cards."
    remediation:
      - {kind: none_needed, target: both, action: Nothing has to be done., because: Mail flows., cites: SYMPTOMS 3}
    cites:
      verdict: SYMPTOMS 3
      a bind back was refused: SYMPTOMS 1
      the other server is multihomed: SYMPTOMS 2
      mail flows: SYMPTOMS 3
      an X.400 connector joins them: SYMPTOMS 3
    examples:
      - name: a second card
        events: [{event_id: 9322, source: MSExchangeMTA, strings: ["1722", EXCH-A]}]
        facts: {peer.multihomed: true, mail_flow: normal}
        outcome: confirmed
      - name: access was denied
        like: a second card
        events: [{event_id: 9322, source: MSExchangeMTA, strings: ["5", EXCH-A]}]
        outcome: none
        failing_on: [a bind back was refused]
      - name: the other server has one card
        like: a second card
        facts: {peer.multihomed: false}
        outcome: none
        failing_on: [the other server is multihomed]
      - name: mail waits
        like: a second card
        facts: {mail_flow: stopped}
        outcome: none
        failing_on: [mail flows]
      - name: an X.400 connector
        like: a second card
        facts: {link.connector: x400_connector}
        outcome: none
        failing_on: [an X.400 connector joins them]
      - name: nobody counted the cards
        like: a second card
        facts: {peer.multihomed: null}
        outcome: possible
        asks: [peer.multihomed]
"""
BASELINE = """\
- name: the event log was started
  events: [{event_id: 6005, source: EventLog, description: The Event log service was started.}]
"""


def pack_files(article: str = ARTICLE, baseline: str = BASELINE) -> dict[str, bytes]:
    """The pack's files, with another article or baseline in the place of its own."""
    return encoded({PATH: article, "small/baseline.yaml": baseline, "small/vocabulary.yaml": VOCABULARY})


def line_of(part: str) -> int:
    """Count the lines of the article up to the first that holds the part."""
    return ARTICLE[: ARTICLE.index(part)].count("\n") + 1
