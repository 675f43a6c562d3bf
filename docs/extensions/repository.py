"""Pages that show parts of the repository's READMEs.

A README is written to be read in the repository. Where a page includes it, links between READMEs become links between
pages, other files become downloads, and headings move up one level, since a page has a title of its own.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

from sphinx.application import Sphinx

ROOT = Path(__file__).resolve().parents[2]
PAGES = {
    "README.md": "index",
    "README.zh.md": "zh/index",
    "CHANGELOG.md": "changelog",
    "bench/README.md": "measurements",
    "scenarios/README.md": "scenarios/index",
    "scenarios/data/README.md": "data",
    "scenarios/data/provinces/README.md": "data",
    "sim/model/README.md": "model/index",
}
CHINESE_PAGES = {"README.md": "zh/index", "scenarios/README.md": "zh/scenario_guide"}
LINK = re.compile(r"(!?)\[([^\]]*)\]\(([^)\s]+)\)")
CHINESE = "\u3000-\u303f\u4e00-\u9fff\uff00-\uffef“”"
NAMED = re.compile(r"^```(\w+) (\S+)$", re.MULTILINE)


def outside_code(text: str, change: Callable[[str], str]) -> str:
    """The text with everything changed that is not in a fenced block."""
    parts = re.split(r"(^```.*?^```$)", text, flags=re.MULTILINE | re.DOTALL)
    return "".join(part if part.startswith("```") else change(part) for part in parts)


def with_captions(text: str) -> str:
    """Blocks that begin with a kind and a file name have that name above them."""

    def block(match: re.Match[str]) -> str:
        kind, name = match.groups()
        return f"```{{code-block}} {'text' if kind == 'csv' else kind}\n:caption: {name}\n"

    return NAMED.sub(block, text)


def joined(text: str, page: str) -> str:
    """The text with lines joined between which Chinese has no space."""
    if not page.startswith("zh/"):
        return text
    return re.sub(rf"(?<=[{CHINESE})])\n *(?=[{CHINESE}\[])", "", text)


def promoted(text: str) -> str:
    """The text with all headings but the first level one level up."""
    return re.sub(r"^##(#*) ", r"#\1 ", text, flags=re.MULTILINE)


def relinked(text: str, file: Path, page: str) -> str:
    """The text of a file with links that hold on a page."""
    folder = (ROOT / "docs" / page).parent
    pages = PAGES | CHINESE_PAGES if page.startswith("zh/") else PAGES

    def link(match: re.Match[str]) -> str:
        mark, words, target = match.groups()
        if "://" in target:
            return match[0]
        path = (file.parent / target).resolve()
        name = path.relative_to(ROOT).as_posix()
        if name in pages:
            words = "" if words in (name, target) else words  # the title of the page
            path = ROOT / "docs" / f"{pages[name]}.md"
        return f"{mark}[{words}]({os.path.relpath(path, folder)})"

    return LINK.sub(link, text)


def on_include(app: Sphinx, path: Path, _: str, content: list[str]) -> None:
    """Adapts a README to the page that includes it."""
    file = (Path(app.srcdir) / path).resolve()
    page = app.env.docname

    def adapted(part: str) -> str:
        return joined(relinked(promoted(part), file, page), page)

    content[0] = with_captions(outside_code(content[0], adapted))


def on_read(app: Sphinx, page: str, content: list[str]) -> None:
    """Adapts a page."""
    content[0] = with_captions(outside_code(content[0], lambda part: joined(part, page)))


def setup(app: Sphinx) -> dict[str, bool]:
    """Connects the above."""
    app.connect("include-read", on_include)
    app.connect("source-read", on_read)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
