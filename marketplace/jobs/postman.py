"""Hands mail over to an SMTP server, and says precisely what became of it."""

from __future__ import annotations

import re
import smtplib
import ssl
from types import TracebackType
from typing import Protocol

from marketplace.settings import MailServer

TIMEOUT_S = 60.0
ENHANCED = re.compile(rb"5\.\d{1,3}\.\d{1,3}\b")


class Unreachable(Exception):
    """The server cannot be talked with now; nothing has been sent, and it may be tried again."""


class Postponed(Exception):
    """The server does not take this one mail now (a full or greylisting mailbox); others may fare better."""


class Refused(Exception):
    """The server will not take this mail from us or for this reader, now or later."""


class UnknownReader(Refused):
    """The server knows no such reader: the address is wrong, or its mailbox is closed."""


class Doubtful(Exception):
    """The line broke after the text had begun to leave: the server may have taken it."""


class Postman(Protocol):
    """A connection to the mail server, opened when first needed and closed at the end of the block."""

    def __enter__(self) -> Postman:
        """Nothing is opened yet."""
        ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the connection."""
        ...

    def announce(self, sender: str, reader: str) -> None:
        """Say from whom and for whom the next mail is. Raises Unreachable, Postponed, Refused."""
        ...

    def hand_over(self, message: bytes) -> None:
        """Hand the announced mail over. Raises Unreachable, Postponed, Refused (not taken), Doubtful."""
        ...


class SmtpPostman:
    """A postman for one block; the certificate of the server is checked."""

    def __init__(self, server: MailServer, *, context: ssl.SSLContext | None = None) -> None:
        """`context` for a server with a certificate of its own."""
        self._server = server
        self._context = context or ssl.create_default_context()
        self._line: smtplib.SMTP | None = None

    def __enter__(self) -> SmtpPostman:
        """Nothing is opened yet."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the connection, politely where it still stands."""
        if self._line is not None:
            self._hang_up(self._line)
            self._line = None

    def announce(self, sender: str, reader: str) -> None:
        """Say from whom and for whom the next mail is."""
        line = self._line = self._line or self._connect()
        try:
            self._expect(line.mail(sender))
            self._expect_reader(line.rcpt(reader))
        except (smtplib.SMTPServerDisconnected, OSError) as broken:
            self._line = None
            raise Unreachable(_said(broken)) from broken
        except (Postponed, Refused):
            self._start_over(line)
            raise

    def hand_over(self, message: bytes) -> None:
        """Hand the announced mail over."""
        line = self._line
        assert line is not None, "announce comes first"
        try:
            answer = line.data(message)
        except smtplib.SMTPDataError as not_yet:  # the server did not even want to hear the text
            self._start_over(line)
            self._expect((not_yet.smtp_code, _bytes(not_yet.smtp_error)))
            raise Refused(_said(not_yet)) from not_yet  # an answer that is no refusal: out of order
        except (smtplib.SMTPException, OSError) as broken:
            self._line = None
            raise Doubtful(_said(broken)) from broken
        self._expect(answer)

    def _connect(self) -> smtplib.SMTP:
        server = self._server
        try:
            line: smtplib.SMTP
            if server.tls == "implicit":
                line = smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT_S, context=self._context)
            else:
                line = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT_S)
            if server.tls == "starttls":
                line.starttls(context=self._context)
            line.ehlo_or_helo_if_needed()
            if server.user:
                line.login(server.user, server.password or "")
        except (smtplib.SMTPException, OSError) as closed:
            raise Unreachable(_said(closed)) from closed
        return line

    def _expect(self, answer: tuple[int, bytes]) -> None:
        """Raise unless the server agreed: 4xx means later, 5xx never (RFC 5321, 4.2.1)."""
        code, text = answer
        said = f"{code} {text.decode('utf-8', 'replace')}"
        if code == 421:  # the server is closing the line
            self._line = None
            raise Unreachable(said)
        if 400 <= code < 500:
            raise Postponed(said)
        if code >= 500 or code < 200:
            raise Refused(said)

    def _expect_reader(self, answer: tuple[int, bytes]) -> None:
        """As `_expect`, and tell a reader that does not exist from a server that will not serve us."""
        try:
            self._expect(answer)
        except Refused as refused:
            if knows_no_reader(*answer):
                raise UnknownReader(str(refused)) from refused
            raise

    def _start_over(self, line: smtplib.SMTP) -> None:
        """Make the line ready for the next mail, or drop it."""
        try:
            line.rset()
        except (smtplib.SMTPException, OSError):
            self._line = None

    @staticmethod
    def _hang_up(line: smtplib.SMTP) -> None:
        try:
            line.quit()
        except (smtplib.SMTPException, OSError):
            line.close()


def knows_no_reader(code: int, text: bytes) -> bool:
    """Whether this refusal of a reader is about their address, not about us or a box that is full.

    The enhanced code says so where the server gives one (RFC 3463: 5.1 addressing, 5.2.1 a closed mailbox;
    5.1.7 and 5.1.8 are about the sender); else the plain one does (RFC 5321, 4.2.2).
    """
    enhanced = ENHANCED.match(text)
    if enhanced is None:
        return code in (550, 551, 553)
    status = enhanced[0]
    return status == b"5.2.1" or (status.startswith(b"5.1.") and status not in (b"5.1.7", b"5.1.8"))


def _bytes(text: bytes | str) -> bytes:
    return text.encode() if isinstance(text, str) else text


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
