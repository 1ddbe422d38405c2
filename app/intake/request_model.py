"""The request as a pydantic model, generated from the vocabulary: what callers may state is what rules can read."""

from __future__ import annotations

from datetime import datetime
from types import NoneType
from typing import TYPE_CHECKING, Annotated, Any, Literal, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, create_model

from app.domain.vocabulary import FactKind
from app.intake.allowance import MOST_ENTRIES
from app.intake.layouts.event_id import LARGEST_ID

if TYPE_CHECKING:
    from app.domain.vocabulary import FactType, Vocabulary

MOST_STRINGS = 100
_MOST_TIMES = 1_000_000_000
LONGEST_NAME = 255
MOST_FILES = 20
MOST_FILE_WARNINGS = 100
_Name = Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)]


class Stated(BaseModel):
    """Members are taken as they are, never converted; unknown ones are refused."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


def _timestamp(text: str) -> str:
    try:
        parsed = datetime.fromisoformat(text)
    except ValueError:
        parsed = None
    if parsed is None or parsed.tzinfo is None:
        message = "must be a time as RFC 3339 has it, such as 2001-06-04T08:12:00Z"
        raise ValueError(message)
    return text


class TicketStated(Stated):
    """The ticket that the report belongs to. It is recorded with the answer and plays no part in it."""

    system: _Name | None = Field(None, description="Ticketing system the ticket lives in.", examples=["zammad"])
    id: _Name | None = Field(None, description="The ticket's id or number in that system.", examples=["10081"])
    title: Annotated[str, Field(max_length=1000)] | None = Field(None, description="The ticket's title.")
    opened_at: Annotated[str, AfterValidator(_timestamp)] | None = Field(
        None, description="When the ticket was opened (RFC 3339).", examples=["2001-06-04T08:12:00Z"]
    )


class EventStated(Stated):
    """One event-log entry. Codes are read out of `description` or, where the description is lost, out of `strings`."""

    event_id: Annotated[int, Field(ge=0, le=LARGEST_ID)] = Field(
        description="Event id, 0 to 65535; of a larger one of up to 32 bits the low word counts.", examples=[9322]
    )
    source: _Name | None = Field(
        None, description="Source as logged; letter case does not matter.", examples=["MSExchangeMTA"]
    )
    computer: _Name | None = Field(None, description="Computer that logged the entry.", examples=["EXCH-B"])
    type: _Name | None = Field(None, description="Type as logged, such as Warning.")
    category: _Name | None = Field(None, description="Category as logged, such as Interface.")
    logged_at: _Name | None = Field(
        None, description="Time as logged; event logs name no time zone, so it is kept as text."
    )
    last_logged_at: _Name | None = Field(None, description="Where it was logged more than once: the time of the last.")
    count: Annotated[int, Field(ge=1, le=_MOST_TIMES)] | None = Field(
        None, description="How often the entry was logged, in all; if not given, once at least."
    )
    counted: bool | None = Field(
        None, description="False if it was logged `count` times at least, and maybe more often."
    )
    description: str | None = Field(None, description="The entry's text as Event Viewer shows it.")
    strings: Annotated[list[str], Field(max_length=MOST_STRINGS)] | None = Field(
        None,
        description="Insertion strings: LTAB index, NT/MTA, comms and bind error, remote server, protocol string.",
        examples=[["151", "1722", "1722", "1722", "EXCH-A"]],
    )


class FileWarningStated(Stated):
    """What of a file could not be read."""

    code: _Name = Field(description="A stable word for the kind of warning.")
    detail: Annotated[str, Field(max_length=1000)] = Field(description="A sentence for people.")
    span: Annotated[list[int], Field(min_length=2, max_length=2)] | None = Field(
        None, description="First character in the file, and the one after the last."
    )


class FileStated(Stated):
    """What an attached file held. kbdiag fills this in when files are uploaded; their entries are among `events`."""

    name: _Name = Field(description="The file's name.", examples=["application.evtx"])
    format: _Name = Field(description="What it was read as.", examples=["evtx"])
    records: Annotated[int, Field(ge=0, le=_MOST_TIMES)] = Field(description="Records in it, before folding.")
    warnings: Annotated[list[FileWarningStated], Field(max_length=MOST_FILE_WARNINGS)] | None = Field(
        None, description="What of it could not be read; while there is any, nothing is called harmless."
    )


class AnswerStated(Stated):
    """The answer to a question that a diagnosis asked; `fact`, `server`, `peer` and `entries` are the question's."""

    fact: _Name = Field(description="The fact, or field of entries, that was asked for.", examples=["peer.multihomed"])
    value: bool | int | str = Field(description="What was found out, in the fact's own type.", examples=[True])
    server: _Name | None = Field(None, description="The server that was asked about, where the question names one.")
    peer: _Name | None = Field(None, description="The peer that was asked about, where the question names one.")
    entries: Annotated[list[Annotated[int, Field(ge=0)]], Field(max_length=MOST_ENTRIES)] | None = Field(
        None, description="The indexes of the entries that were asked about, where the question names some."
    )


