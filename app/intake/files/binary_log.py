"""What reading a binary log has in common, whatever its format: records that fail, time that runs out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.intake.allowance import Allowance
    from app.intake.files.content import FileContent

MOST_FAILURES = 10_000
"""Records that may fail before the rest of the file is given up."""
_LONGEST_REASON = 300
_PANIC = "PanicException"
"""What a reader written in Rust raises for a defect of its own; it is no Exception, lest it be caught by chance."""


@dataclass(slots=True)
class BinaryLog:
    """The file, and what went wrong in it so far."""

    file: FileContent
    allowance: Allowance
    failures: int = 0
    first_failure: str = ""

    def goes_on(self) -> bool:
        """Whether to read another record; else the file has a warning that says why not."""
        if self.failures > MOST_FAILURES:
            self.file.warn("unread_file", f"too many records of the log are damaged: {self.first_failure}")
            return False
        if self.allowance.spent:
            read = self.file.records
            self.file.warn(
                "reading_stopped", f"the time for reading the ticket was over after {read} records of the log"
            )
            return False
        return True

    def failed(self, error: BaseException | str) -> None:
        """Count a record that could not be read. What is no failure of the log, such as Ctrl-C, is raised again."""
        if isinstance(error, BaseException) and not isinstance(error, Exception) and type(error).__name__ != _PANIC:
            raise error
        self.failures += 1
        self.first_failure = self.first_failure or str(error)[:_LONGEST_REASON]

    def conclude(self, held: int) -> None:
        """Warn of what was not read; `held` is how many records the log holds by its own count."""
        missing = max(self.failures, held - self.file.records)
        if missing > 0:
            reason = f"; the first: {self.first_failure}" if self.first_failure else ""
            whole = self.file.records + missing
            self.file.warn("unread_file", f"{missing} of the {whole} records of the log could not be read{reason}")
        elif not self.file.records:
            self.file.warn("unread_file", "the log holds no records")


def not_installed(file: FileContent) -> None:
    """Warn that the package is missing which reads such files."""
    file.warn(
        "unread_file",
        f"reading .{file.format} files needs the extra kbdiag[eventlogs] (make eventlogs), which is not installed here",
    )
