"""Signed notes as C2SP has them (c2sp.org/signed-note): a text, an empty line, and lines with signatures.

A signature line is an em dash, the key's name, and in Base64 the first four bytes of SHA-256 over the name, a newline,
the byte 1 and the public key, followed by the Ed25519 signature (RFC 8032) of the text with its last newline.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from app.domain.errors import InvalidInput, SigningKeyInvalid

if TYPE_CHECKING:
    from pathlib import Path

KEY_NAME = "kbdiag"
_ED25519 = b"\x01"
_HINT_BYTES = 4


class SigningKey:
    """An Ed25519 private key out of a PEM file, as `openssl genpkey -algorithm ed25519` makes one."""

    def __init__(self, path: Path) -> None:
        """SigningKeyInvalid where the file cannot be read or is no such key without a password."""
        try:
            key = load_pem_private_key(path.read_bytes(), password=None)
        except OSError as error:
            raise SigningKeyInvalid(f"the signing key {path} cannot be read: {error.strerror}") from error
        except (ValueError, TypeError, UnsupportedAlgorithm) as error:
            raise SigningKeyInvalid(f"{path} is no private key in PEM without a password") from error
        if not isinstance(key, Ed25519PrivateKey):
            raise SigningKeyInvalid(f"{path} is no Ed25519 key")
        self._key = key

    def sign(self, text: str) -> str:
        """The note; `text` ends with a newline and has no empty line."""
        signature = _hint(self._key.public_key()) + self._key.sign(text.encode())
        return f"{text}\n\u2014 {KEY_NAME} {base64.b64encode(signature).decode()}\n"


class PublicKey:
    """The key that proves signatures, out of a PEM file (`openssl pkey -pubout`)."""

    def __init__(self, pem: bytes) -> None:
        """InvalidInput if it is no Ed25519 public key."""
        try:
            key = load_pem_public_key(pem)
        except (ValueError, UnsupportedAlgorithm) as error:
            raise InvalidInput("this is no public key in PEM") from error
        if not isinstance(key, Ed25519PublicKey):
            raise InvalidInput("this is no Ed25519 public key")
        self._key = key

    def prove(self, note: str) -> None:
        """InvalidInput unless the note bears a signature by this key."""
        text, _, signatures = note.rpartition("\n\n")
        hint = _hint(self._key)
        for line in signatures.splitlines():
            signature = _decoded(line)
            if signature is not None and signature.startswith(hint):
                try:
                    self._key.verify(signature[_HINT_BYTES:], f"{text}\n".encode())
                except InvalidSignature as error:
                    raise InvalidInput("the signature of this note does not fit: it was changed") from error
                return
        raise InvalidInput("this note bears no signature by this key")


def _decoded(line: str) -> bytes | None:
    dash, _, rest = line.partition(" ")
    if dash != "\u2014":
        return None
    try:
        return base64.b64decode(rest.rpartition(" ")[2], validate=True)
    except (binascii.Error, ValueError):
        return None


def _hint(key: Ed25519PublicKey) -> bytes:
    raw = key.public_bytes(Encoding.Raw, PublicFormat.Raw)
    return hashlib.sha256(f"{KEY_NAME}\n".encode() + _ED25519 + raw).digest()[:_HINT_BYTES]
