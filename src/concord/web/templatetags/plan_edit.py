"""What is wrong with one field of an action's form, beside that field."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from concord.web.plans.action_fields import Sent

register = template.Library()
_FAULT = '<span class="field-fault" role="alert">{}</span>'


@register.simple_tag
def fault(form: Sent, address: str, key: str) -> SafeString | str:
    """The sentence about a field of the action, if there is one."""
    words = form.faults.get(f"{address}{key}", "")
    return format_html(_FAULT, words) if words else ""


@register.simple_tag
def row_fault(form: Sent, table: str, row: str, key: str) -> SafeString | str:
    """The sentence about a field of a row that hangs on the action, if there is one."""
    return fault(form, f"{table}|{row}|", key)
