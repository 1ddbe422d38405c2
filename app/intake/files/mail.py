"""The text of a mail kept as a file (.eml, RFC 5322 and MIME, RFC 2045): its subject and its body, decoded."""

from __future__ import annotations

from email import message_from_bytes, policy
from typing import TYPE_CHECKING

from app.intake.html_text import html_to_text

if TYPE_CHECKING:
    from email.message import EmailMessage


def mail_text(data: bytes) -> tuple[str, int] | None:
    """The text, and how many attachments were left aside; None if it cannot be read as a mail."""
    mail: EmailMessage = message_from_bytes(data, policy=policy.default)
    try:
        body = mail.get_body(("plain", "html"))
        text = body.get_content() if body is not None else ""
        text = html_to_text(text) if body is not None and body.get_content_subtype() == "html" else text
        aside = sum(1 for _ in mail.iter_attachments()) if mail.is_multipart() else 0
    except (LookupError, ValueError, AttributeError, TypeError):
        return None
    return (f"{mail['subject'] or ''}\n\n{text}", aside) if text.strip() else None
