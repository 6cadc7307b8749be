"""Show what a change would do to a contract, or book it.

Without --book nothing is written: you see the lines that go and come with what they are worth,
credit and charge, the movements of ARR, and what is available to renew before and after.

tenure order C-1001 quantity 1 --by 5 --from 2027-03-01
tenure order C-1001 quantity 1 --by 5 --from 2027-03-01 --book --reason "5 more seats"
tenure order C-1001 renew                               the next term as the contract foresees it
tenure order C-1001 renew --until 2028-12-31 --lot 1:20 --lot 2::95.00
tenure order C-1001 terminate --timing at-end --reason "budget cut"
tenure order C-1001 reverse 4 --book --reason "booked twice"
tenure order C-1001 merge C-1002 --from 2027-07-01

Days are the first and the last on which something holds. What takes effect before it is booked
needs a reason; what lies in a locked period is refused.
"""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, Any

from tenure.cli import session
from tenure.cli.changes import arguments as words

if TYPE_CHECKING:
    from tenure.book.queries.changing import Preview, Subject
    from tenure.foundation.models import User

MOVES = ("transfer", "split", "merge")


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the contract and a subcommand for each change."""
    words.declare(parser)


def run(given: argparse.Namespace) -> int:
    """Show the change, or book it; 2 when it cannot be booked as it is."""
    actor = session.set_up()
    given.booked_on = given.booked_on or session.today()
    subject = _subject(given.contract, given, actor)
    if given.book:
        return _book(given, subject, actor)
    previews = _previews(given, subject)
    refused = [preview.refusal for preview in previews if preview.refusal]
    if given.json:
        from tenure.cli.changes.showing import preview_json

        session.print_json({"booked": False, "orders": [preview_json(each) for each in previews]})
    else:
        from tenure.cli.changes.showing import print_preview

        for preview in previews:
            print_preview(preview)
        if not refused:
            print("nothing was booked; --book books it")
    for refusal in refused:
        print(f"tenure order: it cannot be booked like this: {refusal}", file=sys.stderr)
    return 2 if refused else 0


def _subject(key: str, given: argparse.Namespace, actor: User) -> Subject:
    from tenure.book.queries.changing import subject_of_changes
    from tenure.book.queries.contracts import contract_keyed
    from tenure.kernel.errors import InvalidInput

    contract = contract_keyed(key, user=actor)
    found = contract and subject_of_changes(contract.pk, today=given.booked_on, user=actor)
    if not found:
        raise InvalidInput(f"There is no contract {key}.")
    return found


def _previews(given: argparse.Namespace, subject: Subject) -> list[Preview]:
    from tenure.book.queries import changing
    from tenure.cli.changes.reading import change_asked, customer_keyed

    if given.change == "reverse":
        order = _order(given, subject)
        return changing.previews_of_reversal(
            order, today=given.booked_on, reason=given.reason, user=subject.user
        )
    if given.change == "merge":
        others = [_subject(key, given, subject.user).contract for key in given.others]
        return changing.previews_of_merge(
            subject, others, given.from_on, end_on=given.until, reason=given.reason
        )
    if given.change in MOVES:
        customer = customer_keyed(given.to, subject) if given.change == "transfer" else None
        return changing.previews_of_move(
            subject, given.change, given.from_on, lots=tuple(given.lots), new_key=given.new_key,
            customer=customer, reason=given.reason,
        )  # fmt: skip
    change = change_asked(given, subject)
    return [changing.preview_of_changes(subject, [change], reason=given.reason)]


def _order(given: argparse.Namespace, subject: Subject) -> Any:
    from tenure.book.queries.changing import order_of
    from tenure.kernel.errors import InvalidInput

    order = order_of(subject.contract.pk, given.number, user=subject.user)
    if order is None:
        raise InvalidInput(f"{given.contract} has no order {given.number}.")
    return order


def _book(given: argparse.Namespace, subject: Subject, actor: User) -> int:
    """Book it and print the orders that this made on the contract."""
    from tenure.book.queries.changing import orders_since
    from tenure.book.queries.ledger import net_arr_of_order
    from tenure.cli.changes.showing import signed

    if given.change in MOVES:
        _move(given, subject, actor)
    elif given.change == "reverse":
        _reverse(given, subject, actor)
    else:
        _change(given, subject, actor)
    booked = []
    for order in orders_since(subject.contract.pk, subject.revision, user=actor):
        net = net_arr_of_order(subject.contract.pk, order.number, user=actor)
        assert net is not None
        booked.append((order, net))
    if given.json:
        orders = [
            {
                "contract": given.contract, "number": order.number, "kind": order.kind,
                "effective_on": order.effective_on, "booked_on": order.booked_on,
                "bundle": order.bundle, "net_arr_minor": net.minor, "currency": net.currency,
            }
            for order, net in booked
        ]  # fmt: skip
        session.print_json({"booked": bool(orders), "orders": orders})
        return 0
    for order, net in booked:
        together = f", with other contracts' as {order.bundle}" if order.bundle else ""
        print(
            f"booked {given.contract} order {order.number}: {order.kind}, effective "
            f"{order.effective_on}, net ARR {signed(net)}{together}"
        )
    if not booked:
        print("it was booked before; nothing changed")
    return 0


def _change(given: argparse.Namespace, subject: Subject, actor: User) -> None:
    from tenure.book.commands.orders import change_contract
    from tenure.cli.changes.reading import change_asked

    details = {}
    if given.change == "terminate":
        cause = given.cause.replace("-", "_")
        details = {"cause": cause, "settlement": given.settlement}
        details |= {"timing": given.timing.replace("-", "_")} if given.timing else {}
    change_contract(
        contract_id=subject.contract.pk, changes=[change_asked(given, subject)],
        booked_on=given.booked_on, by=actor, on=session.today(), reason=given.reason,
        details=details,
    )  # fmt: skip


def _reverse(given: argparse.Namespace, subject: Subject, actor: User) -> None:
    from tenure.book.commands.moving import reverse_bundle
    from tenure.book.commands.orders import reverse_order

    bundle = _order(given, subject).bundle
    told: dict[str, Any] = {
        "booked_on": given.booked_on, "reason": given.reason, "by": actor, "on": session.today(),
    }  # fmt: skip
    if bundle:
        reverse_bundle(bundle=bundle, **told)
    else:
        reverse_order(contract_id=subject.contract.pk, number=given.number, **told)


def _move(given: argparse.Namespace, subject: Subject, actor: User) -> None:
    from tenure.book.commands import moving
    from tenure.cli.changes.reading import customer_keyed

    lots = () if given.change == "merge" else tuple(given.lots)
    told: dict[str, Any] = {
        "move": moving.Move(given.from_on, given.booked_on, given.reason, lots),
        "by": actor, "on": session.today(),
    }  # fmt: skip
    if given.change == "merge":
        others = [_subject(key, given, actor).contract.pk for key in given.others]
        end_on = given.until
        moving.merge_contracts(into_id=subject.contract.pk, from_ids=others, end_on=end_on, **told)
        return
    told |= {"contract_id": subject.contract.pk, "new_key": given.new_key}
    if given.change == "split":
        moving.split_contract(**told)
    else:
        moving.transfer_contract(to_customer=customer_keyed(given.to, subject), **told)
