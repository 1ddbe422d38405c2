"""The codes of errors in rule files: what each means, and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class ErrorCode(NamedTuple):
    """`means` says what is wrong, `mend` what to do."""

    means: str
    mend: str


FILES: Mapping[str, ErrorCode] = {
    "unreadable": ErrorCode(
        "The rules directory, or a file in it, cannot be read, or holds no rules.",
        "Look at the path and its permissions; rule files end in .yaml.",
    ),
    "not-utf-8": ErrorCode("The file is not UTF-8.", "Save it as UTF-8."),
    "too-large": ErrorCode("The file has more bytes than a rule file may have.", "Divide it."),
    "too-deep": ErrorCode(
        "Something nests deeper than it may: groups of antecedents two deep, YAML twenty.",
        "Flatten it, or make two rules of one.",
    ),
    "empty-file": ErrorCode("The file holds nothing.", "Write something into it, or delete it."),
    "yaml-syntax": ErrorCode(
        "The file is no YAML.", "Look at the line and the one before it: quotes, brackets, indents."
    ),
    "yaml-feature": ErrorCode(
        "The file uses a part of YAML that it may not: anchors, aliases, tags, merge keys, several documents.",
        "Write it out in full.",
    ),
    "vocabulary": ErrorCode(
        "There is no vocabulary.", "Put vocabulary.yaml, or a folder vocabulary/, into the directory."
    ),
    "misnamed-file": ErrorCode(
        "The file's name is not the number of the article in it.", "Call the file of Q303156 Q303156.yaml."
    ),
}
SHAPE: Mapping[str, ErrorCode] = {
    "wrong-type": ErrorCode(
        "Something else is wanted here: a text, a number, a list or a mapping.", "Write what is named."
    ),
    "unknown-key": ErrorCode("The mapping has no such key.", "Take one of those named; mind the spelling."),
    "missing-key": ErrorCode("A key is missing, or stands where it may not.", "Add it, or take it away, as is said."),
    "duplicate-key": ErrorCode("The same key stands here twice.", "Join the two, or rename one."),
    "duplicate-label": ErrorCode(
        "A sentence, or the name of an example, stands in the rule twice.", "Word one of them differently."
    ),
    "duplicate-id": ErrorCode("The same id is used more than once.", "Give one of the two another id."),
    "duplicate-fact": ErrorCode("The vocabulary has the fact already.", "Use that one, or rename this one."),
    "duplicate-code": ErrorCode(
        "Two tables of codes, used by one field, both explain this number.",
        "Take it out of one, or use one table only.",
    ),
    "bad-value": ErrorCode("The value is none that may stand here.", "Take one of those named."),
    "unquoted-build": ErrorCode(
        "A build stands without quotes, and would be a number to YAML: 2651.100 would be 2651.1.", "Put it in quotes."
    ),
    "unquoted-text": ErrorCode("A text that looks like a number stands without quotes.", "Put it in quotes."),
    "bad-pattern": ErrorCode(
        "A phrase or a reading pattern cannot be read.", "Look at the pattern language in docs/adding-a-fact.md."
    ),
    "unreadable-wording": ErrorCode(
        "A value in a wording of an event cannot be read back from a text that is worded so.",
        "Have words between two values; brackets are none, but for the tail `[{location}] ({severity})`. What stands "
        "behind the last value that matters may be left out.",
    ),
    "empty-group": ErrorCode("A group or a list has nothing in it.", "Fill it, or take it away."),
    "disordered": ErrorCode("A list does not stand from old to new.", "Put it in order."),
    "unfinished": ErrorCode(
        "TODO stands in a rule that is no draft, or in a comment of it.", "Do what is left to do, or make it a draft."
    ),
}
NAMES: Mapping[str, ErrorCode] = {
    "unknown-fact": ErrorCode(
        "The vocabulary has no such fact.", "Take the one suggested, or declare the fact in the vocabulary first."
    ),
    "unknown-event": ErrorCode(
        "The vocabulary has no such event.", "Declare the event's texts in the vocabulary first."
    ),
    "unknown-source": ErrorCode(
        "The vocabulary has no such source of events.", "Take the one suggested, or declare it."
    ),
    "unknown-field": ErrorCode("Event entries have no such field.", "Take the one suggested, or declare it."),
    "unknown-codes": ErrorCode("The vocabulary has no such table of codes.", "Take the one suggested, or declare it."),
    "unknown-part": ErrorCode("Event entries have no such part.", "Take one of those named."),
    "unknown-label": ErrorCode(
        "The rule has no such sentence, or no such example before this one.", "Copy the sentence or name exactly."
    ),
    "unknown-rule": ErrorCode("There is no such rule.", "Write ARTICLE/name of a rule that is no draft."),
    "unknown-placeholder": ErrorCode("A text holds a name in braces that nothing fills in.", "Use {server} or {peer}."),
    "unknown-system": ErrorCode("There is no ticketing system of that name.", "Call the field map after one there is."),
    "circular": ErrorCode("Facts are derived from each other in a circle.", "Take one of the derivations away."),
}
HOUSE: Mapping[str, ErrorCode] = {
    "harmless-excused": ErrorCode(
        "An excuse names a rule that calls things harmless.",
        "Make the two rules exclude each other: such a conflict could tell a desk that nothing is broken.",
    ),
    "uncited": ErrorCode(
        "A sentence, or the verdict, has no citation.", "Say under 'cites' which passage of the article carries it."
    ),
    "bad-citation": ErrorCode(
        "A citation does not follow the grammar.",
        "Write SECTION, SECTION 2 or SECTION 2-4, with the article's number before it if it is another one, "
        "several divided by '; '; or none: and the reason, for what no article says.",
    ),
    "no-example": ErrorCode(
        "The rule lacks an example that concludes, a near miss, or one that stays undecided.", "Write it."
    ),
    "no-remediation": ErrorCode(
        "The rule does not say what to do.", "Add a step; if nothing is to be done, none_needed."
    ),
    "no-fix-named": ErrorCode(
        "A fault of the product is named without what mends it.",
        "Name the service pack or the build in a step; if there is none, the verdict is another one.",
    ),
    "harmless-without-mail": ErrorCode(
        "The rule calls something harmless without asking whether mail flows.", "Demand mail_flow in 'cause'."
    ),
    "too-many-tests": ErrorCode("The rule has more tests than the engine safely takes.", "Make two rules of one."),
}
LOCKED: Mapping[str, ErrorCode] = {
    "no-lock": ErrorCode("There is no lock.yaml.", "Run `kbdiag rules lock`."),
    "stale-lock": ErrorCode("The lock does not hold what is there now.", "Run `kbdiag rules lock`."),
    "unlocked-change": ErrorCode(
        "A rule says something else than when it was locked, under the same version.",
        "Raise the rule's version by one, then run `kbdiag rules lock`; or undo the change.",
    ),
    "lowered-version": ErrorCode(
        "A rule's version is lower than the one that was locked.", "Give it a higher version than the locked one."
    ),
    "no-passage": ErrorCode(
        "The article has no such section, or not that many paragraphs.",
        "Count again: a paragraph is what stands between blank lines; `kbdiag rules passages` numbers them.",
    ),
    "changed-passage": ErrorCode(
        "The article says something else there than when the passage was locked.",
        "Read the passage again; if the rule still holds, run `kbdiag rules lock --articles`.",
    ),
    "changed-article": ErrorCode(
        "The article's title or its day of revision is another than the rule file says.",
        "Read the article again, and copy both from it.",
    ),
    "no-article": ErrorCode(
        "An article that is cited is not among those given, so it is not verified.", "Give a directory that has it."
    ),
    "unread-passage": ErrorCode(
        "A passage was locked by somebody without the article.", "Run `kbdiag rules lock --articles` with the article."
    ),
}
PROOF: Mapping[str, ErrorCode] = {
    "example-fails": ErrorCode(
        "An example does not come out as it says.", "Mend the rule or the example; `kbdiag rules explain` shows why."
    ),
    "baseline-fires": ErrorCode(
        "A rule finds something in a report that has nothing to do with any rule.", "Make the rule's symptoms narrower."
    ),
    "uncovered": ErrorCode(
        "No example shows that a condition of the rule matters.",
        "Add an example in which it alone decides whether the rule is confirmed.",
    ),
    "never-decides": ErrorCode("A line of the rule never makes a difference.", "Take it away, or mend it."),
    "unconfirmable": ErrorCode("No case confirms the rule.", "Look which of its lines exclude each other."),
    "conflict": ErrorCode(
        "One case confirms two rules with different verdicts.",
        "Tell them apart by a fact; where the articles themselves overlap, excuse the pair in excuses.yaml.",
    ),
    "undecided": ErrorCode(
        "Whether two rules conflict, or a rule can be confirmed, was not found out: there are too many cases.",
        "Make the rules smaller.",
    ),
    "too-much-memory": ErrorCode("Reading and proving the rules takes too much memory.", "Make the rules smaller."),
    "takes-too-long": ErrorCode("Reading and proving the rules takes too long.", "Make the rules smaller."),
    "not-survived": ErrorCode("The process that proved the rules ended.", "Look into the service's log."),
    "unsettled": ErrorCode("Rule files were being written while they were read.", "Try again."),
}
CODES: Mapping[str, ErrorCode] = {**FILES, **SHAPE, **NAMES, **HOUSE, **LOCKED, **PROOF}
