"""The answer as it is documented: every member with its meaning. The answers themselves are made by app.render."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from app.domain.verdict import Status, StepKind, Verdict

_VERDICTS = "\n".join(f"- `{verdict.value}`: {verdict.means}" for verdict in Verdict)
RuleVerdict = Literal["expected_behavior", "misconfiguration", "product_defect", "environment_fault"]
OutcomeWord = Literal["met", "not_met", "not_known"]
Scalar = str | bool | int


class Documented(BaseModel):
    """Exactly the members listed."""

    model_config = ConfigDict(extra="forbid")


class ArticleNamed(Documented):
    """A Knowledge Base article."""

    id: str = Field(description="The article's number.", examples=["Q303156"])
    title: str = Field(description="The article's title.")


class OriginShown(Documented):
    """Where something that is known comes from."""

    from_: Literal["facts", "text", "event", "derived", "assumed"] = Field(
        alias="from",
        description="`facts`: stated in the request; `text`: read in the ticket's text; `event`: given by an entry; "
        "`derived`: follows from other facts; `assumed`: only assumed, in POST /what-if.",
    )
    span: tuple[int, int] | None = Field(None, description="First character in the text, and the one after the last.")
    index: int | None = Field(None, description="Index of the event entry.")
    rule: str | None = Field(None, description="The derivation it follows by.")
    used: list[str] | None = Field(None, description="The facts the derivation read.")


class AntecedentShown(Documented):
    """One condition of a rule: its sentence, its test, how that came out. A group has members instead of a value."""

    says: str = Field(description="The condition as a sentence.")
    outcome: OutcomeWord = Field(description="`not_known` is neither `met` nor `not_met`.")
    test: str = Field(description="The test behind the sentence.", examples=["mail_flow = normal"])
    value: Scalar | dict[str, Scalar | None] | None = Field(
        None, description="What the test looked at; null if not known."
    )
    origin: OriginShown | None = Field(None, description="Where the value comes from.")
    entries: list[int] | None = Field(None, description="Event entries the test is about, twenty at most.")
    antecedents: list[AntecedentShown] | None = Field(
        None, description="The members of a group (`any`, `all`, `exactly_one`)."
    )
    cites: str = Field(description="The passage of the article that carries the condition.")


class StepShown(Documented):
    """One remediation step."""

    kind: StepKind = Field(description="What the step is for.")
    target: Literal["server", "peer", "both", "link"] = Field(description="Where it is to be done.")
    action: str = Field(description="What to do; of a finding that is not settled it says so.")
    because: str = Field(description="Why it helps.")
    cites: str = Field(description="The passage of the article that says so.")


class DerivedShown(Documented):
    """A step of the explanation: a fact that follows from others."""

    fact: str = Field(description="The fact that follows.")
    value: Scalar = Field(description="Its value.")
    rule: str = Field(description="The derivation it follows by.")
    used: dict[str, Scalar] = Field(description="The facts it follows from, with their values.")
    because: str = Field(description="Why it follows.")
    cites: str = Field(description="The passage that says so.")


class FindingShown(Documented):
    """A rule that is confirmed or possible for one peer."""

    rule: str = Field(description="The rule's id, `ARTICLE/name`.")
    version: int = Field(description="The rule's version.")
    article: ArticleNamed
    verdict: RuleVerdict = Field(description="What the rule says when it is confirmed.")
    status: Status = Field(description="`confirmed`: every condition is met; `possible`: some are not known.")
    server: str | None = Field(description="The server whose log it is about, if known.")
    peer: str | None = Field(description="The server at the other end, if known.")
    explains: list[int] = Field(description="Event entries that the rule accounts for (once it is confirmed).")
    because: str = Field(description="Why, in the rule's words.")
    cites: str = Field(description="The passage of the article that carries the verdict.")
    antecedents: list[AntecedentShown] = Field(description="The conditions, one by one.")
    unless: list[AntecedentShown] = Field(description="What would speak against it: `met` here would rule it out.")
    derived: list[DerivedShown] = Field(
        description="The facts among its conditions that follow from others, step by step."
    )
    remediation: list[StepShown] = Field(description="What to do if the rule applies.")


class DraftShown(Documented):
    """A rule that is being written and would fit."""

    rule: str = Field(description="The rule's id.")
    article: ArticleNamed
    verdict: RuleVerdict = Field(description="What the draft says.")
    server: str | None = Field(description="The server whose log it is about, if known.")
    peer: str | None = Field(description="The server at the other end, if known.")
    because: str = Field(description="Why, in the draft's words.")


class FactChange(Documented):
    """A fact that would have to be otherwise."""

    fact: str = Field(description="The fact's name.", examples=["peer.mta_build"])
    server: str | None = Field(description="The server whose log it is about, if known.")
    peer: str | None = Field(description="The server at the other end, if known.")
    from_: Scalar | None = Field(alias="from", description="What is stated of it; null if it is not known.")
    to: list[str] = Field(
        description="What would do instead: any of these, in the words of `if_answered`.",
        examples=[["at least 2651.75"]],
    )


class ChangeNeeded(Documented):
    """The fewest changes of facts that do it, three at most; no smaller set does."""

    changes: list[FactChange] = Field(
        description="What would have to be otherwise, all of it together; empty if nothing was found."
    )
    needs_entries: list[str] = Field(
        description="Where facts alone cannot do it: the sentences for which other event entries are needed."
    )
    cut_short: bool = Field(
        description="Whether the search ended before all was tried: then there may be other sets as small, or, where "
        "none is given, some."
    )


class LeastChange(ChangeNeeded):
    """What would make a rule apply that does not. What it rests on is what is known, and what its symptoms need."""

    leads_to: Status | None = Field(
        description="How the rule would then stand; `possible` where something would still be not known."
    )


class NearMiss(Documented):
    """A rule that does not apply, and why not."""

    rule: str = Field(description="The rule's id.")
    article: ArticleNamed
    verdict: RuleVerdict = Field(description="What the rule would have said.")
    server: str | None = Field(description="The server whose log it is about, if known.")
    peer: str | None = Field(description="The server at the other end, if known.")
    failing_on: list[str] = Field(description="The sentences of the conditions that fail.")
    antecedents: list[AntecedentShown] = Field(description="The same with their tests and values.")
    least_change: LeastChange = Field(description="The least that would have to change for the rule to apply.")


class ProspectShown(Documented):
    """Where an answer would lead."""

    confirmed: list[str] = Field(description="Rules that would be confirmed.")
    possible: list[str] = Field(description="Rules that would stay possible.")


class QuestionShown(Documented):
    """What to find out. The questions that settle most come first."""

    fact: str = Field(
        description="The fact to state, or `event.` and the field an entry lacks.", examples=["peer.multihomed"]
    )
    server: str | None = Field(description="The server whose log it is about, if known.")
    peer: str | None = Field(description="The server at the other end that it is about, if known.")
    ask: str = Field(description="The question to a person.")
    how: str = Field(description="How to find the answer out.")
    if_answered: dict[str, list[str]] = Field(
        description="For each answer, the rules that would then be confirmed or stay possible."
    )
    leads_to: dict[str, ProspectShown] = Field(description="The same, telling the confirmed from the possible.")
    settles: int = Field(description="How many findings some answer would confirm or rule out.")
    entries: list[int] | None = Field(
        None, description="The event entries it is about, if it asks for a field of theirs."
    )


class EntryShown(Documented):
    """An event entry as it was understood."""

    index: int = Field(description="Its number in this answer: those of `events` first, then those found in `text`.")
    event_id: int = Field(description="The event id, 0 to 65535.")
    qualified_id: int | None = Field(None, description="The id as given, where it was larger.")
    source: str | None = Field(None, description="The source as given.")
    known_source: str | None = Field(None, description="The name under which rules know the source.")
    computer: str | None = Field(None, description="The computer that logged it.")
    type: str | None = Field(None, description="The type as given.")
    category: str | None = Field(None, description="The category as given.")
    logged_at: str | None = Field(None, description="The time as given.")
    last_logged_at: str | None = Field(None, description="Of several: the time of the last as given.")
    count: int = Field(description="How often it was logged: in all if `counted`, else so often at least.")
    counted: bool = Field(description="Whether `count` is known to be all of them, as out of a whole log.")
    description: str | None = Field(None, description="The text as given.")
    strings: list[str] = Field(description="The insertion strings as given.")
    fields: dict[str, int | str] = Field(
        description="What was read out of description and strings; what is absent was not given."
    )
    meanings: dict[str, str] | None = Field(
        None,
        description="What the error codes among `fields` mean, by the field's name, as `net helpmsg` puts it.",
        examples=[{"nt_error": "The RPC server is unavailable."}],
    )
    peer: str | None = Field(description="The server at the other end that it names.")
    origin: OriginShown


class FactShown(Documented):
    """A fact as it was understood."""

    value: Scalar = Field(description="What holds.")
    origin: OriginShown
    contested: Literal[True] | None = Field(None, description="Present where something else says otherwise.")
    unplaced: Literal[True] | None = Field(
        None, description="Present where it is not known which peer or server it is about."
    )


class FileShown(Documented):
    """An attached file."""

    name: str = Field(description="The file's name.")
    format: str = Field(description="What it was read as.")
    records: int = Field(description="Records in it; alike ones were folded into one entry with a count.")


class SymptomsShown(Documented):
    """The report as it was understood."""

    events: list[EntryShown] = Field(description="Every event entry, with what was read out of it.")
    facts: dict[str, FactShown] = Field(description="By the fact's name, such as `server.service_pack`.")
    files: list[FileShown] = Field(description="The files that were uploaded; their entries are among `events`.")


class WarningShown(Documented):
    """Something to know about this answer."""

    code: str = Field(description="A stable word for the kind of warning.")
    detail: str = Field(description="A sentence.")
    entries: list[int] | None = Field(None, description="The event entries concerned.")
    facts: list[str] | None = Field(None, description="The facts concerned.")
    span: tuple[int, int] | None = Field(None, description="The characters of the text concerned.")


class RulesNamed(Documented):
    """The rules that gave the answer."""

    revision: str = Field(
        description="Digest of the rule files; they are kept under it.", pattern="^sha256:[0-9a-f]{64}$"
    )
    disabled: list[str] = Field(description="Rules that were taken out by hand; they had no part in the answer.")


class TicketShown(Documented):
    """The ticket, as it was stated."""

    system: str | None = Field(None, description="Ticketing system the ticket lives in.")
    id: str | None = Field(None, description="The ticket's id or number in that system.")
    title: str | None = Field(None, description="The ticket's title.")
    opened_at: str | None = Field(None, description="When the ticket was opened (RFC 3339).")


class Answer(Documented):
    """A diagnosis. It was recorded before it was sent, and can be read again at `/diagnoses/{id}`."""

    id: str = Field(description="Id of the diagnosis (UUIDv7).")
    verdict: Verdict = Field(description=_VERDICTS)
    article: ArticleNamed | None = Field(
        description="The article it is taken from; with `needs_information` the likeliest; null if none."
    )
    rule: str | None = Field(description="The rule it is taken from.")
    summary: str = Field(description="Why, in two or three sentences.")
    remediation: list[StepShown] = Field(description="What to do, from the headline's rule.")
    findings: list[FindingShown] = Field(description="Everything confirmed or possible, the headline's order first.")
    in_test: list[FindingShown] = Field(
        description="What rules in test would say; they lead no answer, explain no entry and ask nothing."
    )
    drafts: list[DraftShown] = Field(description="Drafts of rules that would fit; they decide nothing.")
    near_misses: list[NearMiss] = Field(description="The nearest rules that do not apply, three at most.")
    questions: list[QuestionShown] = Field(description="What would settle what is open, forty at most.")
    symptoms: SymptomsShown
    unexplained: list[int] = Field(
        description="Entries of known (or unnamed) sources that nothing confirmed accounts for."
    )
    warnings: list[WarningShown] = Field(description="What to know about this answer.")
    rules: RulesNamed
    ticket: TicketShown
    trial: bool = Field(description="Whether it is kept out of statistics.")
    decided_at: str = Field(description="When it was decided (RFC 3339, UTC).")
    follows: str | None = Field(description="The diagnosis whose questions were answered, if it came of that.")


class ErrorPlace(Documented):
    """One thing that does not fit."""

    detail: str = Field(description="What is wrong.")
    pointer: str | None = Field(
        None, description="Where in the body, as a JSON Pointer.", examples=["#/events/0/event_id"]
    )
    parameter: str | None = Field(None, description="The parameter of the query that does not fit.")
    file: str | None = Field(None, description="The rule file; `*` where the rules as a whole are to blame.")
    line: int | None = Field(None, description="The line in the rule file, counted from 1.")
    code: str | None = Field(None, description="A stable word for the kind of error in a rule file.")


class Problem(Documented):
    """An RFC 9457 problem document."""

    type: str = Field(
        description="The kind of problem; its meaning can be read at this address.", examples=["/problems/invalid-body"]
    )
    title: str = Field(description="The kind of problem in words.")
    status: int = Field(description="The HTTP status.")
    detail: str = Field(description="What is wrong this time.")
    errors: list[ErrorPlace] | None = Field(None, description="Every place that does not fit.")
