"""Show Markdown on a page."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString, mark_safe

from tenure.web.prose import prose_html

register = template.Library()


@register.filter
def prose(text: str) -> SafeString:
    """Return a Markdown text as HTML."""
    return mark_safe(prose_html(text))  # made from text alone: HTML in it is escaped
