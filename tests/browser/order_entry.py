"""An order entry in a browser: what somebody chooses and presses in the simulator, and what they then see."""

import json
from typing import Any

from tests.browser.chromium import Chromium

_CHOOSE = """(() => {{
  const field = document.getElementById({field});
  field.value = {value};
  field.dispatchEvent(new Event("change", {{ bubbles: true }}));
}})()"""
_EXCHANGES = """[...document.querySelectorAll("#exchanges > details")].reverse().map((each) => [
  each.querySelector(".hook").textContent, Number(each.dataset.status)])"""
_RECORDED = """[...document.querySelector("#exchanges > details").querySelectorAll(".warned, [data-state]")]
  .map((each) => each.textContent)"""
_IS_READ_BACK = 'document.querySelector("#exchanges > details .recorded").childElementCount > 0'


class OrderEntry:
    """The simulator's page, opened anew."""

    def __init__(self, browser: Chromium, url: str, language: str = "en") -> None:
        self._browser = browser
        browser.open(f"{url}/simulator?lang={language}")
        self._settle()

    def choose(self, **chosen: str) -> None:
        """Choose in the lists of these names."""
        for field, value in chosen.items():
            self._browser.evaluate(_CHOOSE.format(field=json.dumps(field.replace("_", "-")), value=json.dumps(value)))

    def tick(self, box: str) -> None:
        """Tick a box of the sloppy EHR."""
        self.choose(playing="sloppy")
        self._browser.evaluate(f"document.querySelector('[name=box][value={box}]').click()")

    def documented(self, box: str) -> int:
        """The status that the page tells beside a box."""
        return int(self._browser.evaluate(f"document.querySelector('[name=box][value={box}]').dataset.documented"))

    def press(self, selector: str) -> None:
        """Press a button, and wait until everything that follows from it is done."""
        self._browser.evaluate(f"document.querySelector({json.dumps(selector)}).click()")
        self._settle()

    @property
    def exchanges(self) -> list[list[Any]]:
        """What went over the wire: hook or feedback, and status, in order."""
        return list(self._browser.evaluate(_EXCHANGES))

    @property
    def orders(self) -> list[str]:
        """The draft orders, each with its rating and where that was read."""
        return list(
            self._browser.evaluate("[...document.querySelectorAll('#orders li')].map((each) => each.innerText)")
        )

    @property
    def cards(self) -> list[list[str]]:
        """The cards shown: indicator and summary."""
        return list(
            self._browser.evaluate(
                "[...document.querySelectorAll('.card')].map((each) => [each.dataset.indicator,"
                " each.querySelector('h3')?.innerText ?? each.innerText])"
            )
        )

    @property
    def told(self) -> str:
        """What is said of the answer as a whole."""
        return str(self._browser.evaluate("document.querySelector('.told').innerText"))

    @property
    def recorded(self) -> list[str]:
        """What the record of the newest call tells of how it was made: warnings, then sources."""
        self._browser.wait(_IS_READ_BACK)
        return list(self._browser.evaluate(_RECORDED))

    def _settle(self) -> None:
        self._browser.wait("document.getElementById('simulator').dataset.busy === 'no'")
