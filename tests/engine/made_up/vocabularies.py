"""Made-up vocabularies: some facts of every kind, the values they may take, and what they may be compared with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.build import Build
from app.domain.comparison import AtLeast, Below, Between, OneOf
from app.domain.vocabulary import Choice, EventField, FactKind, FactType, Vocabulary

if TYPE_CHECKING:
    from random import Random

    from app.domain.comparison import Comparison
    from app.domain.fact import Value

HIGHEST = 6
COLOURS = ("red", "green", "blue", "grey")
SUBJECTS = ("server.", "peer.", "link.", "")
SOURCES = ("Alpha", "Beta")
CODES = (3, 5, 1722)
PLACES = ("roof", "cellar")
BOUNDS = tuple(
    map(
        Build.parse,
        ["4.0.837", "5.5.1960", "2650.24", "2651", "2651.75", "5.5.2651.92", "2653.23", "6.0", "6.0.4417.5"],
    )
)
BUILDS = tuple(
    Build.parse(text)
    for text in (
        *("4.0.836.9", "4.0", "5.0.1457", "5.5", "1960.4", "2650", "2650.24", "2650.25", "2651", "2651.74"),
        *("5.5.2651.75", "2651.91", "2651.92", "2651.100", "2653.23", "2700.1"),
        *("6.0", "6.0.1.2", "6.0.4417", "6.0.4417.5", "6.5.6944.4"),
    )
)
_KINDS = (FactKind.CHOICE, FactKind.YES_NO, FactKind.YES_NO, FactKind.WHOLE_NUMBER, FactKind.BUILD)


def made_up_vocabulary(chance: Random) -> Vocabulary:
    facts = [made_up_fact(chance, f"{chance.choice(SUBJECTS)}fact{number}") for number in range(chance.randint(4, 9))]
    fields = (
        EventField("code", FactKind.WHOLE_NUMBER, "a code", "Which code?", "Look."),
        EventField("place", FactKind.HOST_NAME, "a place", "Which place?", "Look."),
    )
    return Vocabulary(
        facts={fact.name: fact for fact in facts},
        sources={source.casefold(): source for source in SOURCES},
        fields={field.name: field for field in fields},
    )


def made_up_fact(chance: Random, name: str, kind: FactKind | None = None) -> FactType:
    kind = kind or chance.choice(_KINDS)
    choices = tuple(Choice(colour, colour) for colour in COLOURS) if kind is FactKind.CHOICE else ()
    return FactType(name, kind, name, f"What of {name}?", "Look.", choices, lowest=0, highest=HIGHEST)


def every_value(fact: FactType) -> list[Value]:
    """All that are told apart by anything made up here."""
    domains: dict[FactKind, list[Value]] = {
        FactKind.CHOICE: list(COLOURS),
        FactKind.YES_NO: [True, False],
        FactKind.WHOLE_NUMBER: list(range(HIGHEST + 1)),
        FactKind.BUILD: list(BUILDS),
    }
    return domains[fact.kind]


def made_up_comparison(chance: Random, fact: FactType) -> Comparison:
    if fact.kind is FactKind.YES_NO:
        return OneOf((chance.random() < 0.5,))
    if fact.kind is FactKind.CHOICE:
        return OneOf(tuple(chance.sample(COLOURS, chance.randint(1, 3))))
    bounds: list[int | Build] = list(range(HIGHEST + 1)) if fact.kind is FactKind.WHOLE_NUMBER else list(BOUNDS)
    places = sorted(chance.sample(range(len(bounds)), 2))
    low, high = (bounds[place] for place in places)
    made: list[Comparison] = [OneOf((low,)), OneOf((low, high)), AtLeast(low), Below(high), Between(low, high)]
    return chance.choice(made)
