"""Replays as they are documented; what they hold is made by app.render.replay."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from pydantic import Field

from app.api.answer_models import Documented
from app.domain.decision import rfc3339
from app.domain.replay import Effect, ReplayState
from app.render.replay import change_json

if TYPE_CHECKING:
    from app.domain.replay import Replay, ReplayChange


class PairShown(Documented):
    """How many cases were answered with one thing and are now answered with another."""

    before: str | None = Field(description="What was said.")
    after: str | None = Field(description="What these rules say.")
    cases: int = Field(description="Of how many cases.")


class ScoreShown(Documented):
    """How right answers were."""

    precision: float | None = Field(
        description="The share of right claims among those of which that is known. A claim is a settled verdict."
    )
    recall: float | None = Field(
        description="The share of right claims among the cases of which it is known which article applied."
    )
    right: int = Field(description="Claims that were right.")
    judged: int = Field(description="Claims of which it is known whether they were right.")
    known: int = Field(description="Cases of which it is known that the article applied.")


class ScoresShown(Documented):
    """By article, and `all` over all of them; or by rule."""

    before: dict[str, ScoreShown] = Field(description="Of what was answered.")
    after: dict[str, ScoreShown] = Field(description="Of what these rules say.")


class ReportShown(Documented):
    """What these rules would change."""

    cases: int = Field(description="Cases that were replayed.")
    erased: int = Field(description="Cases passed over, since their content was erased.")
    effects: dict[str, int] = Field(
        description="Cases answered the `same`; with the same headline and other `details`; with another headline "
        "(`changed`); and whose request these rules' vocabulary cannot read (`unreadable`)."
    )
    verdicts: list[PairShown] = Field(description="Verdict by verdict, changes first.")
    articles: list[PairShown] = Field(description="Article by article, changes first.")
    rules: list[PairShown] = Field(description="Rule by rule, changes first.")
    other_versions: int = Field(description="Cases that were answered by another version of the program.")
    judged: int = Field(description="Cases of which an outcome is known.")
    scores: ScoresShown
    rule_scores: ScoresShown = Field(description="The same by rule; recall is by article only, so it is null here.")


class ReplayShown(Documented):
    """A replay."""

    id: str = Field(description="Its id.")
    created_at: str = Field(description="When it was begun (RFC 3339, UTC).")
    revision: str = Field(description="The rules it is against; those that served then, where `against` is `own`.")
    request: dict[str, Any] = Field(description="What was asked for.")
    state: ReplayState = Field(description="`interrupted` where its process ended before it was finished.")
    done: int = Field(description="Cases done so far.")
    total: int = Field(description="Cases there are.")
    report: ReportShown | None = Field(description="What was found, once it is finished.")
    error: str | None = Field(description="Why it has failed.")


class ReplayPageShown(Documented):
    """Replays, newest first."""

    items: list[ReplayShown] = Field(description="The replays of this page.")
    next_page_token: str | None = Field(description="The token of the next page; null on the last.")


class LineCompared(Documented):
    """One line of both explanations."""

    rule: str | None = Field(description="The rule it is of; null for the headline.")
    peer: str | None = Field(description="The peer the rule was tried on.")
    says: str = Field(description="A part of the headline, `status` of the rule, or the sentence of an antecedent.")
    before: str | None = Field(description="What was found then; null where it was not spoken of.")
    after: str | None = Field(description="What is found now.")
    differs: bool = Field(description="Whether the two are different.")


class ReplayChangeShown(Documented):
    """A case whose answer is another."""

    diagnosis: str = Field(description="The diagnosis's id.")
    effect: Effect = Field(description="What has changed.")
    before: dict[str, Any] | None = Field(description="The answer as it was given; null if it was erased meanwhile.")
    after: dict[str, Any] | None = Field(description="The answer that these rules give; null if there is none.")
    reason: str | None = Field(description="Why these rules give no answer.")
    differs_in: list[str] = Field(description="The members of the two answers that are not alike.")
    compared: list[LineCompared] = Field(description="Both explanations side by side, line by line.")


class ReplayChangesShown(Documented):
    """Changed cases, the first recorded first."""

    items: list[ReplayChangeShown] = Field(description="The cases of this page.")
    next_page_token: str | None = Field(description="The token of the next page; null on the last.")


def replay_shown(replay: Replay) -> ReplayShown:
    """The replay as it is answered."""
    return ReplayShown(
        id=replay.id,
        created_at=rfc3339(replay.created_at),
        revision=replay.revision,
        request=json.loads(replay.request),
        state=ReplayState(replay.state),
        done=replay.done,
        total=replay.total,
        report=None if replay.report is None else ReportShown.model_validate_json(replay.report),
        error=replay.error,
    )


def change_shown(change: ReplayChange) -> ReplayChangeShown:
    """The change as it is answered."""
    shown = change_json(change.decision_id, change.kind, change.before, change.after)
    return ReplayChangeShown.model_validate(shown)
