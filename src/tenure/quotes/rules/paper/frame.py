"""What every paper has around its own parts: letterhead, title, facts, and how to check it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tenure.documents.rules import Saying, content_hash
from tenure.documents.rules.blocks import Block
from tenure.kernel.errors import InvalidInput
from tenure.quotes.rules.paper.kinds import PaperKind
from tenure.quotes.rules.print_words import breakable, letterhead, paper_of, short_name

CODE_DIGITS = 20


@dataclass(frozen=True, slots=True)
class Sender:
    """Hold who sends papers: the company, its logo as SVG, and where papers are checked."""

    company: Mapping[str, str]
    logo: str
    verify_address: str


def framed(
    kind: PaperKind, *, say: Saying, sender: Sender, customer: str, country: str, number: str,
    contract: str, facts: Sequence[tuple[str, str]], blocks: Sequence[Block],
    check: Mapping[str, Any] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Return the content of a paper: plain JSON of texts, with the code that it is checked by."""
    name = say(kind.value)
    before, between, after = _page_words(say)
    content = {
        "document-name": name,
        "title": say("title", kind=name, number=number),
        "description": f"{say('title', kind=name, number=number)}, {customer}",
        "subtitle": breakable(say("for", name=customer)),
        "language": say.language.value,
        "paper": paper_of(country),
        "number": number,
        "contract": contract,
        "customer-short": short_name(customer),
        **letterhead(sender.company, sender.logo),
        "facts": [{"name": fact, "value": value} for fact, value in facts if value],
        "blocks": list(blocks),
        "page-words": [before, between, after],
        "check": check,
        "template": kind.template,
        "note": "",
        "letterless": say("letterless", square="\N{WHITE SQUARE}"),
    }
    code = code_of(fingerprint_of(content))
    return content | {
        "code": code,
        "verify": say("verify", address=sender.verify_address, code=grouped(code)),
    }


def fingerprint_of(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 of what a paper says: the same words, the same fingerprint."""
    said = {key: value for key, value in content.items() if key not in {"code", "verify"}}
    text = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return content_hash(text.encode())


def code_of(fingerprint: str) -> str:
    """Return the code that a paper carries: the first twenty digits of its fingerprint."""
    return fingerprint[:CODE_DIGITS]


def grouped(code: str) -> str:
    """Return a code in groups of four, as people read it aloud."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def read_code(text: str) -> str:
    """Return what somebody typed as hexadecimal digits: a code of 20 or a hash of 64.

    Raise InvalidInput for anything else.
    """
    digits = "".join(char for char in text.lower() if not char.isspace() and char not in "-:")
    is_hex = digits.isascii() and all(char in "0123456789abcdef" for char in digits)
    if not is_hex or len(digits) not in {CODE_DIGITS, 64}:
        raise InvalidInput(
            f"Enter the code printed on the paper ({CODE_DIGITS} digits from 0 to f), or the"
            " file's SHA-256 (64 digits)."
        )
    return digits


def _page_words(say: Saying) -> tuple[str, str, str]:
    """Return the words around the page's number and the number of pages."""
    before, _, rest = say("page", page="\0", pages="\1").partition("\0")
    between, _, after = rest.partition("\1")
    return before, between, after
