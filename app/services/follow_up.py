"""Answer the questions of a diagnosis: its request and what was found out since make one to be diagnosed anew."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.domain.errors import Erased, NotFound
from app.domain.fact import plain
from app.services.diagnose import Received
from app.services.judging import PLAIN_TEXT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from app.domain.case import GivenAnswer
    from app.domain.decision import Content, StoredDecision
    from app.intake.request_body import FollowUp
    from app.services.served_rules import ServedRules
    from app.storage.archive import DecisionArchive

_Request = dict[str, Any]


@dataclass(frozen=True, slots=True)
class AnswerQuestions:
    """The service behind POST /diagnoses/{id}/answers."""

    archive: DecisionArchive
    rules: ServedRules

    def received(self, decision_id: str, answers: Received) -> Received:
        """The request to diagnose, by the rules that serve now; it stands by itself, so that it can be replayed.

        NotFound or Erased where there is nothing to go on with; InputError if the answers cannot be used.
        """
        stored = stored_content(self.archive, decision_id)
        body = answers.body or b""
        reader = self.rules.current.reader
        followed = with_follow_up(request_of(stored[1]), reader.read_follow_up(body))
        whole = json.dumps(followed, ensure_ascii=False, separators=(",", ":")).encode()
        sent = f"answers to {decision_id}\n".encode() + body
        return Received(whole, wanted=answers.wanted, key=answers.key, sent=sent, follows=decision_id)


def stored_content(archive: DecisionArchive, decision_id: str) -> tuple[StoredDecision, Content]:
    """A decision with its content; NotFound if there is none, Erased if it was erased."""
    stored = archive.get(decision_id)
    if stored is None:
        raise NotFound(f"there is no diagnosis {decision_id}")
    if stored.content is None:
        raise Erased(f"the content of diagnosis {decision_id} was {stored.erasure or 'erased'}")
    return stored, stored.content


def request_of(content: Content) -> _Request:
    """What was asked, as the JSON object that it is or stands for."""
    if content.request_type == PLAIN_TEXT:
        return {"text": content.request.decode("utf-8-sig")}
    found: _Request = json.loads(content.request)
    return found


def with_follow_up(request: Mapping[str, Any], follow_up: FollowUp) -> _Request:
    """The request with answers in the place of earlier ones to the same questions, and with more text."""
    given = [_as_stated(one) for one in follow_up.answers]
    asked = {_question(one) for one in given}
    earlier = [one for one in request.get("answers") or () if _question(one) not in asked]
    text = "\n\n".join(part for part in (request.get("text") or "", follow_up.text) if part.strip())
    whole = {**request, "answers": _last_of_each([*earlier, *given])} | ({"text": text} if text else {})
    return whole if whole["answers"] else {name: value for name, value in whole.items() if name != "answers"}


def _as_stated(one: GivenAnswer) -> _Request:
    whose = {"server": one.server, "peer": one.peer, "entries": list(one.entries) or None}
    return {"fact": one.fact, "value": plain(one.value)} | {name: value for name, value in whose.items() if value}


def _question(answer: Mapping[str, Any]) -> tuple[object, ...]:
    return answer["fact"], answer.get("server"), answer.get("peer"), tuple(answer.get("entries") or ())


def _last_of_each(answers: Iterable[_Request]) -> list[_Request]:
    return list({_question(one): one for one in answers}.values())
