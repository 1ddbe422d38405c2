from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.domain.case import ReportedEvent
from app.intake.allowance import Allowance
from app.intake.layouts.labelled import read_labelled
from tests.intake.layouts.labelled_entries import DESCRIPTION, ENTRY, LABELS, PROSE, READ, VISTA, events, read
from tests.intake.reports import SHORT_9318, VALUES, vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable

OTHER = "The MTA of another make has begun.\n\nIt says so in two paragraphs."


def _emphasised(text: str, begin: str, end: str) -> str:
    return "\n".join(begin + line.replace(":", end, 1) if ":\t" in line else line for line in text.split("\n"))


@pytest.mark.parametrize("text", [ENTRY, f"{ENTRY}\n", f"\n\n{ENTRY}\n\n", PROSE.format(ENTRY), f"{ENTRY}\n\n{PROSE}"])
def test_an_entry_is_read_alone_and_inside_prose(text: str) -> None:
    reading = read(text)
    (entry,) = reading.entries
    assert entry.event == READ
    assert text[slice(*entry.span)] == ENTRY
    assert reading.warnings == []


@pytest.mark.parametrize(
    "changed",
    [
        lambda text: text.replace(":\t", ": "),
        lambda text: text.replace(":\t", ":"),
        lambda text: text.replace(":\t", "\t:\t\t"),
        lambda text: "\n".join(f"\t  {line}" for line in text.split("\n")),
        lambda text: "\n".join(f"// {line}" for line in text.split("\n")),
        lambda text: "\n".join(f"* {line}" for line in text.split("\n")),
        lambda text: "\n".join(f"{line} \\" for line in text.split("\n")),
        lambda text: "\n".join(f"{line}  " for line in text.split("\n")),
        lambda text: text.replace("Event ", "- Event "),
        lambda text: text.replace("Event Source", "EVENT SOURCE").replace("Event ID", "event id"),
        lambda text: text.replace("Event Type", "Type").replace("Event Source", "Source"),
        lambda text: text.replace("Event ID", "EventID"),
        lambda text: text.replace("Event ID", "Event"),
        lambda text: text.replace("Event ID:\t", "Event id = "),
        lambda text: text.replace("Description:\n", "Description: "),
        lambda text: text.replace("Description:\n", "Description:\n\n"),
        lambda text: text.replace("Description:\n", "Description\n"),
        lambda text: text.replace("Description:\n", ""),
        lambda text: text.replace("Description:\n", "\n"),
        lambda text: text.replace("Date:", "\nDate:"),
        lambda text: text.replace("\n", "\n\n"),
        lambda text: text.replace("\n", " "),
        lambda text: text.replace(":\t", ":\n"),
        lambda text: text.replace(":\t", ":\n\n").replace("\n", "\n\n"),
        lambda text: text.replace("\nEvent Source", " Event Source").replace(":\tWarning", ":\n Warning"),
        lambda text: _emphasised(text, "**", ":**"),
        lambda text: _emphasised(text, "*", "*:"),
        lambda text: text.replace("\n", ", ", 7),
        lambda text: text.replace("Interface \n", "Interface Description\n").replace("Description:\n", ""),
    ],
    ids=[
        "space", "tight", "tabs", "indented", "commented", "listed", "backslashes", "two spaces", "some listed", "case",
        "NT 4", "one word", "Event", "equals", "beside", "below", "no colon", "no label", "blank instead of label",
        "parted", "all parted", "one line", "values below", "values in paragraphs", "value below and label behind",
        "bold", "bold without colon", "commas", "label behind a value",
    ],
)  # fmt: skip
def test_the_layout_may_differ_in_what_mail_and_people_make_of_it(changed: Callable[[str], str]) -> None:
    assert events(changed(ENTRY)) == [READ]


