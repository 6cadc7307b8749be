"""How a quote that was priced again is told: line by line, what came out otherwise."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tenure.quotes.queries import LineAgain, Reproduction


def tell(found: Reproduction) -> None:
    """Print whether the quote comes to the same, and what does not."""
    lines, number = len(found.lines), found.quote.number
    if found.is_same:
        print(f"{number}: all {lines} lines come to the same, step by step.")
        return
    print(f"{number}: {found.count('same')} of {lines} lines come to the same, step by step.")
    if found.missing_policies:
        print(f"Not published: {', '.join(found.missing_policies)}.")
    if not_stored := found.count("not stored"):
        print(f"What it was priced from is not stored: {not_stored} older lines.")
    for line in found.lines:
        if line.outcome in {"different", "refused"}:
            _tell_line(line)
    for total in found.totals:
        print(f"Total {total.figure}: {total.kept}, its lines come to {total.again}")


def _tell_line(again: LineAgain) -> None:
    print(f"{again.line.position}. {again.line.product}: {again.refusal or 'otherwise'}")
    for one in again.differences:
        print(f"   {one.step:<16}{one.figure}: {_plain(one.kept)}, now {_plain(one.again)}")


def _plain(value: Any) -> str:
    return "none" if value is None else str(value)


def as_json(found: Reproduction) -> dict[str, Any]:
    """Return the same as plain JSON."""
    return {
        "number": found.quote.number,
        "same": found.is_same,
        "missing_policies": list(found.missing_policies),
        "totals": [asdict(total) for total in found.totals],
        "lines": [
            {
                "position": line.line.position,
                "product": line.line.product.code,
                "outcome": line.outcome,
                "refusal": line.refusal,
                "differences": [asdict(one) for one in line.differences],
            }
            for line in found.lines
        ],
    }
