"""How the time to read a ticket grows with its size: ratios of medians when hostile and benign texts are doubled.

    .venv/bin/python benchmarks/reading.py [--size 250000] [--runs 5] [--only bait]

Sizes are characters; each text is read at the size, twice it and four times it. Where reading is linear, doubling the
text doubles the time. Every text is read twice over: its entries alone, and the whole of understanding a report.
"""

from __future__ import annotations

import argparse
import platform
import statistics
import time
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from app.domain.case import Report
from app.intake.allowance import Allowance, Limits
from app.intake.layouts.reading import read_text
from app.intake.understand import understand
from app.rulepacks.pack_reader import read_directory, read_pack

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.domain.vocabulary import Vocabulary

_OPENING = "An RPC communications error occurred. "
_TEXT = (
    "An RPC communications error occurred. Unable to bind over RPC. Locality Table (LTAB) index: 151, NT/MTA error "
    "code: 1722. Comms error 1722, Bind error 1722, Remote Server Name EXCH-A [MAIN BASE 1 500 %10] (14)"
)
_ENTRY = (
    "Event Type:\tWarning\nEvent Source:\tMSExchangeMTA\nEvent Category:\tInterface \nEvent ID:\t9318\n"
    f"Date:\t\t6/4/2001\nTime:\t\t8:10:31 AM\nUser:\t\tN/A\nComputer:\tEXCH-B\nDescription:\n{_TEXT}\n\n"
)
_BENIGN = (
    "Since we put the second network card into EXCH-A on Monday, mail to the branch office is slow. Both servers run "
    "Exchange 5.5 SP4, build 2653.23; there is no firewall in between, and the names are resolved by DNS.\n\n"
)
HOSTILE = {
    "one word": "a",
    "open brackets": "(",
    "open square brackets": "[",
    "insertion marks": "%",
    "quoting marks": ">",
    "quoting marks in lines": "> > \n",
    "equals signs": "=",
    "commas": ",",
    "quotes": '"',
    "tabs": "\t",
    "tabs and blanks": "\t ",
    "blank lines": "\n \n\t",
    "semicolons": "a;",
    "digits": "1",
    "numbers": "1 ",
    "numbers in lines": "9318\n",
    "lists of numbers": "1, ",
    "dates": "6/4/2001 ",
    "times in lines": "6/4/2001 8:10:31 AM\n",
    "labels on one line": "Event Type: ",
    "labels without line ends": "Event ID: 9318 Source: MSExchangeMTA Description: ",
    "ids in lines": "Event ID:\n",
    "ids in lines with a number": "Event ID: 9318\n",
    "descriptions in lines": "Description:\n",
    "log names in lines": "Log Name:\n",
    "right-to-left marks": "\u202e\u200f",
    "right-to-left marks in words": "ev\u202eent 93\u200f18 ",
    "nulls": "\x00",
    "nulls in words": "E\x00v\x00e\x00n\x00t\x00 ",
    "other line ends": "\r\x0b\x0c\u2028\x85",
    "openings of a text": _OPENING,
    "short openings of a text": "A connection to A sockets error ",
    "texts without their ends": f"{_OPENING}Unable to bind over RPC. Locality Table (LTAB) index: ",
    "tails": "[BASE IL MAIN BASE 1 500] (12) ",
    "mentions": "Event ID 9318 ",
    "mentions of many": "events 9318, 9322 and ",
    "denials": "no event not without never ",
    "headings": "MSExchangeMTA 9318\n",
    "headings with a line": "Event ID 9318\nnothing\n",
    "lost descriptions": "The description for Event ID ( 9318 ) in Source ( MSExchangeMTA ) could not be found. ",
    "Snare": "MSWinEventLog\t1\t",
    "MTA log": "message NMI9236: ",
    "list lines": "7/31/97 4:15:31 PM MSExchangeMTA Warning ",
    "rows": "7/31/97,4:15:31 PM,MSExchangeMTA,Warning,Interface,9318,N/A,EXCHSRV1,\n",
    "header of a table": "Level,Date and Time,Source,Event ID,Task Category\n",
    "open cells": 'Information,"a\n',
    "open XML": "<Event><System>",
    "nested XML": "<Event>",
    "doctype": '<!DOCTYPE a [<!ENTITY b "c">]>',
    "open JSON": '{"a":',
    "nested JSON": '{"a":{"a":',
    "arrays": "[",
    "arrays of objects": '[{"EventID":9318},',
    "questions": "is it? may be not? ",
    "host names": "EXCH-A.example.com ",
    "prose": "the server EXCH-A is not multihomed ",
    "prose without an end": "we have two network cards and no firewall and ",
    "subjects": "the server the peer the other server ",
}
NUMBERED = {
    "mentions of ever other events": "event # ",
    "ever other host names": "EXCH-# is not clustered ",
    "ever other numbers in lines": "#\n",
    "headings of ever other events": "MSExchangeMTA #\n",
    "texts of ever other peers": _TEXT.replace("EXCH-A", "EXCH-#") + "\n\n",
    "entries of ever other servers": _ENTRY.replace("EXCH-B", "EXCH-#"),
    "entries of ever other peers": _ENTRY.replace("EXCH-A", "EXCH-#"),
    "entries of ever other events": _ENTRY.replace("9318", "#"),
}
"""Pieces in which a number that counts up stands for the mark."""
BENIGN = {"benign prose": _BENIGN, "benign entries": _ENTRY, "benign mixture": _BENIGN + _ENTRY}