MOST_ANSWERS = 1000
_Answers = Annotated[list[AnswerStated], Field(max_length=MOST_ANSWERS)]


def request_model(vocabulary: Vocabulary, most_entries: int = MOST_ENTRIES) -> type[BaseModel]:
    """The model of a whole request. Its `facts` have one member for each fact, with its type, meaning and choices."""
    facts = _facts_model(vocabulary)
    return create_model(
        "DiagnoseRequest",
        __base__=Stated,
        __doc__="What is known of a ticket. At least one of `text`, `events` and `facts` must carry something.",
        ticket=(TicketStated | None, Field(None, description="The ticket the report belongs to.")),
        trial=(
            bool | None,
            Field(None, description="True for examples and tests: recorded, but kept out of statistics."),
        ),
        text=(
            str | None,
            Field(None, description="The ticket's text as it stands, pasted event-log entries included."),
        ),
        events=(
            Annotated[list[EventStated], Field(max_length=most_entries)] | None,
            Field(None, description=f"Event-log entries, at most {most_entries}."),
        ),
        facts=(
            facts | None,
            Field(None, description="What is known; a fact left out or null is not known, never false."),
        ),
        files=(
            Annotated[list[FileStated], Field(max_length=MOST_FILES)] | None,
            Field(None, description="What uploaded files held; filled in by kbdiag itself."),
        ),
        answers=(_Answers | None, Field(None, description="Answers to questions that a diagnosis asked.")),
    )


def follow_up_model(facts: Any) -> type[BaseModel]:  # noqa: ANN401 - a model made at run time has no static type
    """The model of what answers a diagnosis; `facts` is the type of that member of a request."""
    return create_model(
        "FollowUpRequest",
        __base__=Stated,
        __doc__="What was found out since. At least one of `answers`, `facts` and `text` must carry something.",
        answers=(_Answers | None, Field(None, description="Answers, each with what its question named.")),
        facts=(
            facts,
            Field(None, description="The same as facts; those about a peer are of `peer.name`, where that is given."),
        ),
        text=(str | None, Field(None, description="More of the ticket's text, such as an entry's whole description.")),
    )


def what_if_model(request: type[BaseModel]) -> type[BaseModel]:
    """The model of a question what would change; `request` is that of a request."""
    case: Any = request | None
    (facts,) = (one for one in get_args(request.model_fields["facts"].annotation) if one is not NoneType)
    return create_model(
        "WhatIfRequest",
        __base__=Stated,
        __doc__="A case, or the diagnosis that it was the request of, and what is to be assumed of it.",
        case=(case, Field(None, description="A whole request, as POST /diagnose takes it.")),
        diagnosis=(_Name | None, Field(None, description="In its place: the id of a recorded diagnosis.")),
        assume=(
            facts,
            Field(
                description="Facts that take the place of what is known; one at least. Those about a peer hold for "
                "`peer.name` where that is given, else for every peer."
            ),
        ),
    )


def _facts_model(vocabulary: Vocabulary) -> Any:  # noqa: ANN401 - a model made at run time has no static type
    subjects: dict[str, dict[str, Any]] = {"server": {}, "peer": {}, "link": {}, "": {}}
    for fact in vocabulary.facts.values():
        member = (_type_of(fact) | None, Field(None, description=_description(fact)))
        subjects.setdefault(fact.subject, {})[fact.name.rpartition(".")[2]] = member
    members = subjects.pop("")
    for subject, below in subjects.items():
        model: Any = create_model(
            f"{subject.capitalize()}Facts", __base__=Stated, __doc__=_ABOUT.get(subject, ""), **below
        )
        members[subject] = (model | None, Field(None, description=_ABOUT.get(subject, "")))
    return create_model(
        "Facts",
        __base__=Stated,
        __doc__="What is known of the two servers, of what joins them, and of the mail.",
        **members,
    )


_ABOUT = {
    "server": "The computer whose event log the entries come from: the one the ticket is about.",
    "peer": "The MTA at the other end: the Remote Server Name in the entries.",
    "link": "What joins the two.",
}


def _type_of(fact: FactType) -> Any:  # noqa: ANN401 - as above
    if fact.kind is FactKind.CHOICE:
        return Literal[tuple(choice.value for choice in fact.choices)]
    if fact.kind is FactKind.YES_NO:
        return bool
    if fact.kind is FactKind.WHOLE_NUMBER:
        return Annotated[int, Field(ge=fact.lowest, le=fact.highest)]
    example = "2653.23" if fact.kind is FactKind.BUILD else "EXCH-A"
    return Annotated[str, AfterValidator(_checked(fact)), Field(examples=[example], max_length=255)]


def _checked(fact: FactType) -> Any:  # noqa: ANN401 - as above
    def check(value: str) -> str:
        fact.read(value)
        return value

    return check


def _description(fact: FactType) -> str:
    means = fact.means[0].upper() + fact.means[1:] + "."
    return means + "".join(f"\n- `{choice.value}`: {choice.means}" for choice in fact.choices)
