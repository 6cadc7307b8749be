"""Markdown that people wrote, as HTML that can do nothing but be read."""

from __future__ import annotations

from markdown_it import MarkdownIt
from markdown_it.token import Token

# No HTML of the writer's own (it is shown as text) and no pictures from elsewhere; links that
# could run something (javascript:, data:) are not made links by the library.
_READER = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
_DEEPEST = 6


def prose_html(text: str) -> str:
    """Return the HTML of a Markdown text; its first level of headings is the page's second."""
    tokens = _READER.parse(text)
    for token in tokens:
        _tame(token)
        for inner in token.children or []:
            _tame(inner)
    return str(_READER.renderer.render(tokens, _READER.options, {}))


def _tame(token: Token) -> None:
    if token.type in {"heading_open", "heading_close"}:
        token.tag = f"h{min(_DEEPEST, int(token.tag[1:]) + 1)}"
    if token.type == "link_open":
        token.attrs["rel"] = "noopener noreferrer nofollow"
    token.attrs.pop("style", None)  # the content security policy allows no inline style
