"""A mail server that keeps what it is sent, and refuses when it is told to (RFC 5321, as much as a client needs)."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage


class MailServer:
    """Listens on a free port of this machine."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.recipients: list[str] = []
        """Of the envelopes, as they were named (RCPT TO)."""
        self.refuses = False
        self.says_no = ""
        """What every recipient is refused with for good, such as `550 5.1.1 no such user`."""
        self.url = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 test ESMTP\r\n")
        try:
            while line := (await reader.readline()).strip():
                verb = line.split()[0].upper()
                if verb == b"DATA":
                    writer.write(b"354 go on\r\n")
                    await self._take(reader)
                    writer.write(b"250 taken\r\n")
                elif verb == b"RCPT" and self.refuses:
                    writer.write(b"451 try again later\r\n")
                elif verb == b"RCPT" and self.says_no:
                    writer.write(f"{self.says_no}\r\n".encode())
                else:
                    if verb == b"RCPT":
                        self.recipients.append(line.decode().partition(":")[2])
                    writer.write(b"221 bye\r\n" if verb == b"QUIT" else b"250 ok\r\n")
                await writer.drain()
        except ConnectionError:
            pass
        finally:
            writer.close()

    async def _take(self, reader: asyncio.StreamReader) -> None:
        body = (await reader.readuntil(b"\r\n.\r\n")).removesuffix(b".\r\n").replace(b"\r\n..", b"\r\n.")
        letter = message_from_bytes(body, policy=policy.default)
        assert isinstance(letter, EmailMessage)
        self.letters.append(letter)


@asynccontextmanager
async def mail_server() -> AsyncIterator[MailServer]:
    server = MailServer()
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    server.url = f"smtp://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
    async with listening:
        yield server
