"""Read a mail into what a request needs: bounded, as plain text, nothing of it trusted.

HTML becomes text and is never shown as HTML; scripts, styles and pictures are left out. Attachments
are told by their first bytes: PDF, PNG and JPEG are taken, up to ten of 10 MB; the rest is named.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import policy
from email.message import Message
from email.parser import BytesParser
from email.utils import getaddresses
from html.parser import HTMLParser

from tenure.documents.rules import media_type_of
from tenure.kernel.errors import InvalidInput

LARGEST_MAIL = 25 * 1024 * 1024
MOST_TEXT = 20_000
MOST_FILES = 10
MOST_PARTS = 100
MOST_REFERENCES = 20
_LONGEST_SUBJECT, _LONGEST_NAME, _LONGEST_ID = 200, 120, 250
_ID = re.compile(r"<[^<>\s]{3,248}>")
_SPACES = re.compile(r"[ \t\xa0]+")
_EMPTY_LINES = re.compile(r"\n{3,}")
_BLOCKS = frozenset({"p", "div", "br", "tr", "li", "h1", "h2", "h3", "h4", "table", "blockquote"})
_SILENT = frozenset({"script", "style", "head", "title", "template"})


class MailUnreadable(InvalidInput):
    """Refuse bytes that cannot be read as a mail, with the reason."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with a mail: its name, its bytes, and what they are."""

    name: str
    content: bytes
    media_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadMail:
    """Hold what a mail says. `automatic` is why nobody wrote it, empty when somebody did.

    `message_id` is the mail's own; one without has a made-up one, from its bytes.
    """

    message_id: str
    sender: str
    sender_name: str
    subject: str
    text: str
    references: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    left_out: tuple[str, ...] = ()
    automatic: str = ""


def read_mail(raw: bytes) -> ReadMail:
    """Return what a mail says. Raise MailUnreadable for one that is too large or is no mail."""
    if len(raw) > LARGEST_MAIL:
        raise MailUnreadable(f"It is larger than {LARGEST_MAIL // 1024 // 1024} MB.")
    message = BytesParser(policy=policy.compat32).parsebytes(raw)
    senders = getaddresses([_header(message, "From")])
    name, sender = senders[0] if senders else ("", "")
    if "@" not in sender or len(sender) > 254 or not sender.isprintable():
        raise MailUnreadable("It does not say who sent it.")
    texts, htmls, files, left_out = _parts(message)
    text = _bounded("\n\n".join(texts) or html_to_text("\n".join(htmls)))
    return ReadMail(
        message_id=id_of(raw, message),
        sender=sender,
        sender_name=" ".join(name.split())[:_LONGEST_NAME],
        subject=" ".join(_header(message, "Subject").split())[:_LONGEST_SUBJECT],
        text=text,
        references=_references(message),
        attachments=files,
        left_out=left_out,
        automatic=_automatic(message, sender),
    )


def id_of(raw: bytes, message: Message | None = None) -> str:
    """Return a mail's Message-ID; for one without, one that its bytes give."""
    given = _header(message, "Message-ID") if message is not None else ""
    found = _ID.search(given)
    if found and len(found[0]) <= _LONGEST_ID:
        return found[0]
    return f"<sha256.{hashlib.sha256(raw).hexdigest()}@tenure>"


def _header(message: Message, name: str) -> str:
    """Return a header as text, decoded where it can be; never raises."""
    value = message.get(name)
    if value is None:
        return ""
    raw = str(value)
    try:
        decoded = str(policy.default.header_factory(name, raw)) if name == "Subject" else raw
        if name == "From":
            decoded = _decoded_words(raw)
    except (ValueError, LookupError, TypeError, AttributeError, IndexError):
        decoded = raw
    # What the server sent as bytes that are no text must not reach the database as surrogates.
    text = decoded.encode("utf-8", "replace").decode("utf-8", "replace")
    return "".join(one if one.isprintable() else " " for one in text)


def _decoded_words(raw: str) -> str:
    """Return a From header with the encoded words of the name decoded, the address as it is."""
    from_header = policy.default.header_factory("From", raw)
    addresses = getattr(from_header, "addresses", ())
    if not addresses:
        return raw
    one = addresses[0]
    name = one.display_name.replace('"', "").replace("\\", "")
    return f'"{name}" <{one.addr_spec}>'


def _references(message: Message) -> tuple[str, ...]:
    """Return the Message-IDs that it answers, the nearest first."""
    told = f"{_header(message, 'References')} {_header(message, 'In-Reply-To')}"
    return tuple(list(dict.fromkeys(reversed(_ID.findall(told))))[:MOST_REFERENCES])


