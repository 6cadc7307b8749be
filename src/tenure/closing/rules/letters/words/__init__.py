"""The words of the papers of contracts, by language; a test holds that all languages have all."""

from __future__ import annotations

from collections.abc import Mapping

from tenure.closing.rules.letters.words import de, en, es, fr, ja
from tenure.documents.rules import Language

WORDS: Mapping[Language, Mapping[str, str]] = {
    Language.ENGLISH: en.WORDS,
    Language.GERMAN: de.WORDS,
    Language.FRENCH: fr.WORDS,
    Language.SPANISH: es.WORDS,
    Language.JAPANESE: ja.WORDS,
}
