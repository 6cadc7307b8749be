"""The mail to a colleague who is named in a note."""

from __future__ import annotations


def subject(writer: str, customer: str) -> str:
    """Return its subject, on one line."""
    return " ".join(f"{writer} named you in a note on {customer}".split())


def body(writer: str, text: str, page: str) -> str:
    """Return its text, with the address of the note."""
    quoted = "\n".join(f"> {line}" for line in text.splitlines())
    return f"{writer} wrote:\n\n{quoted}\n\nThe renewal: {page}\n"


def message_id(mention_id: int) -> str:
    """Return the Message-ID of a mention's mail: the same whenever it is sent."""
    return f"<mention.{mention_id}@tenure>"
