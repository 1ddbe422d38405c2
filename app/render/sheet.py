"""An answer as a person would want to see it in a ticket: one outline, written as Markdown or as plain text.

Made from the answer object alone, so that a stored answer can be shown again.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Protocol

from app.render.least_change import least_change_line
from app.render.terminal import MARKS

if TYPE_CHECKING:
    from collections.abc import Iterator

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|&~])")
_MARKER = re.compile(r"^(?:(?=[-+=]+(?:\s|$))|([0-9]{1,9})(?=[.)](?:\s|$)))")
_SHORT = {"nt": "NT", "ras": "RAS"}
MOST_QUESTIONS = 8
MOST_ENTRIES = 12
MOST_FINDINGS = 3


class Style(Protocol):
    """How headings and lists are written."""

    def heading(self, text: str) -> str: ...
    def item(self, text: str, depth: int = 0) -> str: ...
    def strong(self, text: str) -> str: ...
    def text(self, text: str) -> str: ...


class Markdown:
    """CommonMark; text out of tickets is escaped, so that it stays text."""

    def heading(self, text: str) -> str:
        return f"## {self.text(text)}"

    def item(self, text: str, depth: int = 0) -> str:
        return f"{'  ' * depth}- {text}"

    def strong(self, text: str) -> str:
        return f"**{text}**"

    def text(self, text: str) -> str:
        return _MARKER.sub(r"\1\\", _SPECIAL.sub(r"\\\1", " ".join(text.split())))


class Plain:
    """Plain text for tickets that show nothing else."""

    def heading(self, text: str) -> str:
        return f"{text}\n{'-' * len(text)}"

    def item(self, text: str, depth: int = 0) -> str:
        return f"{'  ' * depth}- {text}"

    def strong(self, text: str) -> str:
        return text

    def text(self, text: str) -> str:
        return " ".join(text.split())


def as_markdown(answer: dict[str, Any]) -> str:
    """The answer in Markdown."""
    return _sheet(answer, Markdown())


def as_plain_text(answer: dict[str, Any]) -> str:
    """The answer in plain text."""
    return _sheet(answer, Plain())


def _sheet(answer: dict[str, Any], style: Style) -> str:
    sections = [list(_head(answer, style)), list(_to_do(answer, style)), *_findings(answer, style)]
    sections += [list(_questions(answer, style)), list(_misses(answer, style)), list(_watching(answer, style))]
    sections += [list(_entries(answer, style)), list(_notes(answer, style))]
    return "\n\n".join("\n".join(section) for section in sections if section) + "\n"


def _head(answer: dict[str, Any], style: Style) -> Iterator[str]:
    article = answer["article"]
    yield style.heading(str(answer["verdict"]).replace("_", " ").capitalize())
    if article:
        yield ""
        yield style.strong(style.text(f"{article['id']} {article['title']}"))
    yield ""
    yield style.text(answer["summary"])


def _to_do(answer: dict[str, Any], style: Style) -> Iterator[str]:
    if answer["remediation"]:
        yield style.heading("What to do")
        yield ""
    for step in answer["remediation"]:
        kind = step["kind"].replace("_", " ").capitalize()
        yield style.item(
            f"{style.strong(kind)} ({step['target']}): {style.text(step['action'])} {style.text(step['because'])}"
        )


def _findings(answer: dict[str, Any], style: Style) -> Iterator[list[str]]:
    """The first condition by condition, with all that are confirmed; of the rest only what is still not known."""
    findings = answer["findings"]
    confirmed = sum(one["status"] == "confirmed" for one in findings)
    whole = max(confirmed, MOST_FINDINGS)
    yield from _whole(findings[:whole], style)
    if findings[whole:]:
        lines = [style.item(style.text(_in_a_line(one))) for one in findings[whole:]]
        yield [style.heading("Also possible"), "", *lines]


def _in_a_line(finding: dict[str, Any]) -> str:
    """`Q261251 (Q261251/dead-dns-server), EXCH-A; not known: ...`."""
    peer = f", {finding['peer']}" if finding["peer"] else ""
    open_ones = "; ".join(one["says"] for one in finding["antecedents"] if one["outcome"] == "not_known")
    return f"{finding['article']['id']} ({finding['rule']}){peer}; not known: {open_ones}"


def _whole(findings: list[dict[str, Any]], style: Style) -> Iterator[list[str]]:
    for finding in findings:
        peer = f", {finding['peer']}" if finding["peer"] else ""
        lines = [style.heading(f"{finding['article']['id']} is {finding['status']}{peer} ({finding['rule']})"), ""]
        lines += [line for one in finding["antecedents"] for line in _antecedent(one, style, 0)]
        against = [one for one in finding["unless"] if one["outcome"] == "not_known"]
        lines += [style.item(style.text(f"[?] would speak against it: {one['says']}")) for one in against]
        yield lines


def _antecedent(line: dict[str, Any], style: Style, depth: int) -> Iterator[str]:
    yield style.item(f"{style.text(MARKS[line['outcome']])} {style.text(line['says'])}{_known(line, style)}", depth)
    for member in line.get("antecedents", ()):
        yield from _antecedent(member, style, depth + 1)


def _known(line: dict[str, Any], style: Style) -> str:
    """The value that was looked at, and what it follows from."""
    value, origin = line.get("value"), line.get("origin") or {}
    if not isinstance(value, (str, int)):
        return ""
    shown = str(value).lower() if isinstance(value, bool) else str(value)
    why = f": follows from {', '.join(origin['used'])}" if origin.get("from") == "derived" else ""
    return f" ({style.text(shown + why)})"


def _questions(answer: dict[str, Any], style: Style) -> Iterator[str]:
    if answer["questions"]:
        yield style.heading("What to find out")
        yield ""
    for question in answer["questions"][:MOST_QUESTIONS]:
        yield style.item(f"{style.strong(style.text(question['ask']))} {style.text(question['how'])}")
        for words, leads in question["leads_to"].items():
            to = [f"{rule} confirmed" for rule in leads["confirmed"]] + [
                f"{rule} possible" for rule in leads["possible"]
            ]
            yield style.item(style.text(f"{words}: {', '.join(to) or 'nothing found remains'}"), 1)


def _misses(answer: dict[str, Any], style: Style) -> Iterator[str]:
    if answer["verdict"] != "no_match" or not answer["near_misses"]:
        return
    yield style.heading("What came near")
    yield ""
    for miss in answer["near_misses"]:
        yield style.item(style.text(f"{miss['article']['id']} ({miss['rule']}); in its way:"))
        for line in miss["antecedents"]:
            yield from _antecedent(line, style, 1)
        if "least_change" in miss and (least := least_change_line(miss["least_change"])):
            yield style.item(style.text(least), 1)


def _watching(answer: dict[str, Any], style: Style) -> Iterator[str]:
    """Rules that have no part in the answer: in test, or not finished. Older answers know of none."""
    tested, drafts = answer.get("in_test", ()), answer.get("drafts", ())
    if tested or drafts:
        yield style.heading("Not decided by")
        yield ""
    for one in tested:
        yield style.item(style.text(f"{one['rule']}, a rule in test: it would be {one['status']}"))
    for one in drafts:
        yield style.item(style.text(f"{one['rule']}, a draft: it would fit"))


def _entries(answer: dict[str, Any], style: Style) -> Iterator[str]:
    """What was logged, each code with its meaning where it is known."""
    entries = answer["symptoms"]["events"]
    if entries:
        yield style.heading("What was logged")
        yield ""
    for entry in entries[:MOST_ENTRIES]:
        yield style.item(style.text("; ".join((_logged(entry), *_meanings(entry)))))
    if len(entries) > MOST_ENTRIES:
        yield style.item(style.text(f"and {len(entries) - MOST_ENTRIES} more"))


def _logged(entry: dict[str, Any]) -> str:
    """`9322 from MSExchangeMTA on EXCH-B about EXCH-A, 12 times`."""
    named = (("from", entry.get("source")), ("on", entry.get("computer")), ("about", entry["peer"]))
    parts = [str(entry["event_id"]), *(f"{word} {name}" for word, name in named if name)]
    return " ".join(parts) + (f", {entry['count']} times" if entry["count"] > 1 else "")


def _meanings(entry: dict[str, Any]) -> Iterator[str]:
    """`NT error 1722, the RPC server is unavailable`."""
    for name, meaning in entry.get("meanings", {}).items():
        words = " ".join(_SHORT.get(word, word) for word in name.split("_"))
        begins_word = meaning[1:2].islower() or meaning[1:2] == " "
        told = meaning[:1].lower() + meaning[1:] if begins_word else meaning
        yield f"{words} {entry['fields'][name]}, {told.rstrip('.')}"


def _notes(answer: dict[str, Any], style: Style) -> Iterator[str]:
    if answer["warnings"]:
        yield style.heading("Mind")
        yield ""
        yield from (style.item(style.text(warning["detail"])) for warning in answer["warnings"])
        yield ""
    disabled = "".join(f", without {rule}" for rule in answer["rules"].get("disabled", ()))
    yield style.text(f"kbdiag {answer['id']}, rules {answer['rules']['revision'][:19]}{disabled}")
