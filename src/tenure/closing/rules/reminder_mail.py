"""What a customer reads before its contract renews by itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tenure.kernel.money import Money
from tenure.kernel.period import format_day


@dataclass(frozen=True, slots=True)
class ReminderFacts:
    """Hold what the mail says; `announced` is the price of the next term, None: it stays."""

    company: str
    customer: str
    contract: str
    notice_on: date
    renewal_on: date
    announced: Money | None
    expiring: Money | None
    number: str
    owner: str


def reminder_subject(facts: ReminderFacts) -> str:
    """Return the subject line."""
    return f"{facts.company}: contract {facts.contract} renews on {format_day(facts.renewal_on)}"


def reminder_body(facts: ReminderFacts) -> str:
    """Return the text: what happens, at which price, and until when it can be stopped."""
    whom = f"write to {facts.owner}" if facts.owner else "write to your contact here"
    stop = (
        f"If you do not want that, tell us by {format_day(facts.notice_on)}: answer this mail, or"
        f" {whom}."
    )
    lines = [
        f"Dear {facts.customer},",
        "",
        f"your contract {facts.contract} renews by itself on {format_day(facts.renewal_on)}.",
        _price(facts),
        "",
        stop,
        "You have to do nothing for it to go on.",
        "",
        facts.company,
    ]
    return "\n".join(lines) + "\n"


def _price(facts: ReminderFacts) -> str:
    if facts.announced is None:
        return "Prices stay as they are."
    if facts.expiring is None or facts.announced == facts.expiring:
        return f"The next term costs {facts.announced.format()} (offer {facts.number})."
    return (
        f"The next term costs {facts.announced.format()}; at today's prices it would be"
        f" {facts.expiring.format()} (offer {facts.number})."
    )


def reminder_id(contract: str, renewal_on: date, domain: str = "tenure") -> str:
    """Return a Message-ID that is the same whenever this reminder is sent again."""
    safe = "".join(letter if letter.isalnum() else "-" for letter in contract)
    return f"<reminder.{safe}.{renewal_on.isoformat()}@{domain}>"
