import pytest

from tenure.kernel.errors import InvalidInput
from tenure.kernel.money import EXPONENTS, exponent


@pytest.mark.parametrize(
    ("case", "currency", "places"),
    [
        ("two decimals", "EUR", 2),
        ("no decimals", "JPY", 0),
        ("none, though its neighbours have two", "ISK", 0),
        ("ISO says two where shops show none", "HUF", 2),
        ("three decimals", "KWD", 3),
        ("four decimals", "CLF", 4),
        ("new in 2025", "XCG", 2),
        ("withdrawn, still in contracts", "BGN", 2),
    ],
)
def test_exponent(case: str, currency: str, places: int) -> None:
    assert exponent(currency) == places


@pytest.mark.parametrize(
    ("case", "currency"),
    [
        ("lower case", "eur"),
        ("unknown", "ZZZ"),
        ("empty", ""),
        ("gold has no minor unit", "XAU"),
        ("not text", None),
        ("unhashable", ["EUR"]),
    ],
)
def test_exponent_refuses(case: str, currency: str) -> None:
    with pytest.raises(InvalidInput, match="ISO 4217"):
        exponent(currency)


def test_table_has_every_code_once_and_is_read_only() -> None:
    assert len(EXPONENTS) == 17 + 139 + 7 + 2 + 2  # exponents 0, 2, 3, 4, lately withdrawn
    assert all(len(code) == 3 and code.isupper() for code in EXPONENTS)
    with pytest.raises(TypeError):
        EXPONENTS["EUR"] = 3  # type: ignore[index]
