"""The ingredient book: unit costs in one currency, read strictly."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from concord.content import content_path
from concord.formats.errors import FormatError
from concord.formats.ingredient_book import read_ingredient_book

BOOK = """\
edition: "2025"
currency: EUR
ingredients:
- {code: days, title: Expert, unit: person-day, low: 60, likely: 100.50, high: 180, category: staff}
"""


def read(folder: Path, text: str) -> object:
    file = folder / "book.yaml"
    file.write_text(text)
    return read_ingredient_book(file)


def test_an_entry_is_found_by_its_code_with_exact_amounts(tmp_path: Path) -> None:
    (tmp_path / "book.yaml").write_text(BOOK)
    book = read_ingredient_book(tmp_path / "book.yaml")
    assert (book.edition, book.currency) == ("2025", "EUR")
    assert book.by_code()["days"].likely == Decimal("100.5")


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("EUR", "euro", "book.yaml, currency: String should match pattern '^[A-Z]{3}$'"),
        ("low: 60", "low: -1", "book.yaml, ingredients.0.low: Input should be greater than or equal to 0"),
        (", category: staff", "", "book.yaml, ingredients.0.category: Field required"),
        ("category: staff", "category: staff, colour: red",
         "book.yaml, ingredients.0.colour: Extra inputs are not permitted"),
        ("ingredients:", "ingredients: [", "book.yaml: not readable as YAML text"),
    ],
)  # fmt: skip
def test_a_wrong_book_names_file_and_field(tmp_path: Path, old: str, new: str, fault: str) -> None:
    with pytest.raises(FormatError) as caught:
        read(tmp_path, BOOK.replace(old, new))
    assert str(caught.value) == fault


def test_a_book_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match=r"^nowhere\.yaml: not readable as YAML text$"):
        read_ingredient_book(tmp_path / "nowhere.yaml")


def test_the_shipped_book_is_in_order() -> None:
    book = read_ingredient_book(content_path("cost_ingredients.yaml"))
    assert len(book.by_code()) == len(book.ingredients) == 18
    assert all(entry.low <= entry.likely <= entry.high for entry in book.ingredients)
    assert all(entry.low > 0 for entry in book.ingredients)
