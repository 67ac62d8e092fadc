"""Text and edges stand out from their ground as WCAG 2.2 AA asks, in light and in dark."""

import re

import pytest

from api.pages.render import STATIC

STYLE = (STATIC / "style.css").read_text()
TEXT, EDGE = 4.5, 3.0  # success criteria 1.4.3 and 1.4.11
TONES = ("recommended", "considered", "weighing", "against", "silent", "outside", "asking")
PAIRS = [
    *((ink, ground, TEXT) for ink in ("ink", "quiet", "accent", "wrong") for ground in ("ground", "surface")),
    *((tone, f"{tone}-soft", TEXT) for tone in TONES),
    *(("ink", f"{tone}-soft", TEXT) for tone in TONES),
    *(("accent", f"{tone}-soft", TEXT) for tone in TONES),
    *((f"{tone}-soft", tone, EDGE) for tone in TONES),
    *((tone, "ground", EDGE) for tone in TONES),
    ("on-accent", "accent", TEXT),
    ("on-alarm", "alarm", TEXT),
    ("ink", "accent-soft", TEXT),
    ("accent", "accent-soft", TEXT),
    ("edge", "surface", EDGE),
    ("edge", "ground", EDGE),
]


def tokens(scheme: str) -> dict[str, str]:
    """The colours of a scheme; dark changes those that differ from light."""
    light, dark = (
        dict(re.findall(r"--([a-z-]+): #([0-9a-f]{6});", block))
        for block in re.split(r"@media \(prefers-color-scheme: dark\)", STYLE.split("@layer page {")[0])
    )
    assert sorted(light) == sorted(dark)
    return {"light": light, "dark": dark}[scheme]


def luminance(colour: str) -> float:
    """Relative luminance, as WCAG defines it."""
    parts = [int(colour[start : start + 2], 16) / 255 for start in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio, 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_stand_out(scheme: str) -> None:
    colours = tokens(scheme)
    weak = {
        (ink, ground): round(contrast(colours[ink], colours[ground]), 2)
        for ink, ground, least in PAIRS
        if contrast(colours[ink], colours[ground]) < least
    }
    assert weak == {}


def test_contrast_is_that_of_black_on_white() -> None:
    assert (contrast("000000", "ffffff"), contrast("777777", "777777")) == (21, 1)


def test_no_colour_stands_outside_the_tokens() -> None:
    rules = STYLE.split("@layer page {")[1].split("@media print")[0]
    assert re.findall(r"#[0-9a-f]{3,8}\b|rgb|hsl", rules) == []
