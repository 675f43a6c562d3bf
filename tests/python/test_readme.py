"""The tour of both READMEs works as it is written, and says the same in both languages."""

from __future__ import annotations

import re
import sys

import pytest
import yaml

from conftest import ROOT

sys.path.insert(0, str(ROOT / "notebooks" / "figures"))
import tour

MEMBERS = 24  # of each run of the tour
LARGEST = 250_000  # bytes of a picture
WORDS = ("name", "name_zh", "description")  # keys of a scenario that are written in its language
COMMENT = re.compile(r"\s+#.*")
CHINESE = re.compile(r" --lang zh|, lang=\"zh\"")


def same_in_both(block: tour.Block) -> object:
    """A block without what is English or Chinese in it."""
    if block.kind == "yaml":
        return wordless(yaml.safe_load(block.text))
    lines = block.text.splitlines()
    if block.kind == "csv":
        return [line.rpartition(",")[0] for line in lines]  # the last column is the source, in words
    return [CHINESE.sub("", COMMENT.sub("", line)) for line in lines]


def wordless(part: object) -> object:
    """A part of a scenario without its names and descriptions."""
    if isinstance(part, dict):
        return {key: wordless(each) for key, each in part.items() if key not in WORDS}
    return part


def links(lang: str) -> set[str]:
    """Targets of the links and pictures of a README, without web addresses."""
    text = tour.READMES[lang].read_text(encoding="utf-8")
    found = re.findall(r"\]\(([^)\s]+)\)", text)
    return {link for link in found if "://" not in link}


@pytest.mark.parametrize("lang", tour.READMES)
def test_the_tour_can_be_followed(lang, tmp_path):
    tour.follow(tour.READMES[lang], tmp_path, MEMBERS)
    drawn = {path.stem for path in tmp_path.glob("study/*.png")}
    ending = "" if lang == "en" else f"_{lang}"
    shown = {link for link in links(lang) if link.endswith(".png")}
    assert shown == {f"notebooks/figures/{name}{ending}.png" for name in drawn}


def test_both_tours_have_the_same_commands_and_files():
    english, chinese = (tour.blocks(readme) for readme in tour.READMES.values())
    assert len(english) >= 10
    assert [block[:2] for block in english] == [block[:2] for block in chinese]
    for one, other in zip(english, chinese):
        assert same_in_both(one) == same_in_both(other)


def test_both_readmes_have_the_same_links():
    readmes = {"README.md", "README.zh.md"}
    english = {link for link in links("en") if link not in readmes}
    chinese = {link.replace("_zh.png", ".png") for link in links("zh") if link not in readmes}
    assert english == chinese


@pytest.mark.parametrize("lang", tour.READMES)
def test_what_a_readme_points_to_exists(lang):
    for link in links(lang):
        assert (ROOT / link).exists(), link
    text, verbs = tour.READMES[lang].read_text(encoding="utf-8"), (ROOT / "dev").read_text()
    for verb in set(re.findall(r"\./dev (\w+)", text)):
        assert f"\n  {verb})\n" in verbs


def test_the_pictures_are_small_and_all_shown():
    shown = {link for lang in tour.READMES for link in links(lang)}
    for picture in tour.FIGURES.glob("*.png"):
        assert str(picture.relative_to(ROOT)) in shown
        assert picture.stat().st_size < LARGEST
