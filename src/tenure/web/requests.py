"""The form of a kind of request, made from the fields that its kind declares."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from tenure.desk.rules.requests import Field, FieldType, RequestKind
from tenure.web.changes.fields import SELECT, TEXT

ABOUT = "about"


def fields_form(
    kind: RequestKind, given: Mapping[str, object], *, is_sent: bool, needs_about: bool = True
) -> forms.Form:
    """Return the form of a kind, bound when it was sent; the rules check what is in it."""
    form = forms.Form(data=given if is_sent else None, initial=dict(given))
    if needs_about:
        form.fields[ABOUT] = forms.CharField(
            label="About", max_length=120, help_text="A contract, a quote or a customer: its key.",
            widget=forms.TextInput(attrs=dict(TEXT)),
        )  # fmt: skip
    for field in kind.fields:
        form.fields[field.name] = _drawn(field)
    return form


def given_values(kind: RequestKind, form: forms.Form) -> dict[str, object]:
    """Return what was typed into the fields of a kind."""
    return {field.name: form.cleaned_data.get(field.name) or "" for field in kind.fields}


def _drawn(field: Field) -> forms.Field:
    told: dict[str, Any] = {
        "label": field.label, "required": field.required, "help_text": field.help,
    }  # fmt: skip
    if field.type is FieldType.CHOICE:
        choices = [*([] if field.required else [("", "Nothing chosen")]), *field.choices]
        return forms.ChoiceField(choices=choices, widget=forms.Select(attrs=dict(SELECT)), **told)
    if field.type is FieldType.TEXT:
        area = forms.Textarea(attrs={"class": "form-control", "rows": 4})
        return forms.CharField(widget=area, **told)
    kinds = {FieldType.DAY: "date", FieldType.EMAIL: "email", FieldType.PHONE: "tel"}
    widget = forms.TextInput(attrs=dict(TEXT))
    widget.input_type = kinds.get(field.type, "text")
    return forms.CharField(max_length=field.longest, widget=widget, **told)
