"""Of whose renewals a review tells."""

from __future__ import annotations

from dataclasses import dataclass

from tenure.kernel.errors import InvalidInput

SORTS = ("all", "mine", "team", "person", "customer")


@dataclass(frozen=True, slots=True)
class Whose:
    """Everything ("all"), what one person may see ("mine"), or that of a team, person, customer.

    `id` is of the user, team, staff member or customer; `label` what people call it.
    """

    sort: str
    id: int = 0
    label: str = ""
    owner_ids: tuple[int, ...] | None = None

    @property
    def key(self) -> str:
        """Return it as it is kept and as addresses carry it."""
        return self.sort if self.sort == "all" else f"{self.sort}:{self.id}"


def read_key(key: str) -> tuple[str, int]:
    """Return the sort and id of a key. Raise InvalidInput for what is none."""
    sort, _, number = key.partition(":")
    if sort not in SORTS or (sort == "all") != (not number):
        raise InvalidInput(f"{key[:40]} says nobody whose renewals these could be.")
    if number and not (number.isdecimal() and len(number) < 19):
        raise InvalidInput(f"{key[:40]} says nobody whose renewals these could be.")
    return sort, int(number or 0)
