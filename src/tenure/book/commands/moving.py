"""Move lots between contracts: transfer to another customer, merge, split.

Each books an order on every contract concerned, in one transaction, joined by a `bundle`; what
leaves one contract arrives in another with the same revenue. Contracts are locked by rising id, so
that two acts on the same ones wait for each other instead of deadlocking.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import transaction

from tenure.book.commands.booking import LockedContract, OrderDraft, OrderRefused
from tenure.book.commands.orders import counter_order, drafted, open_contract
from tenure.book.models import Contract, Order, OrderKind
from tenure.book.rules.changes import Change, MoveIn, MoveOut, moved_pieces
from tenure.book.rules.effect import planned
from tenure.book.rules.facts import ContractState
from tenure.book.rules.index_clause import INDEX_FACTS
from tenure.directory.models import Customer
from tenure.foundation.models import User
from tenure.kernel.ids import MAX_KEY, clean_key, fingerprint

# What a contract that begins by a move takes over from the one that its lots come from.
_CARRIED = (
    "end_on", "renewal_type", "renewal_term_months", "notice_days", "price_method",
    "uplift_bp", "uplift_cap_bp", "price_hold_until", "terms_version", "billing_months",
    "time_zone", "channel", "reseller_id", "distributor_id", "escalator_bp", *INDEX_FACTS,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Move:
    """What moves, when, and why; `lots` none: all that run on that day."""

    from_on: date
    booked_on: date
    reason: str
    lots: tuple[int, ...] = ()


@transaction.atomic
def transfer_contract(
    *, contract_id: int, to_customer: Customer, new_key: str, move: Move, by: User, on: date
) -> Contract:
    """Give lots to another customer: they go on in a contract of its own. Safe to repeat."""
    return _move_to_new(
        contract_id, new_key, OrderKind.TRANSFER, move, customer=to_customer, by=by, on=on
    )


@transaction.atomic
def split_contract(*, contract_id: int, new_key: str, move: Move, by: User, on: date) -> Contract:
    """Put some lots into a contract of their own, same customer and clauses. Safe to repeat."""
    if not move.lots:
        raise OrderRefused("Say which lots go into the new contract.")
    return _move_to_new(contract_id, new_key, OrderKind.SPLIT, move, customer=None, by=by, on=on)


@transaction.atomic
def merge_contracts(
    *,
    into_id: int,
    from_ids: Sequence[int],
    move: Move,
    by: User,
    on: date,
    end_on: date | None = None,
) -> Order:
    """Merge contracts into one that co-terminates; the others end as merged. Safe to repeat.

    `end_on` is the common end (none: that of the contract they are merged into, which keeps it).
    Raises OrderRefused for another customer or currency, ChangeRefused where nothing is left.
    """
    key = _key(f"merge-{move.from_on}-{'-'.join(map(str, sorted(from_ids)))}")
    locked = _locked([into_id, *from_ids])
    into = locked[into_id]
    if (repeated := into.repeated(key)) is not None:
        return repeated
    bundle = _bundle(OrderKind.MERGE, into)
    move = replace(move, lots=())  # a merged contract moves as a whole
    end = end_on or into.state.end_on
    arrivals: list[Change] = []
    for source in (locked[contract_id] for contract_id in sorted(set(from_ids) - {into_id})):
        _require_same(into.contract, source.contract)
        arrivals.append(_arrival(source, OrderKind.MERGE, move, end_on=end))
        _book(source, [MoveOut(move.from_on, OrderKind.MERGE)], move, bundle, key, by=by, on=on)
    return _book(into, arrivals, move, bundle, key, by=by, on=on)


@transaction.atomic
def reverse_bundle(*, bundle: str, booked_on: date, reason: str, by: User, on: date) -> list[Order]:
    """Book the counter-orders of all orders that one act booked. Safe to repeat."""
    orders = list(Order.objects.filter(bundle=bundle).exclude(kind=OrderKind.REVERSAL))
    if not bundle or not orders:
        raise OrderRefused(f"No orders were booked together as {bundle!r}.")
    done = list(Order.objects.filter(bundle=f"undo-{bundle}"[:40]))
    if done:
        return done
    locked = _locked([order.contract_id for order in orders])
    return [
        locked[order.contract_id].book(
            replace(
                counter_order(
                    locked[order.contract_id], order.number, booked_on=booked_on, reason=reason
                ),
                bundle=f"undo-{bundle}"[:40],
            ),
            by=by,
            on=on,
        )
        for order in orders
    ]


def _move_to_new(
    contract_id: int,
    new_key: str,
    kind: OrderKind,
    move: Move,
    *,
    customer: Customer | None,
    by: User,
    on: date,
) -> Contract:
    source = LockedContract(contract_id)
    new_key = clean_key(new_key)
    key = _key(f"{kind}-{move.from_on}-{new_key}")
    if source.repeated(key) is not None:
        return Contract.objects.get(key=new_key)
    if Contract.objects.filter(key=new_key).exists():
        raise OrderRefused(f"There is a contract {new_key} already.")
    bundle = _bundle(kind, source)
    arrival = _arrival(source, kind, move, end_on=None)
    first = planned(ContractState(), [arrival], booked_on=move.booked_on)
    terms = _carried_terms(source, move)
    _book(source, [MoveOut(move.from_on, kind, move.lots)], move, bundle, key, by=by, on=on)
    draft = replace(drafted(first), terms=terms, bundle=bundle, key=key, reason=move.reason)
    return open_contract(
        key=new_key,
        customer=customer or source.contract.customer,
        draft=draft,
        by=by,
        on=on,
        name=source.contract.name,
        owner=source.contract.owner,
    )


def _carried_terms(source: LockedContract, move: Move) -> dict[str, Any]:
    carried = {name: getattr(source.contract, name) for name in _CARRIED}
    return {
        **carried,
        "currency": source.contract.currency,
        "start_on": move.from_on,
        "first_start_on": move.from_on,
    }


def _arrival(source: LockedContract, kind: OrderKind, move: Move, *, end_on: date | None) -> MoveIn:
    pieces = moved_pieces(source.state, move.from_on, move.lots)
    return MoveIn(move.from_on, kind, pieces, source.contract.key, end_on)


def _book(
    locked: LockedContract,
    changes: Sequence[Change],
    move: Move,
    bundle: str,
    key: str,
    *,
    by: User,
    on: date,
) -> Order:
    order = planned(locked.state, changes, booked_on=move.booked_on)
    draft: OrderDraft = replace(drafted(order), reason=move.reason, bundle=bundle, key=key)
    return locked.book(draft, by=by, on=on)


def _locked(contract_ids: Sequence[int]) -> dict[int, LockedContract]:
    return {contract_id: LockedContract(contract_id) for contract_id in sorted(set(contract_ids))}


def _bundle(kind: OrderKind, locked: LockedContract) -> str:
    return f"{kind}-{locked.contract.pk}-{locked.contract.revision + 1}"


def _key(text: str) -> str:
    """Return the key of an act on contracts; of a long one its beginning and its fingerprint."""
    return text if len(text) <= MAX_KEY else f"{text[:50]}-{fingerprint(text)}"


def _require_same(into: Contract, source: Contract) -> None:
    if into.customer_id != source.customer_id:
        raise OrderRefused(
            f"{source.key} belongs to another customer than {into.key}: transfer it first."
        )
    if into.currency != source.currency:
        raise OrderRefused(f"{source.key} is in {source.currency}, {into.key} in {into.currency}.")