@pytest.mark.parametrize(
    "after",
    [
        "\n\nMail still flows.",
        "\nFor more information, click http://www.microsoft.com/contentredirect.asp.",
        "\nFor additional information, see Help.",
        "\nData:\n0000: 00 01 02",
        "\n\nOn Monday Bob wrote",
        "\n\t\nMore",
        " For more information, see Help and Support Center at http://go.microsoft.com/fwlink/events.asp.",
        "\nWeitere Informationen: http://go.microsoft.com/fwlink/events.asp.",
        "\nEvent Xml:\n",
        "\n\nEvent Xml:\n",
        "\nMail still flows.",
        " Mail still flows.",
    ],
)
def test_a_description_ends_where_the_entry_does(after: str) -> None:
    (entry,) = read(ENTRY + after).entries
    assert entry.event == READ
    assert entry.span == (0, len(ENTRY))


@pytest.mark.parametrize(
    "after",
    [
        "\n\nFor more information, see Help and Support Center at http://go.microsoft.com/fwlink/events.asp.",
        "\n\nData:\n0000: c0 00 00 5e",
        "\n\n\nEvent Xml:\n<Event",
        "\n\nPour plus d'informations: http://go.microsoft.com/fwlink/events.asp",
    ],
)
def test_a_description_goes_on_over_blank_lines_to_what_windows_writes_behind_it(after: str) -> None:
    (event,) = events(ENTRY.replace(DESCRIPTION, OTHER).replace("MSExchangeMTA", "Other") + after)
    assert event.description == OTHER


def test_a_blank_line_ends_a_description_that_nothing_of_windows_follows() -> None:
    (event,) = events(ENTRY.replace(DESCRIPTION, OTHER).replace("MSExchangeMTA", "Other") + "\n\nMail still flows.")
    assert event.description == OTHER.partition("\n")[0]


def test_a_description_may_run_over_several_lines_which_lose_their_indentation() -> None:
    (event,) = events(ENTRY.replace("has failed. ", "has\n   failed.\n"))
    assert event.description == DESCRIPTION.replace("has failed. ", "has\nfailed.\n")


@pytest.mark.parametrize("between", ["\n", "\n\n", "\n\nAnd then this:\n\n", "\nData:\n00 00\n\n", " "])
def test_several_entries_are_told_apart(between: str) -> None:
    second = ENTRY.replace("9322", "9318", 1).replace(DESCRIPTION, SHORT_9318.format(**VALUES))
    text = between.join([ENTRY, second, ENTRY])
    reading = read(text)
    assert [entry.event.event_id for entry in reading.entries] == [9322, 9318, 9322]
    assert [text[slice(*entry.span)] for entry in reading.entries] == [ENTRY, second, ENTRY]
    assert reading.warnings == []


def test_several_collapsed_entries_are_told_apart() -> None:
    text = "Hello, this is what we see: " + " ".join([ENTRY.replace("\n", " ")] * 3) + " Regards, Bob"
    assert events(text) == [READ] * 3


def test_the_layout_of_vista_and_later_is_read() -> None:
    assert events(PROSE.format(VISTA)) == [READ]
    assert events(PROSE.format(VISTA + "\nEvent Xml:\n")) == [READ]


@pytest.mark.parametrize(
    ("labels", "nobody"),
    [
        (("Ereignistyp", "Ereignisquelle", "Ereigniskategorie", "Ereigniskennung", "Datum", "Zeit", "Benutzer",
          "Computer", "Beschreibung"), "Nicht zutreffend"),
        (("Type de l'événement ", "Source de l\u2019événement ", "Catégorie de l'événement ", "ID de l'événement ",
          "Date ", "Heure ", "Utilisateur ", "Ordinateur ", "Description "), "N/A"),
        (("Tipo de suceso", "Origen del suceso", "Categoría del suceso", "Id. suceso", "Fecha", "Hora", "Usuario",
          "Equipo", "Descripción"), "No disponible"),
        (("Tipo evento", "Origine evento", "Categoria evento", "ID evento", "Data", "Ora", "Utente", "Computer",
          "Descrizione"), "N/D"),
        (("Type gebeurtenis", "Bron van gebeurtenis", "Categorie van gebeurtenis", "Gebeurtenis-ID", "Datum", "Tijd",
          "Gebruiker", "Computer", "Beschrijving"), "n.v.t."),
    ],
    ids=["German", "French", "Spanish", "Italian", "Dutch"],
)  # fmt: skip
def test_localised_labels_are_read(labels: tuple[str, ...], nobody: str) -> None:
    text = ENTRY.replace("N/A", nobody)
    for english, other in zip((*LABELS, "Description"), labels, strict=True):
        text = text.replace(f"{english}:", f"{other}:", 1)
    assert events(PROSE.format(text)) == [READ]


