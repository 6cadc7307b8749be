"""What a customer reads before its contract renews by itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tenure.closing.rules.letters.words.reminder import WORDS
from tenure.documents.rules import Language, LocalForm, Saying
from tenure.kernel.money import Money


@dataclass(frozen=True, slots=True)
class ReminderFacts:
    """Hold what the mail says; `announced` is the price of the next term, None: it stays.

    `language` and `country` are the customer's.
    """

    company: str
    customer: str
    contract: str
    notice_on: date
    renewal_on: date
    announced: Money | None
    expiring: Money | None
    number: str
    owner: str
    language: str = "en"
    country: str = ""

    @property
    def say(self) -> Saying:
        """Return the words of the customer's language, and its figures."""
        language = Language.or_english(self.language)
        return Saying(WORDS[language], LocalForm(language, self.country))


def reminder_subject(facts: ReminderFacts) -> str:
    """Return the subject line."""
    say = facts.say
    return say(
        "subject", company=facts.company, contract=facts.contract, day=say.day(facts.renewal_on)
    )


def reminder_body(facts: ReminderFacts, *, with_paper: bool = False) -> str:
    """Return the text: what happens, at which price, and until when it can be stopped."""
    say = facts.say
    whom = facts.owner or say("contact")
    lines = [
        say("dear", customer=facts.customer),
        "",
        say("renews", contract=facts.contract, day=say.day(facts.renewal_on)),
        _price(facts),
        *([say("paper")] if with_paper else []),
        "",
        say("stop", last=say.day(facts.notice_on), whom=whom),
        say("nothing"),
        "",
        facts.company,
    ]
    return "\n".join(lines) + "\n"


def _price(facts: ReminderFacts) -> str:
    say, announced, before = facts.say, facts.announced, facts.expiring
    if announced is None:
        return say("same")
    amount = say.form.money(announced.minor, announced.currency)
    if before is None or announced == before:
        return say("price", amount=amount, number=facts.number)
    now = say.form.money(before.minor, before.currency)
    return say("price.before", amount=amount, before=now, number=facts.number)


def reminder_id(contract: str, renewal_on: date, domain: str = "tenure") -> str:
    """Return a Message-ID that is the same whenever this reminder is sent again."""
    safe = "".join(letter if letter.isalnum() else "-" for letter in contract)
    return f"<reminder.{safe}.{renewal_on.isoformat()}@{domain}>"
