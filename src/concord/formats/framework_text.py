"""What every piece of a framework pack is made of: texts in several languages, codes, and strictness."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

LANGUAGE = re.compile(r"^[a-z]{2,3}(-[A-Za-z]{2,8})?$")
# What no document can show, and neither YAML nor Word takes back.
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
CODE = r"^[A-Za-z0-9?][A-Za-z0-9?._-]{0,39}$"


def _translated(value: object) -> object:
    return {"": value} if isinstance(value, str) else value


def _spoken(value: dict[str, str]) -> dict[str, str]:
    for language, text in value.items():
        if language and not LANGUAGE.match(language):
            raise ValueError(f"'{language}' is not a language code such as 'en' or 'fr'")
        if not text.strip():
            raise ValueError("the text is empty")
    if not value:
        raise ValueError("the text is missing")
    plain = {language: " ".join(text.split()) for language, text in value.items()}
    if any(CONTROL.search(text) for text in plain.values()):
        raise ValueError("the text holds an invisible control character; type it anew")
    return plain


Text = Annotated[dict[str, str], BeforeValidator(_translated), AfterValidator(_spoken)]
Code = Annotated[str, Field(pattern=CODE)]
Kind = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


class Part(BaseModel):
    """Ground of every piece of a pack: unknown fields are faults, values never change after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True)
