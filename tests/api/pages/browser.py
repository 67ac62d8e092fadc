"""A page as a browser reads it: its elements and texts, and what its form would send."""

from dataclasses import dataclass
from html.parser import HTMLParser

from httpx import Response


@dataclass
class Element:
    """One element of a page, with all the text within it."""

    tag: str
    attributes: dict[str, str]
    text: str = ""


class Page(HTMLParser):
    """A page as a browser reads it."""

    WITHIN_A_LINE = frozenset({"a", "cite", "code", "em", "span", "strong"})
    EMPTY = frozenset({"meta", "link", "input", "path", "circle", "rect"})

    def __init__(self, response: Response) -> None:
        super().__init__()
        self.status = response.status_code
        self.elements: list[Element] = []
        self._open: list[Element] = []
        self.feed(response.text)
        self.close()
        assert [element.tag for element in self._open] == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.elements.append(Element(tag, {name: value or "" for name, value in attrs}))
        if tag not in self.EMPTY:
            self._open.append(self.elements[-1])

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element without contents."""
        self.elements.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        """Close the element that was opened last, which must be of this kind."""
        assert self._open.pop().tag == tag
        if tag not in self.WITHIN_A_LINE:
            for element in self._open:
                element.text += " "

    def handle_data(self, data: str) -> None:
        """Note text."""
        for element in self._open:
            element.text += data

    def all(self, tag: str, **attributes: str) -> list[Element]:
        """The elements of a kind that have these attributes."""
        wanted = {name.strip("_").replace("_", "-"): value for name, value in attributes.items()}
        return [each for each in self.elements if each.tag == tag and wanted.items() <= each.attributes.items()]

    def texts(self, tag: str, **attributes: str) -> list[str]:
        """Their texts, white space made single."""
        return [" ".join(each.text.split()) for each in self.all(tag, **attributes)]

    def section(self, label: str) -> str:
        """The text of the one section with this label."""
        (text,) = self.texts("section", aria_labelledby=label)
        return text

    def chosen(self) -> dict[str, str]:
        """What the form would send as it stands."""
        fields = {each.attributes["name"]: each.attributes for each in self.all("input", type="text")}
        fields |= {each.attributes["name"]: each.attributes for each in self.all("input", type="hidden")}
        radios = {
            each.attributes["name"]: each.attributes
            for each in self.all("input", type="radio")
            if "checked" in each.attributes
        }
        return {name: attributes["value"] for name, attributes in (fields | radios).items()}
