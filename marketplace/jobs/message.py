"""A letter as an Internet message: both forms of its text, and the headers that mailboxes look at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from marketplace.services.ports import Letter


@dataclass(frozen=True)
class Envelope:
    """Who writes to whom, and under which number."""

    sender: str
    reader: str
    message_id: str
    language: str
    moment: datetime

    @property
    def sender_address(self) -> str:
        """The bare address of the sender."""
        return parseaddr(self.sender)[1]


def write_message(letter: Letter, envelope: Envelope, stop_address: str | None) -> bytes:
    """The message, the same bytes for the same letter. One click unsubscribes as RFC 8058 says."""
    message = EmailMessage(policy=SMTP)
    message["From"] = envelope.sender
    message["To"] = envelope.reader
    message["Subject"] = " ".join(letter.subject.split())
    message["Date"] = format_datetime(envelope.moment)
    message["Message-ID"] = f"<{envelope.message_id}@{envelope.sender_address.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    if stop_address is not None:
        message["List-Unsubscribe"] = f"<{stop_address}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(letter.body)
    message.add_alternative(letter.html, subtype="html")
    message["Content-Language"] = "en" if envelope.language == "en" else "zh-CN"
    message.set_boundary(f"==jingqiao-{envelope.message_id}==")
    return message.as_bytes()