def _automatic(message: Message, sender: str) -> str:
    """Return why nobody wrote it: an answer by a machine must not be answered by one."""
    submitted = _header(message, "Auto-Submitted").strip().lower()
    if submitted and not submitted.startswith("no"):
        return "It is an automatic answer."
    if message.get_content_type() == "multipart/report":
        return "It is a report of a mail server."
    if sender.lower().startswith(("mailer-daemon@", "postmaster@")):
        return "It comes from a mail server."
    if _header(message, "Precedence").strip().lower() in {"bulk", "junk", "list"}:
        return "It went to many."
    return ""


def _parts(
    message: Message,
) -> tuple[list[str], list[str], tuple[Attachment, ...], tuple[str, ...]]:
    texts: list[str] = []
    htmls: list[str] = []
    files: list[Attachment] = []
    left_out: list[str] = []
    for part in _leaves(message, left_out):
        name = _file_name(part)
        kind = part.get_content_type()
        if kind.startswith("multipart/"):
            kind = "text/plain"  # its parts cannot be told apart
        if not name and part.get_content_disposition() != "attachment" and kind == "text/plain":
            texts.append(_text_of(part))
        elif not name and part.get_content_disposition() != "attachment" and kind == "text/html":
            htmls.append(_text_of(part))
        else:
            _keep_file(part, name or kind, files, left_out)
    return texts, htmls, tuple(files), tuple(left_out)


def _leaves(message: Message, left_out: list[str]) -> Iterator[Message]:
    """Yield the parts that are no containers, up to a bound."""
    for place, part in enumerate(message.walk()):
        if place >= MOST_PARTS:
            left_out.append(f"everything after the first {MOST_PARTS} parts")
            return
        if not part.is_multipart():
            yield part


def _file_name(part: Message) -> str:
    try:
        name = part.get_filename() or ""
    except (ValueError, LookupError, TypeError, AttributeError, IndexError):
        name = "file"
    name = re.split(r"[/\\]", name)[-1]
    name = "".join(one if one.isprintable() else " " for one in name)
    return " ".join(name.split())[:_LONGEST_NAME]


def _keep_file(part: Message, name: str, files: list[Attachment], left_out: list[str]) -> None:
    content = _bytes_of(part)
    try:
        media_type = media_type_of(content)
    except InvalidInput as error:
        left_out.append(f"{name}: {error}")
        return
    if len(files) >= MOST_FILES:
        left_out.append(f"{name}: more than {MOST_FILES} files.")
        return
    files.append(Attachment(name, content, media_type))


def _bytes_of(part: Message) -> bytes:
    try:
        content = part.get_payload(decode=True)
    except (ValueError, LookupError, TypeError, AssertionError):
        content = None
    return content if isinstance(content, bytes) else b""


def _text_of(part: Message) -> str:
    content = _bytes_of(part)
    charset = part.get_content_charset() or "utf-8"
    try:
        return content.decode(charset, "replace")
    except (LookupError, ValueError):
        return content.decode("utf-8", "replace")


class _Text(HTMLParser):
    """Collects the text of HTML."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        elif tag in _BLOCKS:
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in _BLOCKS:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.pieces.append(" ".join(data.split("\n")))


def html_to_text(html: str) -> str:
    """Return the text of HTML; what is not text is gone."""
    reader = _Text()
    reader.feed(html[: 10 * MOST_TEXT])
    reader.close()
    return "".join(reader.pieces)


def _bounded(text: str) -> str:
    """Return text as it is kept: no control characters, few empty lines, an end."""
    text = text.encode("utf-8", "replace").decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
    text = "".join(one if one.isprintable() or one in "\n\t" else " " for one in text)
    lines = (_SPACES.sub(" ", line).strip() for line in text.split("\n"))
    whole = _EMPTY_LINES.sub("\n\n", "\n".join(lines)).strip()
    if len(whole) <= MOST_TEXT:
        return whole
    return whole[:MOST_TEXT].rstrip() + "\n\n[The rest was left out.]"


def answer_headers(references: tuple[str, ...], answers: str) -> dict[str, str]:
    """Return the headers that put an answer into its thread (RFC 5322, 3.6.4)."""
    if not answers:
        return {}
    told = [one for one in references if one != answers][-MOST_REFERENCES + 1 :]
    return {"In-Reply-To": answers, "References": " ".join([*told, answers])}
