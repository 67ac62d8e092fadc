"""YAML of the site map, in which every leaf is text and nothing is said twice or elsewhere."""

from typing import Any

import yaml

from engine.errors import ImagingCdsError


class SiteMapRefused(ImagingCdsError):
    """A site.yaml that must not be used, with the place and the reason."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"site.yaml: {reason}")


class _Loader(yaml.BaseLoader):
    """Reads every scalar as text, and refuses what a second reader could understand otherwise."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """Refuse aliases: a few of them can stand for more text than there is memory."""
        if self.check_event(yaml.AliasEvent):
            raise SiteMapRefused(f"line {self.line + 1}: aliases are not used here")
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002
        """Refuse a key that stands twice, of which one would be lost."""
        keys: set[str] = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode) or key.value in keys:
                raise SiteMapRefused(f"line {key.start_mark.line + 1}: the key is no text, or it stands twice")
            keys.add(key.value)
        return super().construct_mapping(node, deep)


def read_text(body: bytes) -> Any:  # noqa: ANN401  whatever shape the file has
    """Return the document, every leaf as text; SiteMapRefused where it is no such YAML."""
    try:
        return yaml.load(body, Loader=_Loader)  # noqa: S506  it makes text alone
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise SiteMapRefused(f"line {line}: it is not YAML: {error.problem}") from None
    except (yaml.YAMLError, ValueError, OverflowError, RecursionError):
        raise SiteMapRefused("it is not YAML in UTF-8 that can be read") from None
