"""What a person asks for in a quote otherwise than the book says it: read, checked, put in facts.

Term, uplift, discounts, quantities, lines taken out or added. The what-if on a quote's page, the
command line and the stored quote (`Quote.asked`) hold the same `Asked`.
"""

from tenure.quotes.rules.asked.checking import (
    MOST_ADDED,
    MOST_MONTHS,
    MOST_NOTED,
    AskedRefused,
    OfferedProduct,
    Renewable,
    RenewableLot,
    carried_over,
    length_of,
    problems_of,
    settled,
    term_asked,
)
from tenure.quotes.rules.asked.facts import AddedProduct, Asked, AskedLine
from tenure.quotes.rules.asked.reading import UNTIL, Problem, read_asked
from tenure.quotes.rules.asked.rows import asked_rows
from tenure.quotes.rules.asked.words import asked_in_words, length_in_words
from tenure.quotes.rules.asked.writing import number_text, texts_of

__all__ = [
    "MOST_ADDED",
    "MOST_MONTHS",
    "MOST_NOTED",
    "UNTIL",
    "AddedProduct",
    "Asked",
    "AskedLine",
    "AskedRefused",
    "OfferedProduct",
    "Problem",
    "Renewable",
    "RenewableLot",
    "asked_in_words",
    "asked_rows",
    "carried_over",
    "length_in_words",
    "length_of",
    "number_text",
    "problems_of",
    "read_asked",
    "settled",
    "term_asked",
    "texts_of",
]
