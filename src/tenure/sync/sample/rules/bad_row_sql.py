"""SQL of the rows that an import must send back: copies of good rows, each with one fault."""

from __future__ import annotations

FORMULA = """'=HYPERLINK("http://evil.example","A")&' || at_a"""

# Sheet -> kind of fault -> column -> what stands there instead.
FAULTS: dict[str, dict[str, dict[str, str]]] = {
    "customers": {
        "customer_formula": {"customer": FORMULA},
        "customer_duplicate": {"name": "name || ' (second row)'"},
        "customer_nameless": {"customer": "customer || 'X'", "name": "NULL"},
    },
    "contacts": {
        "contact_stray": {"contact": "contact || 'X'", "customer": "customer || '-UNKNOWN'"},
    },
    "contracts": {
        "contract_date": {
            "contract": "contract || 'X'",
            "start": "left(\"start\", 4) || '-02-30'",
        },
        "contract_backwards": {
            "contract": "contract || 'X'",
            "end": '("start"::DATE - 30)::VARCHAR',
        },
        "contract_currency": {"contract": "contract || 'X'", "currency": "'XQZ'"},
        "contract_duplicate": {"name": "name || ' (second row)'"},
        "contract_formula": {"contract": FORMULA},
        "contract_stray": {"contract": "contract || 'X'", "customer": "customer || '-UNKNOWN'"},
    },
    "orders": {
        "order_date": {"order": "\"order\" || 'X'", "effective_on": "'2025-13-01'"},
        "order_kind": {"order": "\"order\" || 'X'", "kind": "'gift'"},
    },
    "lines": {
        "line_negative": {"line": "'X001'", "quantity": "'-' || quantity"},
        "line_currency": {"line": "'X001'", "currency": "'XQZ'"},
        "line_date": {"line": "'X001'", "start": "left(\"start\", 4) || '-04-31'"},
        "line_backwards": {"line": "'X001'", "end": '("start"::DATE - 30)::VARCHAR'},
        "line_duplicate": {"quantity": "quantity || '1'"},
        "line_formula": {"line": FORMULA},
        "line_stray": {"line": "'X001'", "contract": "contract || '-UNKNOWN'"},
        "line_product": {"line": "'X001'", "product": "'ZZZ-999'"},
    },
}


def with_bad_rows(sheet: str, columns: tuple[str, ...], good: str) -> str:
    """Return the sheet's query, all columns as text, with the bad rows behind their account's.

    The good query yields the columns, then `at_a` (account) and `at_k` (place in the account);
    a bad row is made from the account's row at place 0.
    """
    texts = ", ".join(f'"{column}"::VARCHAR AS "{column}"' for column in columns)
    # Not materialized: the bad rows read only the few good ones that they are made from.
    source = f"SELECT {texts}, at_a, at_k FROM ({good})"
    query = f"WITH good AS NOT MATERIALIZED ({source}) SELECT * FROM good"
    faults = FAULTS.get(sheet, {})
    if not faults:
        return query
    cells = ", ".join(_cell(column, faults) for column in columns)
    codes = ", ".join(f"'{code}'" for code in faults)
    return (
        f"{query} UNION ALL SELECT {cells}, at_a, at_k + 10000000 FROM good "
        f"JOIN account ON account.a = good.at_a AND account.dirt IN ({codes}) WHERE at_k = 0"
    )


def _cell(column: str, faults: dict[str, dict[str, str]]) -> str:
    changed = {code: cells[column] for code, cells in faults.items() if column in cells}
    if not changed:
        return f'good."{column}"'
    cases = " ".join(f"WHEN '{code}' THEN {text}" for code, text in changed.items())
    return f'CASE account.dirt {cases} ELSE good."{column}" END'
