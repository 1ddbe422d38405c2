"""The errors a caller can meet, as one family.

KbdiagError
├── InputError                 what was sent cannot be used
│   ├── MalformedInput         it cannot be read at all (broken JSON, invalid UTF-8)
│   ├── InvalidInput           it can be read but does not fit; carries every fault found
│   ├── InputTooLarge          more bytes than the settings allow
│   ├── UnsupportedMedia       a media type or content coding that is not read here
│   ├── NotAcceptable          no representation the caller accepts
│   └── BadPageToken           a page token that this service did not give for these filters
├── SignatureInvalid           a webhook's request that is not proven to come from its source
├── NotFound                   no such thing
│   └── Erased                 there was, until its content was erased
├── IdempotencyError
│   ├── KeyInvalid             the Idempotency-Key header itself cannot be used
│   ├── KeyReused              same key, another body
│   └── KeyInProgress          same key, its first request still running
├── RulesInvalid               rule files that must not be served; carries every error found
│   └── RulesRefused           they were to take the place of those that serve, which go on serving
├── SigningKeyInvalid          the key that checkpoints are to be signed with cannot be used
├── EngineFault                durable-rules failed, died or took too long
├── ServiceEnding              the service is being stopped, and what was asked for is not done any more
└── StorageError
    ├── StorageUnavailable     nothing was recorded; the same request may be sent again
    ├── Unreadable             a row holds what this program never writes
    ├── DatabaseInUse          another process writes this database
    └── SchemaMismatch         the database's schema is not the one this program knows
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


class KbdiagError(Exception):
    """Anything this program refuses or fails to do, with a sentence for the person who asked."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a body; `pointer` is a JSON Pointer fragment such as `#/events/0/event_id`."""

    detail: str
    pointer: str = "#"


class InputError(KbdiagError):
    """What was sent cannot be used."""

    def __init__(self, detail: str, faults: Sequence[Fault] = ()) -> None:
        super().__init__(detail)
        self.faults = tuple(faults)


class MalformedInput(InputError):
    """The bytes cannot be read as what they are said to be."""


class InvalidInput(InputError):
    """The body can be read but does not fit; `faults` names every place."""


class InputTooLarge(InputError):
    """More bytes than the settings allow."""


class UnsupportedMedia(InputError):
    """A media type, charset or content coding that is not read here."""


class NotAcceptable(InputError):
    """The caller accepts none of the representations there are."""


class BadPageToken(InputError):
    """A page token that was not given by this service, or was given for other filters."""


class SignatureInvalid(KbdiagError):
    """A webhook's request whose signature or token does not fit, is missing, or cannot be checked."""


class NotFound(KbdiagError):
    """No such thing."""


class Erased(NotFound):
    """There was such a thing, until its content was erased."""


class IdempotencyError(KbdiagError):
    """The Idempotency-Key header forbids this request."""


class KeyInvalid(IdempotencyError):
    """The key is empty, longer than 255 characters, or holds characters a key may not."""


class KeyReused(IdempotencyError):
    """The key was used before with another body."""


class KeyInProgress(IdempotencyError):
    """The first request with this key has not been answered yet."""


class SigningKeyInvalid(KbdiagError):
    """The file of the setting KBDIAG_SIGNING_KEY_FILE is missing, or holds no Ed25519 key."""


_MEANT = re.compile(r"; did you mean '(?P<name>[^']*)'\?$")


@dataclass(frozen=True, slots=True, order=True)
class RuleFileError:
    """One thing wrong in a rule file. `line` counts from 1; `code` is stable and documented."""

    file: str
    line: int
    code: str
    detail: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.code}: {self.detail}"

    @property
    def suggestion(self) -> str | None:
        """The known name that was probably meant, where the detail ends with one."""
        meant = _MEANT.search(self.detail)
        return meant["name"] if meant else None

    @property
    def sentence(self) -> str:
        """The detail without its suggestion."""
        return _MEANT.sub("", self.detail)


class RulesInvalid(KbdiagError):
    """Rule files that must not be served; `errors` lists all that is wrong once, in file and line order."""

    def __init__(self, errors: Sequence[RuleFileError]) -> None:
        self.errors = tuple(sorted(set(errors)))
        super().__init__("\n".join(str(error) for error in self.errors))


class RulesRefused(RulesInvalid):
    """Rule files that were to be published; those before go on serving. `revision` is theirs, if they could be read."""

    def __init__(self, errors: Sequence[RuleFileError], revision: str | None = None) -> None:
        super().__init__(errors)
        self.revision = revision


class EngineFault(KbdiagError):
    """durable-rules failed, died or took too long; the antecedent tree's answer stands."""


class ServiceEnding(KbdiagError):
    """The service is being stopped; what was asked for was not done, and may be asked for again."""


class StorageError(KbdiagError):
    """The database cannot be used as asked."""


class StorageUnavailable(StorageError):
    """Nothing was recorded; the same request may be sent again."""


class Unreadable(StorageError):
    """A row of the log holds what this program never writes, so that it was changed."""


class DatabaseInUse(StorageError):
    """Another process writes this database; `server` is the address it serves on, where it said so."""

    def __init__(self, detail: str, server: str | None = None) -> None:
        super().__init__(detail)
        self.server = server


class SchemaMismatch(StorageError):
    """The database's schema is newer than this program knows, or not one of its own."""
