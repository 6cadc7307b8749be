"""The engagement on a contract's open renewal: risk, people, contacts, notes, steps, whose turn.

tenure engagement show C-1001
tenure engagement risk C-1001 will_churn_actionable --reason "The sponsor left."
tenure engagement part C-1001 dana@example.com champion --sentiment good
tenure engagement contact C-1001 call --note "They decide in March." --with dana@example.com
tenure engagement contact C-1001 mail --theirs --on 2027-01-12 --note "Asked for a ramp."
tenure engagement note C-1001 "Ask @bob@example.com for the redlines."
tenure engagement who C-1001 ali               whom a note on it can name
tenure engagement step C-1001 "Call the sponsor" --by 2027-01-20
tenure engagement done C-1001 --result "They want two years."
tenure engagement waits C-1001 legal --until 2027-02-01 --note "Redlines."
tenure engagement snooze C-1001 2027-02-01 --reason "Their budget comes then."
tenure engagement wake C-1001
tenure engagement activity C-1001 --which contacts
tenure engagement mails                        send the mails to those who were named
"""

from __future__ import annotations

import argparse
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tenure.cli import session
from tenure.desk.rules.engagement import CHANNELS, PARTS, SENTIMENTS
from tenure.renewals.rules.priority import RISKS
from tenure.renewals.rules.waiting import WAITS_ON

if TYPE_CHECKING:
    from collections.abc import Callable

    from tenure.foundation.models import User

