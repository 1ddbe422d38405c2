"""POST /rules/reload, and disable and enable of single rules: what changes the rules that serve."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Path, Request
from pydantic import Field

from app.api.answer_models import Documented
from app.api.json_bodies import documented, read_model
from app.api.responses import problems
from app.domain.decision import rfc3339
from app.intake.request_model import Stated
from app.render.rule_changes import standing_json
from app.services.disable_rules import LONGEST_WHY

if TYPE_CHECKING:
    from app.services.disable_rules import DisableRules
    from app.services.reload_rules import Reloaded, ReloadRules

Article = Annotated[str, Path(max_length=255, description="The article's number.", examples=["Q303156"])]
Name = Annotated[str, Path(max_length=255, description="The rule's name.", examples=["multihomed-peer"])]


class PackChangesShown(Documented):
    """What is different, by rule id; drafts and retired rules are among them."""

    added: list[str] = Field(description="Rules that there were not.")
    removed: list[str] = Field(description="Rules that there are no more.")
    changed: list[str] = Field(description="Rules whose content, version or status is another.")


class ReloadShown(Documented):
    """The rules that serve from now on."""

    revision: str = Field(description="Their digest, as answers name it.")
    previous: str = Field(description="The digest of those before.")
    unchanged: bool = Field(description="Whether the directory held what served already; nothing was done then.")
    published_at: str | None = Field(description="Since when they serve (RFC 3339, UTC).")
    rules: dict[str, int] = Field(description="How many rules there are of each status.")
    examples: int = Field(description="How many examples were run, all of which came out as written.")
    changes: PackChangesShown
    disabled: list[str] = Field(description="Rules that are disabled.")
    lifted: list[str] = Field(description="Rules that were disabled, which these rules have settled.")
    disabled_again: list[str] = Field(
        description="Rules that an earlier pack had settled, and which are again as they were when they were disabled."
    )


class ReasonStated(Stated):
    """Why a rule is taken out."""

    why: Annotated[str, Field(min_length=1, max_length=LONGEST_WHY)] = Field(
        description="Why, in one line; it is recorded."
    )


class StandingShown(Documented):
    """Whether a rule is disabled."""

    rule: str = Field(description="The rule's id.")
    disabled: bool = Field(description="Whether it is disabled now.")
    changed: bool = Field(description="Whether it was otherwise before this request.")
    why: str | None = Field(description="Why it is disabled, or was.")
    disabled_at: str | None = Field(description="Since when it is disabled, or was (RFC 3339, UTC).")


def router(reload: ReloadRules, disable: DisableRules) -> APIRouter:
    """The routes. Reloads wait for one another without keeping anybody else from a thread."""
    routes = APIRouter(tags=["rules"])
    reloads, changes = CapacityLimiter(1), CapacityLimiter(1)

    @routes.post(
        "/rules/reload",
        summary="Read the rules directory again",
        responses={**problems(500, 503), 422: _refused()},
    )
    async def reload_rules() -> ReloadShown:
        """Read, check and prove the rules apart from requests; then serve them, in every process, or change nothing.

        Requests under way are answered by the rules they began with; each answer names the rules it comes from.
        """
        return _reloaded(await to_thread.run_sync(reload.reload, limiter=reloads))

    @routes.post(
        "/rules/{article}/{name}/disable",
        summary="Take a rule out",
        responses=problems(400, 404, 408, 413, 415, 422, 500, 503),
        openapi_extra=documented(ReasonStated, {"why": "It calls a cluster's failover harmless, ticket 10081."}),
    )
    async def disable_rule(request: Request, article: Article, name: Name) -> StandingShown:
        """At once in this process, within two seconds in every other, until a pack is published that settles it.

        That is one in which the rule's content differs, or in which it is a draft, retired or gone. Every answer names
        the rules that are disabled; while one of them would fit, nothing is called harmless.
        """
        stated = await read_model(request, ReasonStated)
        standing = await to_thread.run_sync(disable.disable, f"{article}/{name}", stated.why, limiter=changes)
        return StandingShown.model_validate(standing_json(standing))

    @routes.post(
        "/rules/{article}/{name}/enable",
        summary="Put a rule back",
        responses=problems(404, 422, 500, 503),
    )
    async def enable_rule(article: Article, name: Name) -> StandingShown:
        """The rule is tried again; that it was disabled stays on record."""
        standing = await to_thread.run_sync(disable.enable, f"{article}/{name}", limiter=changes)
        return StandingShown.model_validate(standing_json(standing))

    return routes


def _refused() -> dict[str, Any]:
    shown: dict[str, Any] = problems(422)[422]
    what = "The rules are refused; `errors` names every place. Those before go on serving."
    return shown | {"description": what}


def _reloaded(done: Reloaded) -> ReloadShown:
    edition, changes = done.edition, done.changes
    return ReloadShown(
        revision=edition.revision,
        previous=done.previous,
        unchanged=done.unchanged,
        published_at=rfc3339(edition.publication.published_at) if edition.publication else None,
        rules=done.counts(),
        examples=done.examples,
        changes=PackChangesShown(
            added=list(changes.added), removed=list(changes.removed), changed=list(changes.changed)
        ),
        disabled=list(edition.disabled),
        lifted=list(done.lifted),
        disabled_again=list(done.again),
    )
