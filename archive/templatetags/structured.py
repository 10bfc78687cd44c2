"""Data for machines inside a page."""

import json

from django import template

register = template.Library()
# The escapes of Django's json_script: no character of the data can end the element or begin a comment.
ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


class JsonBlock(str):
    """JSON that may stand inside a script element of a data type: escaped for that, so not once more as HTML."""

    def __html__(self) -> str:
        return str(self)


@register.filter
def json_block(value: object) -> JsonBlock:
    """``<script type="application/ld+json">{{ value|json_block }}</script>``: data, never run by a browser."""
    return JsonBlock(json.dumps(value, ensure_ascii=False).translate(ESCAPES))