def test_the_german_labels_of_vista_and_later_are_read() -> None:
    text = (
        "Protokollname: Application\nQuelle: MSExchangeMTA\nDatum: 04.06.2001 08:10:31\nEreignis-ID: 9322\n"
        "Aufgabenkategorie:Interface\nEbene: Warnung\nSchlüsselwörter: Klassisch\nBenutzer: \u2013\nComputer: EXCH-B\n"
        f"Beschreibung:\n{DESCRIPTION}\nEreignis-XML:\n"
    )
    (event,) = events(text)
    assert event == ReportedEvent(
        9322, "MSExchangeMTA", "EXCH-B", "Warnung", "Interface", "04.06.2001 08:10:31", description=DESCRIPTION
    )


@pytest.mark.parametrize("event_id", [0, 65535, 65536, 2**32 - 1, 3221235481, 1073745150])
def test_an_id_of_up_to_32_bits_is_read(event_id: int) -> None:
    assert [event.event_id for event in events(ENTRY.replace("9322", str(event_id), 1))] == [event_id]
    assert [event.event_id for event in events(f"Event ID: {event_id:#x}\nSource: X")] == [event_id]


@pytest.mark.parametrize("written", ["N/A", "n/a", "None", "(None)", "-", "\u2013", ""])
def test_what_stands_for_nothing_names_no_source_and_no_computer(written: str) -> None:
    (event,) = events(ENTRY.replace("\tEXCH-B", f"\t{written}").replace("\tMSExchangeMTA", f"\t{written}"))
    assert (event.source, event.computer) == (None, None)


def test_a_placeholder_is_no_time() -> None:
    (event,) = events(ENTRY.replace("6/4/2001", "MM/DD/YY").replace("8:10:31 AM", "HH:MM:SS"))
    assert event.logged_at is None


LOST = "({}) in Source (MSExchangeMTA) could not be found. It contains the following insertion string(s): {}."
LOST_IN_PARAGRAPHS = (
    "{} from source MSExchangeMTA cannot be found. Either the component is not installed, or broken.\n\n"
    "If the event originated on another computer, the display information had to be saved with the event.\n\n"
    "The following information was included with the event:\n\n{}\n"
)


@pytest.mark.parametrize(("form", "between"), [(LOST, ", "), (LOST_IN_PARAGRAPHS, "\n")])
def test_a_lost_description_gives_its_strings_and_stays(form: str, between: str) -> None:
    strings = ("151", "1722", "1722", "14", "EXCH-A")
    lost = "The description for Event ID " + form.format(9322, between.join(strings))
    (event,) = events(PROSE.format(ENTRY.replace(DESCRIPTION, lost)))
    assert event.strings == strings
    assert event.description == lost.strip()


def test_reading_stops_with_a_warning_when_the_time_is_over() -> None:
    ticks = iter([0.0, 0.0])
    text = "Event ID: 1\nfoo\n" * 600
    reading = read_labelled(text, vocabulary(), Allowance(1, clock=lambda: next(ticks, 9.0)))
    (warned,) = reading.warnings
    assert 0 < len(reading.entries) < 600
    assert (warned.code, warned.span) == ("reading_stopped", (reading.entries[-1].span[1] + 1, len(text)))
