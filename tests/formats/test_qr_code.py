"""QR codes that say what they were given: read back from their modules, in both forms."""

from __future__ import annotations

import base64

from lxml import etree

from concord.formats.qr_code import qr_modules, qr_svg, qr_text

ADDRESS = "http://192.168.1.7:8000/join/ABC234/?k=0123456789"
FINDER = [[1, 1, 1, 1, 1, 1, 1], [1, 0, 0, 0, 0, 0, 1], [1, 0, 1, 1, 1, 0, 1]]


def test_a_code_has_its_three_corners_and_a_quiet_zone():
    rows = qr_modules(ADDRESS)
    size = len(rows)
    assert all(len(row) == size for row in rows)
    assert not any(any(row) for row in rows[:4] + rows[-4:])
    for across in (4, size - 11):
        assert [[int(module) for module in row[across : across + 7]] for row in rows[4:7]] == FINDER
    assert [[int(module) for module in row[4:11]] for row in rows[size - 11 : size - 8]] == FINDER


def test_the_picture_draws_exactly_the_dark_modules():
    rows = qr_modules(ADDRESS)
    head, _comma, data = qr_svg(ADDRESS).partition(",")
    assert head == "data:image/svg+xml;base64"
    drawn = etree.fromstring(base64.b64decode(data))
    assert drawn.get("viewBox") == f"0 0 {len(rows)} {len(rows)}"
    dark = set()
    for run in drawn.find("{*}path").get("d").split("M")[1:]:
        place, _h, rest = run.partition("h")
        x, y = map(int, place.split())
        dark |= {(x + n, y) for n in range(int(rest.partition("v")[0]))}
    assert dark == {(x, y) for y, row in enumerate(rows) for x, module in enumerate(row) if module}


def test_a_terminal_shows_dark_as_its_ground():
    rows = qr_modules(ADDRESS)
    lines = qr_text(ADDRESS).split("\n")
    assert len(lines) == (len(rows) + 1) // 2
    upper = [[letter in " ▄" for letter in line] for line in lines]
    lower = [[letter in " ▀" for letter in line] for line in lines]
    assert upper == rows[::2]
    assert lower[: len(rows) // 2] == rows[1::2]


def test_letters_that_every_terminal_has_show_the_same():
    rows = qr_modules(ADDRESS)
    lines = qr_text(ADDRESS, blocks=False).split("\n")
    assert [[line[at : at + 2] == "  " for at in range(0, len(line), 2)] for line in lines] == rows
