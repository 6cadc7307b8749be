"""What a person asks for in a quote otherwise than the book says it, and how that is stored."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from tenure.kernel.errors import InvalidInput


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedLine:
    """Hold what is asked of one lot: a quantity (1/10,000), rates of its own (basis points).

    None is as the book, or what is asked of all lines, has it. A lot that is `removed` does not
    renew.
    """

    lot: int
    quantity_e4: int | None = None
    uplift_bp: int | None = None
    discount_bp: int | None = None
    removed: bool = False

    @property
    def is_nothing(self) -> bool:
        """Tell whether nothing is asked of the lot."""
        return self == AskedLine(lot=self.lot)


@dataclass(frozen=True, slots=True, kw_only=True)
class AddedProduct:
    """Hold a product (its code) that is new on the contract: a quantity (1/10,000), a discount."""

    product: str
    quantity_e4: int
    discount_bp: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Hold all that is asked for in a quote; nothing, unless said.

    The term is `months` long, or ends before `end_on` (a co-term date); with neither it is the
    contract's. Rates are in basis points: an uplift instead of the one agreed, a discount that
    stays, a discount on this term only. `lines` are in order of their lots. `note` is for
    colleagues; `dropped` says what was asked for earlier and cannot be any more.
    """

    months: int | None = None
    end_on: date | None = None
    uplift_bp: int | None = None
    discount_bp: int | None = None
    one_time_discount_bp: int | None = None
    lines: tuple[AskedLine, ...] = ()
    added: tuple[AddedProduct, ...] = ()
    note: str = ""
    dropped: tuple[str, ...] = ()

    @property
    def wish(self) -> Asked:
        """Return what is asked for, without what was remarked about it."""
        return replace(self, note="", dropped=())

    @property
    def is_nothing(self) -> bool:
        """Tell whether the quote is as the book says it."""
        return self.wish == Asked()

    @property
    def by_lot(self) -> dict[int, AskedLine]:
        """Return what is asked of single lots."""
        return {line.lot: line for line in self.lines}

    @property
    def removed(self) -> frozenset[int]:
        """Return the lots that do not renew."""
        return frozenset(line.lot for line in self.lines if line.removed)

    def as_json(self) -> dict[str, Any] | None:
        """Return it as plain JSON, without what is not asked for; None for nothing at all."""
        told = {name: value for name, value in _told(self).items() if name not in _NESTED}
        told |= {name: [_told(one) for one in getattr(self, name)] for name in _NESTED}
        told["dropped"] = list(self.dropped)
        return {name: value for name, value in told.items() if value != []} or None

    @classmethod
    def from_json(cls, told: Mapping[str, Any] | None) -> Asked:
        """Return what was stored. Raise InvalidInput, with the place, for anything else."""
        whole = dict(told or {})
        nested = {
            name: tuple(
                _read(kind, one, f"{name}.{place}.")
                for place, one in enumerate(_listed(whole.pop(name, []), name), start=1)
            )
            for name, kind in _NESTED.items()
        }
        dropped = tuple(map(str, _listed(whole.pop("dropped", []), "dropped")))
        asked: Asked = _read(cls, {**whole, **nested, "dropped": dropped}, "")
        return asked


_NESTED: dict[str, type] = {"lines": AskedLine, "added": AddedProduct}


def _told(value: Any) -> dict[str, Any]:
    """Return the fields that differ from what they usually are, days as ISO text."""
    found = {}
    for field in fields(value):
        held = getattr(value, field.name)
        if held != field.default:
            found[field.name] = held.isoformat() if isinstance(held, date) else held
    return found


def _listed(value: object, place: str) -> list[Any]:
    if not isinstance(value, list):
        raise InvalidInput(f"{place}: a list is expected.")
    return value


def _read(kind: Callable[..., Any], told: object, place: str) -> Any:
    """Return a dataclass made of plain JSON, every value of the type that its field has."""
    if not isinstance(told, Mapping):
        raise InvalidInput(f"{place.rstrip('.')}: an object is expected.")
    known = {field.name: str(field.type) for field in fields(kind)}  # type: ignore[arg-type]
    values = {}
    for name, value in told.items():
        if name not in known:
            raise InvalidInput(f"{place}{name}: nothing of this name can be asked for.")
        values[name] = _value(value, known[name], f"{place}{name}")
    try:
        return kind(**values)
    except TypeError:
        raise InvalidInput(f"{place.rstrip('.')}: not all that it needs is there.") from None


def _value(value: object, kind: str, place: str) -> object:
    if kind.startswith("date"):
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            raise InvalidInput(f"{place}: {value!r} is not a day.") from None
    wanted = {"int": int, "str": str, "bool": bool}.get(kind.partition(" ")[0])
    if wanted is not None and type(value) is not wanted:
        raise InvalidInput(f"{place}: {value!r} is not of the kind that is expected.")
    return value
