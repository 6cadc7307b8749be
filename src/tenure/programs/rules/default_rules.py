"""Who belongs to the programs that a company starts with; superseded by later rules."""

from __future__ import annotations

DEFAULT_RULES: dict[str, str] = {
    "at-risk": """
benefits = ["Protection is free of charge.", "Help with setting it up."]
evidence = ["partner_letter", "register_extract"]
[[condition]]
fact = "organisation"
is = ["public_interest"]
""",
    "election-offices": """
benefits = ["The service is free of charge.", "A named contact before and during elections."]
evidence = ["official_letter"]
[[condition]]
fact = "organisation"
is = ["election_office"]
""",
    "non-profit": """
benefits = ["The price does not rise at renewal."]
evidence = ["register_extract", "tax_exemption"]
[[condition]]
fact = "organisation"
is = ["charity", "public_interest"]
[[condition]]
fact = "register_number"
known = true
""",
    "education": """
benefits = ["The price does not rise at renewal."]
evidence = ["accreditation", "official_letter"]
[[condition]]
fact = "organisation"
is = ["education"]
""",
    "start-up": """
benefits = ["The price does not rise at renewal for the first five years."]
evidence = ["register_extract", "articles"]
[[condition]]
fact = "organisation"
is = ["start_up"]
[[condition]]
fact = "employees"
most = 50
[[condition]]
fact = "founded"
within_months = 60
""",
}
