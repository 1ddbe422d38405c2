"""The words an answer may use: verdicts, statuses of findings, outcomes of antecedents, kinds of steps."""

from __future__ import annotations

from enum import IntEnum, StrEnum


class Outcome(IntEnum):
    """Whether a test is met. Ordered, so that *all* is the minimum and *any* the maximum (Kleene's strong logic).

    The numbers are also the feature values that reach the rule engine.
    """

    NOT_MET = 0
    NOT_KNOWN = 1
    MET = 2

    @property
    def word(self) -> str:
        """The outcome as the contract spells it: `met`, `not_met` or `not_known`."""
        return self.name.lower()

    @staticmethod
    def of(truth: bool) -> Outcome:  # noqa: FBT001 - a truth value is the whole point
        """MET or NOT_MET."""
        return Outcome.MET if truth else Outcome.NOT_MET


class Verdict(StrEnum):
    """What an answer says of a ticket."""

    EXPECTED_BEHAVIOR = "expected_behavior"
    MISCONFIGURATION = "misconfiguration"
    PRODUCT_DEFECT = "product_defect"
    ENVIRONMENT_FAULT = "environment_fault"
    NEEDS_INFORMATION = "needs_information"
    NO_MATCH = "no_match"

    @property
    def means(self) -> str:
        """One sentence for people who meet the word for the first time."""
        return _MEANS[self]


_MEANS = {
    Verdict.EXPECTED_BEHAVIOR: "What was logged is by design; nothing is broken.",
    Verdict.MISCONFIGURATION: "The environment has to be changed.",
    Verdict.PRODUCT_DEFECT: "A known fault of the product, with the version or build that fixes it.",
    Verdict.ENVIRONMENT_FAULT: "Something outside the product has failed: network, hardware, memory, the other server.",
    Verdict.NEEDS_INFORMATION: "Some rule fits what is known, none is settled; the questions say what would settle it.",
    Verdict.NO_MATCH: "No rule fits.",
}

RULE_VERDICTS = (
    Verdict.EXPECTED_BEHAVIOR,
    Verdict.MISCONFIGURATION,
    Verdict.PRODUCT_DEFECT,
    Verdict.ENVIRONMENT_FAULT,
)
"""The verdicts a rule may come to; the other two are what an answer says when no rule is settled."""


class Status(StrEnum):
    """How far a rule has come with a case."""

    CONFIRMED = "confirmed"
    POSSIBLE = "possible"


class RuleStatus(StrEnum):
    """How far a rule has come with its authors. What a draft says is no finding; a rule in test leads no answer."""

    DRAFT = "draft"
    TEST = "test"
    STABLE = "stable"
    RETIRED = "retired"

    @property
    def evaluated(self) -> bool:
        """Whether cases are tried with the rule at all."""
        return self in {RuleStatus.TEST, RuleStatus.STABLE}


class StepKind(StrEnum):
    """What a remediation step is for."""

    RESOLUTION = "resolution"
    WORKAROUND = "workaround"
    CHECK = "check"
    NONE_NEEDED = "none_needed"
