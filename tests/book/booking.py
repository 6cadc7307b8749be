# ruff: noqa: E402 (Django must be set up before its models are imported)
"""Book orders on one contract as fast as they are taken: a program, see `test_concurrency`.

Arguments: the contract's id, the name of this process, how many orders. Each key is sent twice,
the second time at once or some orders later. Prints how often an order came back with another
number than the first time.
"""

from __future__ import annotations

import os
import random
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tenure.config.settings")

import django

django.setup()

from tenure.book.commands.orders import change_contract
from tenure.book.rules.changes import Change, ChangeQuantity, Reprice
from tenure.foundation.commands import system_actor

ON = date(2026, 7, 1)
LATER = 20  # a key is sent again within so many orders


def main(contract_id: int, name: str, orders: int) -> None:
    """Book the orders, wait for the other process first."""
    by, numbers, strays = system_actor(), dict[int, int](), 0
    print("ready", flush=True)
    sys.stdin.readline()
    for place in sent_twice(orders, random.Random(name)):
        order = change_contract(
            contract_id=contract_id, changes=[change(place)], booked_on=ON, by=by, on=ON,
            key=f"{name}-{place}",
        )  # fmt: skip
        strays += numbers.setdefault(place, order.number) != order.number
    print(strays)


def change(place: int) -> Change:
    """Return one piece more, or at every fifth place another price."""
    if place % 5 == 4:
        return Reprice(ON, 1, unit_price_e4=1_000_000 + 7 * place + random.randrange(10**6) * 8)
    return ChangeQuantity(ON, 1, by_e4=10_000)


def sent_twice(orders: int, chance: random.Random) -> Iterator[int]:
    """Yield every place twice, in an order that a bad connection might make."""
    waiting: list[int] = []
    for place in range(orders):
        yield place
        waiting.append(place)
        while waiting and (len(waiting) > LATER or chance.random() < 0.5):
            yield waiting.pop(chance.randrange(len(waiting)))
    yield from waiting


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
