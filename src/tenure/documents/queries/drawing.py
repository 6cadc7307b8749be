"""Draw charts on the server: a Vega-Lite specification as SVG, with nothing from the network.

The drawing program (vl-convert) brings Vega-Lite and fonts to measure texts by; it is loaded with
the first chart, which takes a second or two, and every other some 40 ms. What was drawn lately is
kept in the process.
"""

from __future__ import annotations

import importlib
import json
from functools import lru_cache
from typing import Any
from xml.etree import ElementTree

from tenure.kernel.errors import TenureError

_SVG = "http://www.w3.org/2000/svg"
_HREF = "{http://www.w3.org/1999/xlink}href"
_VERSION = "6.4"
# Vega takes only whole addresses for those of links: ours are put behind this and taken out again.
_ANYWHERE = "https://chart.invalid/"
_KEPT = 256
ElementTree.register_namespace("", _SVG)


class NotDrawn(TenureError):
    """Refuse a chart that cannot be drawn, with the reason."""


def draw(specification: dict[str, Any], *, title: str, says: str, key: str, site: str = "") -> str:
    """Return the SVG of a specification: with its title and a text of what it shows.

    Links (the field `link` of its values) stand as they are given, behind `site`; a mark with one
    has its text on the link. `key` makes ids unique in a page. Raise NotDrawn with the reason.
    """
    return _drawn(json.dumps(specification, sort_keys=True), title, says, key, site)


@lru_cache(maxsize=_KEPT)
def _drawn(specification: str, title: str, says: str, key: str, site: str) -> str:
    given = json.loads(specification)
    for value in given["data"]["values"]:
        value["link"] = f"{_ANYWHERE}{value['link']}" if value.get("link") else None
    # Some 90 MB of program: not loaded by who draws nothing.
    vega = importlib.import_module("vl_convert")
    try:
        made = vega.vegalite_to_svg(given, vl_version=_VERSION, allowed_base_urls=[])
    except ValueError as error:
        raise NotDrawn(f"The chart could not be drawn: {error}") from error
    # What Vega wrote, not a document from outside.
    root = ElementTree.fromstring(made)
    _name(root, title, says, key)
    for link in root.iter(f"{{{_SVG}}}a"):
        _address(link, site)
    return ElementTree.tostring(root, encoding="unicode")


def _name(root: ElementTree.Element, title: str, says: str, key: str) -> None:
    """Put the title and description first, where screen readers look for them."""
    is_linked = root.find(f".//{{{_SVG}}}a") is not None
    for each in root.iter():
        for attribute in ("role", "aria-roledescription", "class"):
            each.attrib.pop(attribute, None)
    # A picture by itself is one thing to read; one with links is a group of them.
    root.set("role", "group" if is_linked else "img")
    root.set("aria-labelledby", f"{key}-title")
    root.set("aria-describedby", f"{key}-says")
    for place, (tag, text) in enumerate((("title", title), ("desc", says))):
        element = ElementTree.Element(f"{{{_SVG}}}{tag}", {"id": f"{key}-{tag[:5]}"})
        if tag == "desc":
            element.set("id", f"{key}-says")
        element.text = text
        root.insert(place, element)


def _address(link: ElementTree.Element, site: str) -> None:
    link.set("href", site + link.attrib.pop(_HREF).removeprefix(_ANYWHERE))
    for mark in link:
        label = mark.attrib.pop("aria-label", "")
        if label:
            link.set("aria-label", f"{label}: the records")
