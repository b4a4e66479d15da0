"""A real SMTP server for tests, which takes, puts off, refuses or hangs up as it is told."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from marketplace.settings import MailServer


@dataclass
class Mailbox:
    """What arrived, and how the server answers."""

    arrived: list[EmailMessage] = field(default_factory=list)
    readers: list[str] = field(default_factory=list)
    to_reader: dict[str, str] = field(default_factory=dict)
    to_text: str = "250 taken"
    hang_up: bool = False
    port: int = 0

    async def handle_RCPT(  # noqa: N802 -- the library's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.to_reader.get(address, "250 known")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(  # noqa: N802 -- the library's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        if self.to_text.startswith("250"):
            content = cast(bytes, envelope.original_content or envelope.content)
            self.arrived.append(cast(EmailMessage, message_from_bytes(content, policy=default)))
            self.readers += envelope.rcpt_tos
        if self.hang_up:  # the text is taken, and the line breaks before the answer
            assert server.transport is not None
            server.transport.close()
        return self.to_text

    @property
    def server(self) -> MailServer:
        """How the site is told of it."""
        return MailServer("127.0.0.1", self.port, "none")


@contextmanager
def mail_server() -> Iterator[Mailbox]:
    """A server on a free port of this machine."""
    mailbox = Mailbox()
    port = 20000 + (os.getpid() * 7) % 20000
    controller: Controller | None = None
    for candidate in range(port, port + 50):
        controller = Controller(mailbox, hostname="127.0.0.1", port=candidate)
        try:
            controller.start()
        except OSError:
            continue
        mailbox.port = candidate
        break
    assert controller is not None and mailbox.port
    try:
        yield mailbox
    finally:
        controller.stop()