def filled(piece: str, size: int) -> str:
    """The piece again and again, up to this many characters; its mark, if it has one, becomes a number."""
    pieces = (piece.replace("#", str(number)) for number in range(size // len(piece) + 1))
    return "".join(pieces)[:size]


def main() -> None:
    """Time each text at three sizes, and print medians and their ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=250_000, help="characters of the smallest text")
    parser.add_argument("--runs", type=int, default=5, help="of which the median is taken")
    parser.add_argument("--only", default="", help="texts whose name holds this")
    given = parser.parse_args()
    vocabulary = read_pack(read_directory(Path(__file__).parents[1] / "rules")).vocabulary
    print(f"{platform.machine()}, Python {platform.python_version()}; seconds at {given.size}, twice and four times it")
    print(f"{'text':30} {'step':10} {'n':>8} {'2n':>8} {'4n':>8}  ratios")
    for name, piece in (HOSTILE | NUMBERED | BENIGN).items():
        if given.only in name:
            for step, act in steps(vocabulary).items():
                row = [median(act, filled(piece, given.size * factor), given.runs) for factor in (1, 2, 4)]
                print(f"{name:30} {step:10} " + " ".join(f"{one:8.3f}" for one in row) + f"  {ratios(row)}", flush=True)


def steps(vocabulary: Vocabulary) -> dict[str, Callable[[str], object]]:
    """What is timed."""
    return {
        "entries": lambda text: read_text(text, vocabulary, Allowance(most_seconds=3600)),
        "understand": lambda text: understand(Report(text=text), vocabulary, Limits(most_seconds=3600)),
    }


def median(act: Callable[[str], object], text: str, runs: int) -> float:
    """Median of single runs, in seconds."""
    times = []
    for _ in range(runs):
        began = time.perf_counter()
        act(text)
        times.append(time.perf_counter() - began)
    return statistics.median(times)


def ratios(row: list[float]) -> str:
    """Of each median to the one before; where reading takes no time to speak of, they tell nothing."""
    shown = [f"{later / before:.1f}" for before, later in pairwise(row)]
    return " ".join(shown) + ("  NOT LINEAR" if row[-1] / row[-2] > 3 and row[-1] > 0.5 else "")  # noqa: PLR2004


if __name__ == "__main__":
    main()
