"""The documentation site is built without a warning, its links hold, and what it tells to type works."""

from __future__ import annotations

import html.parser
import inspect
import json
import re
import runpy
import shlex
import shutil
import subprocess
import sys
import urllib.parse
from pathlib import Path

import matplotlib.pyplot as plt
import pytest
import yaml

import jialing as jl
import jialing.__main__
from conftest import BUILD, ROOT

sys.path.insert(0, str(ROOT / "notebooks" / "figures"))
import tour

DOCS = ROOT / "docs"
PAGES = sorted(DOCS.rglob("*.md"))
FOLLOWED = [page for page in PAGES if any(block.kind == "sh" for block in tour.blocks(page))]
PART = re.compile(r"^```yaml\n(.*?)^```$", re.MULTILINE | re.DOTALL)
WITH_PARTS = [page for page in PAGES if PART.search(page.read_text(encoding="utf-8"))]
MEMBERS = 16  # of runs that do not say how many
GUIDES = DOCS / "scenarios" / "guide.md", DOCS / "zh" / "scenario_guide.md"
WORDS = ("name", "name_zh", "description", "source")  # keys that are written in a page's language
HELP = "api/command_line.html"


class Page(html.parser.HTMLParser):
    """What a built page points to, can be pointed at, and shows as code."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.anchors: set[str] = set()
        self.links: list[str] = []
        self.loads: list[str] = []  # what a browser fetches without being asked
        self.code: list[tuple[str, str]] = []  # language, text
        self.language, self.inside = "", False
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        of = {name: value or "" for name, value in attributes}
        self.anchors.add(of.get("id", ""))
        if tag == "a" and "href" in of:
            self.links.append(of["href"])
        elif tag in ("link", "script", "img", "source", "iframe"):
            self.loads += [of[name] for name in ("href", "src") if name in of]
        for name in of.get("class", "").split():
            if name.startswith("highlight-"):
                self.language = name.removeprefix("highlight-")
        if tag == "pre":
            self.inside = True
            self.code.append((self.language, ""))

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag != "pre"

    def handle_data(self, data: str) -> None:
        if self.inside:
            language, text = self.code[-1]
            self.code[-1] = language, text + data


def faults(site: Path) -> list[str]:
    """Links of a site that lead nowhere, and what it would load from the network."""
    pages = {path: Page(path.read_text(encoding="utf-8")) for path in site.rglob("*.html")}
    found = []
    for path, page in pages.items():
        for link in page.links + page.loads:
            parts = urllib.parse.urlsplit(link)
            if parts.scheme or parts.netloc:
                if link in page.loads and parts.scheme != "data":
                    found.append(f"{path.name} loads {link}")
                continue
            name = urllib.parse.unquote(parts.path)
            target = (path.parent / name).resolve() if name else path
            anchor = urllib.parse.unquote(parts.fragment)
            if not target.is_file():
                found.append(f"{path.name}: no file {link}")
            elif anchor and target in pages and anchor not in pages[target].anchors:
                found.append(f"{path.name}: no anchor {link}")
    for path in site.rglob("*.css"):
        if re.search(r"(url\(|@import)\s*['\"]?(https?:)?//", path.read_text(encoding="utf-8")):
            found.append(f"{path.name} loads from the network")
    return found


@pytest.fixture(scope="session")
def site(tmp_path_factory) -> Path:
    """The site as ./dev docs builds it."""
    folder = tmp_path_factory.mktemp("docs")
    options = re.search(
        r"-m sphinx (.*) docs build/docs$", (ROOT / "dev").read_text(), re.MULTILINE
    )
    assert options and "--fail-on-warning" in options[1]
    command = [sys.executable, "-m", "sphinx", *options[1].split(), str(DOCS), str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0 and not done.stderr, done.stderr
    return folder.resolve()


@pytest.fixture(scope="session")
def built(site) -> dict[str, Page]:
    """The pages of the site by name."""
    return {
        path.relative_to(site).as_posix(): Page(path.read_text(encoding="utf-8"))
        for path in site.rglob("*.html")
    }


@pytest.fixture(scope="session")
def schema(jialing) -> dict:
    return json.loads(jialing("schema").stdout)


@pytest.fixture
def checkout(tmp_path, monkeypatch) -> Path:
    """A folder that stands for a built checkout, and is the current one.

    Its program runs few members where the command does not say how many.
    """
    program = tmp_path / "bin" / "jialing"
    program.parent.mkdir()
    engine = shlex.quote(str((BUILD / "jialing").resolve()))
    program.write_text(
        f'#!/bin/sh\ncase " $* " in *" --members "*) exec {engine} "$@" ;; esac\n'
        f'case "$1" in run | targets | compare) exec {engine} "$@" --members {MEMBERS} ;; esac\n'
        f'exec {engine} "$@"\n'
    )
    program.chmod(0o755)
    shutil.copytree(ROOT / "scenarios", tmp_path / "scenarios")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", str(program.parent), prepend=":")
    return tmp_path


def name_of(page: Path) -> str:
    return page.relative_to(DOCS).with_suffix("").as_posix()


def commands(block: tour.Block) -> list[str]:
    """The commands of a block, each on one line and without the reader's remarks."""
    lines = block.text.replace("\\\n", " ").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def perform(command: str, monkeypatch) -> None:
    """Runs a command; one of Python without the seconds that a new interpreter takes."""
    words = shlex.split(command, comments=True)
    if words[0] != "python":
        done = subprocess.run(["bash", "-c", command], capture_output=True, text=True)
        assert done.returncode == 0, f"{command}\n{done.stderr}"
    elif words[1] == "-m":
        monkeypatch.setattr(sys, "argv", words[2:])
        assert jialing.__main__.main() in (0, None)
    else:
        runpy.run_path(words[1], run_name="__main__")
    plt.close("all")


