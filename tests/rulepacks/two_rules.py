"""A small pack with two rules of different verdicts, and what each takes to be confirmed."""

from __future__ import annotations

from textwrap import indent

from tests.rulepacks.small_pack import VOCABULARY

QUIET, LOUD = "Q303156/quiet", "Q303156/loud"
EXCUSE = f"""\
conflicts:
  - rules: [{QUIET}]
    beside: [{LOUD}]
    because: Both are so at times.
"""
_HEAD = """\
article: {id: Q303156, title: Errors are logged, revised: "2002-08-06"}
rules:
"""
_RULE = """\
- id: {name}
  version: 1
  status: stable
  verdict: {verdict}
  symptoms:
    all:
      a bind back was refused: {{event: 9322, source: MSExchangeMTA, nt_error: 1722}}
  cause:
    all:
      mail is as it is: {{{mail}}}
      its version is so: {{peer.exchange_version: "{version}"}}
  because: It is so.
  remediation:
    - {{kind: check, target: both, action: Look at it., because: One may see., cites: SYMPTOMS 3}}
  cites:
    verdict: SYMPTOMS 3
    a bind back was refused: SYMPTOMS 1
    mail is as it is: SYMPTOMS 2
    its version is so: SYMPTOMS 3
  examples:
    - name: the entry
      events: [{{event_id: 9322, source: MSExchangeMTA, strings: ["1722", EXCH-A]}}]
      facts: {{mail_flow: {flow}, peer.exchange_version: "{version}"}}
      outcome: confirmed
    - name: no entry
      facts: {{mail_flow: {flow}, peer.exchange_version: "{version}"}}
      outcome: none
      failing_on: [a bind back was refused]
    - name: the version is not known
      like: the entry
      facts: {{peer.exchange_version: null}}
      outcome: possible
      asks: [peer.exchange_version]
"""


def _rule(name: str, verdict: str, mail: str, flow: str, version: str = "5.5") -> str:
    return indent(_RULE.format(name=name, verdict=verdict, mail=mail, flow=flow, version=version), "  ")


def two_rules(quiet_mail: str = "mail_flow: normal", loud_mail: str = "mail_flow: [normal, stopped]") -> dict[str, str]:
    """The files of the pack; as they are, a case with mail that flows confirms both."""
    rules = _rule("quiet", "environment_fault", quiet_mail, "normal") + _rule(
        "loud", "misconfiguration", loud_mail, "stopped"
    )
    vocabulary = VOCABULARY.replace("{normal: without delay, ", "{normal: without delay, delayed: late, ")
    return {"small/Q303156.yaml": _HEAD + rules, "small/vocabulary.yaml": vocabulary}