MOST_ROWS = 10_000


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare a subcommand for each thing that is said."""
    does = parser.add_subparsers(dest="does", required=True, metavar="WHAT")

    def of_contract(name: str, words: str) -> argparse.ArgumentParser:
        made = does.add_parser(name, help=words)
        made.add_argument("contract", metavar="CONTRACT", help="the contract's key")
        return made

    of_contract("show", "all of it")
    risk = of_contract("risk", "give it a risk category")
    risk.add_argument("category", choices=RISKS, metavar="CATEGORY", help=", ".join(RISKS))
    risk.add_argument("--reason", required=True)
    part = of_contract("part", "say which part a contact has in the decision")
    part.add_argument("who", metavar="E-MAIL")
    part.add_argument("part", choices=[*PARTS, "none"], metavar="PART", help=", ".join(PARTS))
    part.add_argument("--sentiment", choices=SENTIMENTS, default="unknown")
    part.add_argument("--note", default="")
    _configure_talk(of_contract)
    _configure_turns(of_contract)
    does.add_parser("mails", help="send the mails to those who were named in notes")


def _configure_talk(of_contract: Callable[[str, str], argparse.ArgumentParser]) -> None:
    contact = of_contract("contact", "log a contact that happened outside Tenure")
    contact.add_argument("channel", choices=CHANNELS, metavar="HOW", help=", ".join(CHANNELS))
    contact.add_argument("--theirs", action="store_true", help="they contacted us")
    contact.add_argument("--on", type=session.parse_day, metavar="DAY", help="(today)")
    contact.add_argument("--with", dest="who", default="", metavar="E-MAIL")
    contact.add_argument("--note", required=True, help="what was said")
    note = of_contract("note", "write a note; @code tells a colleague by mail")
    note.add_argument("text")
    who = of_contract("who", "colleagues who see it, and whom a note can name")
    who.add_argument("prefix", metavar="BEGIN", help="how the name or code begins")
    activity = of_contract("activity", "all that happened, the newest first")
    activity.add_argument("--which", default="", choices=["notes", "contacts", "tasks", "changes"])
    activity.add_argument("--limit", type=int, default=25, metavar="N", help="(25)")


def _configure_turns(of_contract: Callable[[str, str], argparse.ArgumentParser]) -> None:
    step = of_contract("step", "set the next step")
    step.add_argument("text")
    step.add_argument("--by", type=session.parse_day, required=True, metavar="DAY")
    step.add_argument("--who", default="", metavar="CODE", help="(the owner)")
    done = of_contract("done", "end the next step that was set")
    done.add_argument("--result", required=True)
    waits = of_contract("waits", "say on whom it waits; 'known' takes back what was said")
    waits.add_argument(
        "whom", choices=[*WAITS_ON, "known"], metavar="WHOM", help=", ".join(WAITS_ON)
    )
    waits.add_argument("--until", type=session.parse_day, metavar="DAY", help="ask again then")
    waits.add_argument("--note", default="")
    snooze = of_contract("snooze", "let it sleep until a day")
    snooze.add_argument("until", type=session.parse_day, metavar="DAY")
    snooze.add_argument("--reason", required=True)
    of_contract("wake", "wake it")


def run(given: argparse.Namespace) -> int:
    """Do it, and print what came of it."""
    actor = session.set_up()
    if given.does == "mails":
        told = _mails(actor)
    else:
        renewal_id = _renewal(given.contract, actor)
        if given.does in _ASKS:
            told = _ASKS[given.does](renewal_id, given, actor)
        else:
            if given.does != "show":
                _DOES[given.does](renewal_id, given, {"by": actor, "on": session.today()})
            told = _shown(given.contract, actor)
    if given.json:
        session.print_json(told)
    else:
        _print(told)
    return 0


def _renewal(key: str, actor: User) -> int:
    from tenure.desk.queries.engagement import open_renewal_named
    from tenure.kernel.errors import InvalidInput

    found = open_renewal_named(key, user=actor)
    if found is None:
        raise InvalidInput(f"There is no open renewal of a contract {key}.")
    return found


def _risk(renewal_id: int, given: argparse.Namespace, who: dict[str, Any]) -> None:
    from tenure.desk.commands.engagement import set_risk

    set_risk(renewal_id=renewal_id, category=given.category, reason=given.reason, **who)


def _part(renewal_id: int, given: argparse.Namespace, who: dict[str, Any]) -> None:
    from tenure.desk.commands.engagement import set_stakeholder

    part = "" if given.part == "none" else given.part
    set_stakeholder(
        renewal_id=renewal_id, part=part,
        contact_id=_contact(renewal_id, given.who, who["by"]),
        sentiment=given.sentiment, note=given.note, **who,
    )  # fmt: skip


def _contact(renewal_id: int, email: str, actor: User) -> int:
    from tenure.desk.queries.engagement import contact_named
    from tenure.kernel.errors import InvalidInput

    found = contact_named(renewal_id, email, user=actor)
    if found is None:
        raise InvalidInput(f"The customer has no contact with the address {email}.")
    return found


def _log(renewal_id: int, given: argparse.Namespace, who: dict[str, Any]) -> None:
    from tenure.desk.commands.engagement import log_contact

    log_contact(
        renewal_id=renewal_id, side="theirs" if given.theirs else "ours", channel=given.channel,
        happened_on=given.on or session.today(), note=given.note,
        contact_id=_contact(renewal_id, given.who, who["by"]) if given.who else None, **who,
    )  # fmt: skip


def _note(renewal_id: int, given: argparse.Namespace, who: dict[str, Any]) -> None:
    from tenure.desk.commands.notes import write_note

    write_note(renewal_id=renewal_id, text=given.text, **who)


def _step(renewal_id: int, given: argparse.Namespace, who: dict[str, Any]) -> None:
    from tenure.desk.commands.engagement import set_next_step
    from tenure.directory.queries import staff_id_named

    staff = (staff_id_named(given.who) or 0) if given.who else None
    set_next_step(renewal_id=renewal_id, text=given.text, due_on=given.by, staff_id=staff, **who)


def _done(renewal_id: int, given: argparse.Namespace, who: dict[str, Any]) -> None:
    from tenure.desk.commands.engagement import end_next_step

    end_next_step(renewal_id=renewal_id, because=given.result, **who)


def _waits(renewal_id: int, given: argparse.Namespace, who: dict[str, Any]) -> None:
    from tenure.desk.commands.worklist import mark_waiting

    whom = "" if given.whom == "known" else given.whom
    mark_waiting(renewal_id=renewal_id, on_whom=whom, until=given.until, note=given.note, **who)


def _snooze(renewal_id: int, given: argparse.Namespace, who: dict[str, Any]) -> None:
    from tenure.desk.commands.worklist import snooze_renewal

    snooze_renewal(renewal_id=renewal_id, until=given.until, reason=given.reason, **who)


def _wake(renewal_id: int, given: argparse.Namespace, who: dict[str, Any]) -> None:
    from tenure.desk.commands.worklist import wake_renewal

    wake_renewal(renewal_id=renewal_id, **who)


_DOES: dict[str, Callable[[int, argparse.Namespace, dict[str, Any]], None]] = {
    "risk": _risk, "part": _part, "contact": _log, "note": _note, "step": _step, "done": _done,
    "waits": _waits, "snooze": _snooze, "wake": _wake,
}  # fmt: skip


def _mails(actor: User) -> dict[str, Any]:
    from tenure.desk.commands.notes import send_mentions

    return dict(send_mentions(by=actor, on=session.today(), at=session.now()))


def _activity(renewal_id: int, given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from dataclasses import asdict

    from tenure.desk.queries.activity import activity_page

    size = max(1, min(given.limit, MOST_ROWS))
    found = activity_page(renewal_id, user=actor, which=given.which, size=size)
    rows = found[1].rows if found else []
    return {"contract": given.contract, "activity": [asdict(row) for row in rows]}


def _who(renewal_id: int, given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.desk.queries.mentions import who_may_be_named

    people = who_may_be_named(renewal_id, given.prefix.lstrip("@"), user=actor)
    return {
        "contract": given.contract,
        "who": [{"code": one.code, "name": one.name, "email": one.email} for one in people],
    }


_ASKS: dict[str, Callable[[int, argparse.Namespace, User], dict[str, Any]]] = {
    "activity": _activity, "who": _who,
}  # fmt: skip


def _shown(key: str, actor: User) -> dict[str, Any]:
    from tenure.desk.queries.engagement import engagement_named

    found = engagement_named(key, user=actor, on=session.today())
    assert found is not None
    renewal, shown = found
    step = shown.step
    return {
        "contract": key, "renewal": renewal.pk, "work_on": renewal.work_on, "why": shown.why,
        "risk": renewal.risk, "told": shown.told,
        "risks": [{"on": one.on, "category": one.category, "reason": one.reason}
                  for one in shown.risks],
        "stakeholders": [{"contact": one.contact.email, "part": one.part,
                          "sentiment": one.sentiment} for one in shown.stakeholders],
        "last_contact": {one.side: {"on": one.day, "how": one.how}
                         for one in (shown.ours, shown.theirs)},
        "step": step and {"text": step.text, "due_on": step.due_on, "owner": step.owner,
                          "own": step.is_own, "late": step.is_late},
        "without_step": shown.is_without_step,
        "waits_on": renewal.waiting_on, "waiting_until": renewal.waiting_until,
        "snoozed_until": renewal.snoozed_until,
        "notes": [{"on": one.on, "by": str(one.by), "text": one.text} for one in shown.notes],
    }  # fmt: skip


def _print(told: dict[str, Any]) -> None:
    """Print a line for each thing that is known; what is asked for and not there is "none"."""
    for name, value in told.items():
        if isinstance(value, list):
            rows = [_words(row) for row in value] or ["none"]
        elif isinstance(value, dict) and name == "last_contact":
            rows = [f"{side}: {_words(last) or 'never'}" for side, last in value.items()]
        else:
            rows = [_words(value)]
        for row in filter(None, rows):
            print(f"{name.replace('_', ' '):<14} {row}")


def _words(value: Any) -> str:
    """Return a value as a person reads it; what is empty or not so is left out."""
    if isinstance(value, dict):
        said = (name if one is True else _words(one) for name, one in value.items())
        return "  ".join(filter(None, said))
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M} UTC"
    if value is None or value is False:
        return ""
    return "yes" if value is True else str(value)