def test_links_hold_and_nothing_is_loaded_from_the_network(site):
    assert len(list(site.rglob("*.html"))) > 20
    assert faults(site) == []


def test_what_is_wrong_with_a_site_is_found(tmp_path):
    (tmp_path / "good.html").write_text('<h1 id="here">Here</h1><a href="https://a.test/x">x</a>')
    assert faults(tmp_path) == []
    (tmp_path / "bad.html").write_text(
        '<a href="none.html">a</a> <a href="good.html#there">b</a> <a href="good.html#here">c</a>'
        ' <img src="none.png"> <script src="https://a.test/x.js"></script>'
    )
    (tmp_path / "bad.css").write_text("@import '//a.test/x.css';")
    assert sorted(faults(tmp_path)) == [
        "bad.css loads from the network",
        "bad.html loads https://a.test/x.js",
        "bad.html: no anchor good.html#there",
        "bad.html: no file none.html",
        "bad.html: no file none.png",
    ]


@pytest.mark.parametrize("page", FOLLOWED, ids=name_of)
def test_the_commands_of_a_page_work(page, checkout, monkeypatch):
    """One after the other, with the files that the page says to write."""
    for block in tour.blocks(page):
        if block.file:
            Path(block.file).parent.mkdir(exist_ok=True)
            Path(block.file).write_text(block.text, encoding="utf-8")
        else:
            for command in commands(block):
                perform(command, monkeypatch)


@pytest.mark.parametrize("page", WITH_PARTS, ids=name_of)
def test_parts_of_scenarios_on_a_page_are_valid(page, checkout, jialing):
    """A block without a file name. One that extends nothing stands for a change of the baseline."""
    folder = checkout / "scenarios"
    shutil.copy(folder / "data" / "posterior_2020.nc", folder / "posterior.nc")
    for block in tour.blocks(page):
        if block.kind == "csv":
            (folder / Path(block.file).name).write_text(block.text, encoding="utf-8")
    scenarios = []
    for text in PART.findall(page.read_text(encoding="utf-8")):
        whole = "extends" in yaml.safe_load(text)
        scenarios.append(f"block_{len(scenarios)}.yaml")
        text = text if whole else f"extends: baseline.yaml\nname: Part\n{text}"
        (folder / scenarios[-1]).write_text(text, encoding="utf-8")
    done = jialing("validate", *scenarios, cwd=folder)
    assert done.returncode == 0, done.stderr


def test_whole_scenarios_on_pages_are_used_there():
    """So the commands of the page judge them."""
    found = 0
    for page in PAGES:
        blocks = tour.blocks(page)
        typed = "".join(block.text for block in blocks if block.kind == "sh")
        for block in blocks:
            if block.kind == "yaml":
                assert f"jialing validate {block.file}\n" in typed, f"{name_of(page)}: {block.file}"
                found += 1
    assert found >= 5


