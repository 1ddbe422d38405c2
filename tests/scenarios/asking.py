"""What a desk does: state some facts, paste some entries, read the answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from fastapi.testclient import TestClient


class Ask(Protocol):
    """Event entries, then facts by their names; `text` is the ticket's."""

    def __call__(self, *events: dict[str, Any], **stated: Any) -> Reply: ...  # noqa: ANN401 - whatever may be stated


SP4 = {"exchange_version": "5.5", "service_pack": 4}


def bind_back_failure(peer: str | None = "EXCH-A", code: int | str = 1722, **more: object) -> dict[str, Any]:
    return _entry(9322, peer, code, more)


def bind_failure(peer: str | None = "EXCH-A", code: int | str = 1722, **more: object) -> dict[str, Any]:
    return _entry(9318, peer, code, more)


def _entry(event_id: int, peer: str | None, code: int | str, more: dict[str, object]) -> dict[str, Any]:
    strings = ["151", str(code), str(code), str(code), peer or "%5"]
    return {"event_id": event_id, "source": "MSExchangeMTA", "computer": "EXCH-B", "strings": strings, **more}


@dataclass(frozen=True)
class Desk:
    client: TestClient

    def ask(self, *events: dict[str, Any], **stated: Any) -> Reply:  # noqa: ANN401 - whatever may be stated
        body = {"trial": True, "text": stated.pop("text", None), "events": list(events), "facts": stated}
        response = self.client.post("/diagnose", json=body)
        assert response.status_code == 201, response.text
        return Reply(response.json())


@dataclass(frozen=True)
class Reply:
    answer: dict[str, Any]

    @property
    def verdict(self) -> str:
        return str(self.answer["verdict"])

    @property
    def rule(self) -> str | None:
        rule = self.answer["rule"]
        return None if rule is None else str(rule)

    @property
    def unexplained(self) -> list[int]:
        return list(self.answer["unexplained"])

    def status(self, rule: str, peer: str | None = "EXCH-A") -> str | None:
        found = [
            one["status"] for one in self.answer["findings"] if one["rule"] == rule and peer in {None, one["peer"]}
        ]
        assert len(found) <= 1
        return found[0] if found else None

    def finding(self, rule: str, peer: str | None = None) -> dict[str, Any]:
        found = [one for one in self.answer["findings"] if one["rule"] == rule and peer in {None, one["peer"]}]
        return dict(found[0])

    def failing(self, rule: str) -> list[str]:
        return [line for miss in self.answer["near_misses"] if miss["rule"] == rule for line in miss["failing_on"]]

    def asked(self) -> list[str]:
        return [one["fact"] for one in self.answer["questions"]]

    def question(self, fact: str) -> dict[str, Any]:
        return dict(next(one for one in self.answer["questions"] if one["fact"] == fact))

    def warnings(self) -> list[str]:
        return [one["code"] for one in self.answer["warnings"]]

    def steps(self, kind: str) -> list[str]:
        return [one["action"] for one in self.answer["remediation"] if one["kind"] == kind]
