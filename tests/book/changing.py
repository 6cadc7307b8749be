"""Random changes of every kind, booked on the contracts of a book the way people do."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from tenure.book.commands import moving
from tenure.book.commands.booking import OrderRefused
from tenure.book.commands.orders import change_contract, reverse_order
from tenure.book.models import Contract, Order
from tenure.book.queries.orders import state_of
from tenure.book.rules import changes
from tenure.book.rules.facts import ContractState
from tenure.directory.models import Customer
from tenure.foundation.models import User
from tenure.kernel.errors import InvalidInput
from tests.book.builders import raised_by


class Changer:
    """Books changes at random; `booked` counts those that fitted, by kind of order."""

    def __init__(self, seed: int, *, by: User, on: date) -> None:
        self.dice = random.Random(seed)
        self.by, self.on = by, on
        self.booked: Counter[str] = Counter()
        self.day = on

    def change(self, times: int) -> None:
        """Try so many changes, a day or more apart."""
        for _ in range(times):
            self.day += timedelta(days=self.dice.choice([0, 1, 3]))
            contract = self.dice.choice(list(Contract.objects.order_by("id")))
            try:
                with transaction.atomic():
                    self.booked[self._change(contract)] += 1
            except (InvalidInput, OrderRefused):
                continue

    def _change(self, contract: Contract) -> str:
        acts: list[Callable[[Contract], str]] = [self._one] * 12
        acts += [self._reverse] * 2 + [self._transfer, self._split, self._merge]
        return self.dice.choice(acts)(contract)

    def _one(self, contract: Contract) -> str:
        state = state_of(contract)
        wanted = [self._asked(contract, state)]
        order = change_contract(
            contract_id=contract.pk, changes=wanted, booked_on=self.day, by=self.by, on=self.on,
            reason="as asked",
        )  # fmt: skip
        return type(wanted[0]).__name__ if order else ""

    def _asked(self, contract: Contract, state: ContractState) -> changes.Change:
        dice = self.dice
        first = state.start_on or self.day
        from_on = first + timedelta(days=dice.randrange(-60, 500))
        until = dice.choice([None, None, from_on + timedelta(days=dice.randrange(1, 200))])
        lot = dice.choice([*state.lots, 1])
        end = (state.end_on or first) + timedelta(days=dice.randrange(-90, 400))
        offer = changes.Offer(
            dice.choice(["SEAT", "PRO"]), dice.randrange(1, 90) * 5_000,
            dice.randrange(0, 90) * 12_345, contract.currency, dice.choice([1, 12, 36]),
        )  # fmt: skip
        ramp = (changes.RampStep(from_on + timedelta(days=40), 70_000, 123_400),)
        some = tuple(dice.sample(sorted(state.lots), min(len(state.lots), dice.randrange(3))))
        reset = (changes.RenewedLot(lot, dice.randrange(1, 9) * 10_000, ramp=()),)
        return dice.choice([
            changes.AddLine(from_on, offer, until, dice.choice([(), ramp])),
            changes.ChangeQuantity(from_on, lot, to_e4=dice.randrange(1, 50) * 5_000, until=until),
            changes.ChangeQuantity(from_on, lot, by_e4=dice.choice([-5_000, 20_000])),
            changes.Reprice(from_on, lot, raised=raised_by(dice.randrange(-900, 900)), until=until),
            changes.RemoveLine(from_on, lot),
            changes.SwapProduct(from_on, lot, offer),
            changes.ExtendTerm(end),
            changes.Bridge(end),
            changes.CoTerminate(end, some),
            changes.SetFacts(from_on, {"renewal_type": dice.choice(["auto", "evergreen"])}),
            changes.TakeOver(from_on, {"channel": "reseller"}),
            changes.Suspend(from_on, until, some),
            changes.Resume(from_on, some),
            changes.Terminate(from_on, "lost", some),
            changes.Renew(state.end_on or end, end + timedelta(days=400)),
            changes.Renew(end, dice.choice([None, end + timedelta(days=365)]), reset),
            changes.Reset(from_on, from_on + timedelta(days=365), dice.choice([(), reset])),
        ])  # fmt: skip

    def _reverse(self, contract: Contract) -> str:
        last = Order.objects.filter(contract=contract).order_by("-number").first()
        assert last is not None
        given: dict[str, Any] = {"booked_on": self.day, "reason": "wrong", "by": self.by}
        if last.bundle:
            moving.reverse_bundle(bundle=last.bundle, on=self.on, **given)
            return "reversed together"
        reverse_order(contract_id=contract.pk, number=last.number, on=self.on, **given)
        return "reversed"

    def _move(self, contract: Contract, *, some: bool) -> moving.Move:
        lots = tuple(state_of(contract).lots)
        day = contract.start_on + timedelta(days=self.dice.randrange(300))
        return moving.Move(day, self.day, "as asked", lots[:1] if some else ())

    def _transfer(self, contract: Contract) -> str:
        customer, _ = Customer.objects.get_or_create(key="K2", name="Other")
        moving.transfer_contract(
            contract_id=contract.pk, to_customer=customer, by=self.by, on=self.on,
            new_key=f"T{Contract.objects.count()}", move=self._move(contract, some=False),
        )  # fmt: skip
        return "transferred"

    def _split(self, contract: Contract) -> str:
        moving.split_contract(
            contract_id=contract.pk, new_key=f"S{Contract.objects.count()}",
            move=self._move(contract, some=True), by=self.by, on=self.on,
        )  # fmt: skip
        return "split"

    def _merge(self, contract: Contract) -> str:
        others = Contract.objects.filter(
            customer=contract.customer, currency=contract.currency, ended_on=None
        ).exclude(pk=contract.pk)
        keys = sorted(others.values_list("pk", flat=True))
        if not keys:
            raise OrderRefused("There is nothing to merge.")
        moving.merge_contracts(
            into_id=contract.pk, from_ids=[self.dice.choice(keys)], by=self.by, on=self.on,
            move=self._move(contract, some=False),
        )  # fmt: skip
        return "merged"