def test_commands_that_are_only_shown_have_known_options(built):
    """In all blocks of the site, those of the READMEs among them."""
    shown, helps = 0, {}
    for _, text in built[HELP].code:
        for usage in re.findall(r"^[Uu]sage: jialing (\w+)", text, re.MULTILINE):
            helps[usage] = text
    for name, page in built.items():
        if name == HELP:
            continue
        for _, text in page.code:
            for line in text.replace("\\\n", " ").splitlines():
                asked = re.match(r"\s*(?:mpirun .*)?\bjialing (\w+)\b(.*)", line.partition("#")[0])
                if not asked:
                    continue
                verb, rest = asked.groups()
                assert verb in helps, f"{name}: {line}"
                for option in re.findall(r"(?<=\s)(--?[a-z][a-z-]*)", rest):
                    assert re.search(rf"(?<![\w-]){option}\b", helps[verb]), f"{name}: {line}"
                shown += 1
    assert shown > 40


def test_python_on_the_site_names_what_exists(built):
    found = 0
    for name, page in built.items():
        for language, text in page.code:
            if language == "python":
                compile(text, name, "exec")
                for path in re.findall(r"\bjl\.([a-z_]+(?:\.[a-z_]+)?)\(", text):
                    part = jl
                    for word in path.split("."):
                        part = getattr(part, word)
                    found += 1
    assert found > 10


def test_chinese_words_are_found(site):
    text = (site / "searchindex.js").read_text(encoding="utf-8")
    index = json.loads(text.removeprefix("Search.setIndex(").removesuffix(")"))
    for word in ("工具", "抵免"):
        pages = index["terms"][word]
        names = [index["docnames"][i] for i in (pages if isinstance(pages, list) else [pages])]
        assert "zh/scenario_guide" in names


@pytest.mark.parametrize(("page", "said", "unsaid"), [("zh/quick_start", "本页内容", "On this page"), ("tour", "On this page", "本页内容")])
def test_the_theme_speaks_the_language_of_the_page(site, page, said, unsaid):
    text = (site / f"{page}.html").read_text(encoding="utf-8")
    assert said in text and unsaid not in text


def test_the_reference_is_complete(built, schema):
    reference, levers = built["scenarios/reference.html"], built["scenarios/levers.html"]
    assert set(schema["properties"]) <= reference.anchors
    assert set(types(schema)) <= levers.anchors
    assert len(types(schema)) == 21
    for page, module in (("api/python.html", jl), ("api/plot.html", jl.plot)):
        names = {name for name in module.__all__ if not inspect.ismodule(getattr(module, name))}
        assert {f"{module.__name__}.{name}" for name in names} <= built[page].anchors


EVERY = {
    "targets",
    "years",
    "ramp",
    "effectiveness",
    "milestone",
    "shock",
    "cost",
}  # but of few types


def types(schema: dict) -> dict[str, set[str]]:
    """The types of levers with their keys."""
    item = schema["properties"]["policies"]["items"]["allOf"][0]["$ref"].rpartition("/")[2]
    forms = schema["definitions"][item]["oneOf"]
    return {
        form["title"]: set(form["properties"]) for form in forms if "type" in form["properties"]
    }


def test_the_chinese_guide_explains_every_key_and_lever(schema):
    text = GUIDES[1].read_text(encoding="utf-8")
    rows = {
        row[0]: row for row in (re.findall(r"`(\w+)", line) for line in text.splitlines()) if row
    }
    shared = set.intersection(*(keys | EVERY for keys in types(schema).values()))
    for key in set(schema["properties"]) | shared:
        assert re.search(rf"`{key}`|^{key}:", text, re.MULTILINE), key
    for name, keys in types(schema).items():
        assert keys - shared <= set(rows[name]), name


def test_both_guides_have_the_same_examples():
    english, chinese = ([same_in_both(block) for block in all_blocks(page)] for page in GUIDES)
    assert len(english) > 10
    assert english == chinese


def all_blocks(page: Path) -> list[tuple[str, str]]:
    fenced = re.compile(r"^```(yaml|sh)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
    return fenced.findall(page.read_text(encoding="utf-8"))


def same_in_both(block: tuple[str, str]) -> object:
    """A block without what is English or Chinese in it."""
    kind, text = block
    if kind == "yaml":
        return wordless(yaml.safe_load(text))
    return [re.sub(r"\s+#.*| --lang zh", "", line) for line in text.splitlines()]


def wordless(part: object) -> object:
    """A part of a scenario without names and descriptions."""
    if isinstance(part, dict):
        return {key: wordless(each) for key, each in part.items() if key not in WORDS}
    return [wordless(each) for each in part] if isinstance(part, list) else part
