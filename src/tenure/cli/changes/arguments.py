"""The changes that `tenure order` knows, as words of the command line."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import date, timedelta

from tenure.cli import session

Parser = argparse.ArgumentParser


def declare(parser: Parser) -> None:
    """Add a subcommand for each change."""
    parser.add_argument("contract", metavar="CONTRACT", help="the contract's key")
    found = parser.add_subparsers(dest="change", required=True, metavar="CHANGE", title="changes")
    for name, (line, configure) in CHANGES.items():
        own = found.add_parser(name, help=line, description=f"{line[0].upper()}{line[1:]}.")
        configure(own)
        _common(own)


def last_day(text: str) -> date:
    """Read an inclusive last day; return the first day after it, as the rules count."""
    try:
        return session.parse_day(text) + timedelta(days=1)
    except OverflowError:
        raise argparse.ArgumentTypeError(f"'{text}' is too late") from None


def _common(parser: Parser) -> None:
    booking = parser.add_argument_group("booking")
    booking.add_argument("--book", action="store_true", help="book it; without: only show it")
    booking.add_argument("--reason", default="", metavar="TEXT", help="why; kept with the order")
    booking.add_argument(
        "--booked-on", type=session.parse_day, metavar="DATE", help="default: today (UTC)"
    )
    # Also before the change's name: see `main`.
    booking.add_argument(
        "--json", action="store_true", default=argparse.SUPPRESS, help="print one JSON object"
    )


def _from(parser: Parser, *, required: bool = True) -> None:
    parser.add_argument(
        "--from", dest="from_on", type=session.parse_day, required=required, metavar="DATE",
        help="the first day on which it holds",
    )  # fmt: skip


def _until(parser: Parser, *, required: bool = False, what: str = "its last day") -> None:
    parser.add_argument(
        "--until", type=last_day, required=required, metavar="DATE",
        help=what if required else f"{what} (default: as long as the lot runs)",
    )  # fmt: skip


def _lot(parser: Parser) -> None:
    parser.add_argument("lot", type=int, metavar="LOT", help="the lot's number")


def _lots(parser: Parser, what: str, *, required: bool = False) -> None:
    parser.add_argument(
        "--lots", type=int, nargs="+", default=[], required=required, metavar="LOT",
        help=what if required else f"{what} (default: all)",
    )  # fmt: skip


def _offer(parser: Parser) -> None:
    parser.add_argument("--product", required=True, metavar="CODE")
    parser.add_argument("--quantity", required=True, metavar="N")
    parser.add_argument("--price", required=True, metavar="AMOUNT", help="net unit price")
    parser.add_argument(
        "--months", type=int, default=12, metavar="N", help="months one price pays (default 12)"
    )


def _add(parser: Parser) -> None:
    _offer(parser)
    _from(parser)
    _until(parser, what="its last day, default the term's")
    parser.add_argument(
        "--step", action="append", default=[], metavar="DATE:QUANTITY:PRICE",
        help="another quantity and price from a day on; may be repeated",
    )  # fmt: skip


def _quantity(parser: Parser) -> None:
    _lot(parser)
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--to", metavar="N", help="the new quantity")
    which.add_argument("--by", metavar="N", help="how many more, or fewer: --by=-5")
    _from(parser)
    _until(parser)


def _reprice(parser: Parser) -> None:
    _lot(parser)
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--price", metavar="AMOUNT", help="the new unit price")
    which.add_argument("--rate", metavar="PERCENT", help="by how much it changes: 5%%, --rate=-5%%")
    _from(parser)
    _until(parser)


def _remove(parser: Parser) -> None:
    _lot(parser)
    _from(parser)


def _swap(parser: Parser) -> None:
    _lot(parser)
    _offer(parser)
    _from(parser)


def _longer(parser: Parser) -> None:
    _until(parser, required=True, what="the term's new last day")


def _co_term(parser: Parser) -> None:
    _until(parser, required=True, what="the common last day")
    _lots(parser, "lots that ended before the term and go on as well")


def _facts(parser: Parser) -> None:
    _from(parser)
    parser.add_argument(
        "--set", action="append", required=True, metavar="NAME=VALUE",
        help="a fact, as notice_days=60 or uplift_cap=5%%; NAME=none takes it away",
    )  # fmt: skip


def _take_over(parser: Parser) -> None:
    _from(parser)
    parser.add_argument("--reseller", metavar="KEY", help="the partner who sells it; none")
    parser.add_argument("--distributor", metavar="KEY", help="the distributor; none")
    parser.add_argument("--channel", choices=["direct", "reseller", "distributor"])


def _next_term(parser: Parser) -> None:
    _until(parser, what="the new term's last day")
    parser.add_argument(
        "--lot", action="append", default=[], metavar="LOT[:QUANTITY[:PRICE]]",
        help="a lot that goes on, changed or not; may be repeated (default: all, the same)",
    )  # fmt: skip
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE")


def _renew(parser: Parser) -> None:
    _from(parser, required=False)
    _next_term(parser)


def _reset(parser: Parser) -> None:
    _from(parser)
    _next_term(parser)


def _terminate(parser: Parser) -> None:
    when = parser.add_mutually_exclusive_group(required=True)
    when.add_argument("--timing", choices=["at-end", "at-notice", "immediate"])
    when.add_argument("--last-day", type=last_day, metavar="DATE", help="the last day of service")
    _lots(parser, "only these lots")
    parser.add_argument("--cause", choices=["convenience", "for-cause"], default="convenience")
    parser.add_argument(
        "--settlement", choices=["none", "credit", "refund"], default="none",
        help="what becomes of what was paid for the days after the end",
    )  # fmt: skip


def _suspend(parser: Parser) -> None:
    _from(parser)
    _until(parser, what="the last day of the pause")
    _lots(parser, "only these lots")


def _resume(parser: Parser) -> None:
    _from(parser)
    _lots(parser, "only these lots")


def _reverse(parser: Parser) -> None:
    parser.add_argument("number", type=int, metavar="ORDER", help="the order's number")


def _transfer(parser: Parser) -> None:
    parser.add_argument("--to", required=True, metavar="CUSTOMER", help="the customer's key")
    parser.add_argument("--new-key", required=True, metavar="KEY", help="of the new contract")
    _from(parser)
    _lots(parser, "only these lots")


def _split(parser: Parser) -> None:
    parser.add_argument("--new-key", required=True, metavar="KEY", help="of the new contract")
    _from(parser)
    _lots(parser, "the lots that go into it", required=True)


def _merge(parser: Parser) -> None:
    parser.add_argument("others", nargs="+", metavar="CONTRACT", help="contracts that end in this")
    _from(parser)
    _until(parser, what="the common last day, default this contract's")


CHANGES: dict[str, tuple[str, Callable[[Parser], None]]] = {
    "add": ("add a lot, ramped by --step", _add),
    "quantity": ("set or shift a lot's quantity", _quantity),
    "reprice": ("set a lot's price, or raise it by a rate", _reprice),
    "remove": ("take a lot out", _remove),
    "swap": ("put another product in a lot's place", _swap),
    "extend": ("move the term's end later at the same price", _longer),
    "bridge": ("extend by less than a year while people negotiate", _longer),
    "co-term": ("make the contract and its lots end on one day", _co_term),
    "facts": ("change a clause, billing or who pays", _facts),
    "take-over": ("let another partner take the contract over", _take_over),
    "renew": ("book the next term; without options the one agreed", _renew),
    "reset": ("end the term early and begin a new one, with a credit", _reset),
    "terminate": ("end the contract, or some lots; give --reason", _terminate),
    "suspend": ("pause service and revenue", _suspend),
    "resume": ("take up again what is suspended", _resume),
    "reverse": ("undo an order by a counter-order, with those booked together with it", _reverse),
    "transfer": ("give lots to another customer in a contract of its own", _transfer),
    "split": ("put some lots into a contract of their own", _split),
    "merge": ("merge other contracts of the customer into this one", _merge),
}
