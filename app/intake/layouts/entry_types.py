"""The types of event entries: their numbers, and the words for them in the languages of Windows."""

from __future__ import annotations

import re

TYPE_OF_NUMBER = {1: "Error", 2: "Warning", 4: "Information", 8: "Success Audit", 16: "Failure Audit"}
"""What the event log itself keeps, EVENTLOGRECORD.EventType."""
TYPE_OF_LEVEL = {1: "Critical", 2: "Error", 3: "Warning", 4: "Information", 5: "Verbose"}
"""The levels of Windows Vista and later; 0, "log always", says nothing."""

_WORDS = (
    *("Error", "Warning", "Information", "Success", "Success Audit", "Failure Audit", "Audit Success", "Audit Failure"),
    *("Critical", "Verbose", "Informational", "Info"),
    *("Fehler", "Warnung", "Informationen", "Erfolgsüberw.", "Fehlerüberw.", "Erfolgsüberwachung", "Fehlerüberwachung"),
    *("Kritisch", "Erfolgreich", "Ausführlich"),
    *("Erreur", "Avertissement", "Informations", "Audit des succès", "Audit des échecs", "Critique"),
    *("Advertencia", "Información", "Crítico"),  # Spanish; its "Error" is the English one
    *("Errore", "Avviso", "Informazioni", "Critico"),  # Italian
    *("Fout", "Waarschuwing", "Informatie", "Kritiek"),  # Dutch
    *("Erro", "Aviso", "Informações", "Informação"),  # Portuguese
    *("Fel", "Varning"),  # Swedish
    *("Fejl", "Advarsel", "Oplysninger", "Feil"),  # Danish, Norwegian
    *("Błąd", "Ostrzeżenie", "Informacje"),  # Polish
    *("Chyba", "Upozornění", "Informace"),  # Czech
    *("Hiba", "Figyelmeztetés", "Információ"),  # Hungarian
    *("Ошибка", "Предупреждение", "Уведомление", "Сведения"),  # Russian
)
TYPE_WORD = "|".join(re.escape(word) for word in sorted(_WORDS, key=len, reverse=True))
"""An alternative for each word, the longest first; to be compiled without regard to letter case."""
_TYPES = frozenset(word.casefold() for word in _WORDS)


def is_type(text: str) -> bool:
    """Whether a text is the word for a type, in whatever language."""
    return text.strip().casefold() in _TYPES


def type_of(text: str | None, words: dict[int, str] = TYPE_OF_NUMBER) -> str | None:
    """The type as it was written, a number as its word; None for a number that has none."""
    if text is None or not (text.isascii() and text.isdigit()):
        return text
    return words.get(int(text[:3])) if len(text) < len("1000") else None
