"""The words of the papers of offers, by language; a test holds that all languages have all."""

from __future__ import annotations

from collections.abc import Mapping

from tenure.documents.rules import Language, LocalForm, Saying
from tenure.quotes.rules.paper.words import de, en, es, fr, ja

WORDS: Mapping[Language, Mapping[str, str]] = {
    Language.ENGLISH: en.WORDS,
    Language.GERMAN: de.WORDS,
    Language.FRENCH: fr.WORDS,
    Language.SPANISH: es.WORDS,
    Language.JAPANESE: ja.WORDS,
}


def saying(language: Language, country: str, more: Mapping[str, str] | None = None) -> Saying:
    """Return the words of a language, with those of other papers added, for a country's readers."""
    return Saying({**WORDS[language], **(more or {})}, LocalForm(language, country))
