"""jialing report: one page that needs nothing else, says what the file says, and opens in a browser."""

from __future__ import annotations

import html.parser
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import xarray as xr

import jialing as jl
from conftest import BASELINE, BUILD
from jialing.report.words import WORDS

LANGUAGES = ("en", "zh")
HOSTILE = "<script>document.title = 'taken'</script> & \"quotes\""
ADDRESSES = {"src", "href", "srcset", "data", "poster", "action", "xlink:href"}
OPENED = """<script>
addEventListener("load", () => setTimeout(() => {
  const all = [...document.images];
  const told = {images: all.length, broken: all.filter(each => !each.complete || each.naturalWidth === 0).length,
    wide: document.documentElement.scrollWidth - document.documentElement.clientWidth, title: document.title};
  document.body.innerHTML = "TOLD" + JSON.stringify(told) + "DLOT";
}, 200));
</script>"""


class Page(html.parser.HTMLParser):
    """What a page is made of."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.tags, self.addresses, self.ids, self.headings, self.rows = [], [], set(), [], []
        self.words, self.alts = "", []
        self.lang = ""
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        own = dict(attributes)
        self.tags.append(tag)
        self.addresses += [value for name, value in own.items() if name in ADDRESSES]
        self.ids |= {own["id"]} if "id" in own else set()
        self.lang = own.get("lang", self.lang)
        self.alts += [own.get("alt")] if tag == "img" else []
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th") and self.rows:
            self.rows[-1].append("")

    def handle_data(self, data: str) -> None:
        if self.tags and self.tags[-1] not in ("style", "script"):
            self.words += data
        if self.tags and self.tags[-1] in ("td", "th"):
            self.rows[-1][-1] += data


@pytest.fixture(scope="module")
def pages(results, tmp_path_factory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("report")
    return {lang: jl.report(results, folder / f"{lang}.html", lang) for lang in LANGUAGES}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_page_needs_nothing_but_itself(pages, lang):
    page = Page(pages[lang])
    assert pages[lang].stat().st_size < 6_000_000
    assert page.lang == {"en": "en", "zh": "zh-Hans"}[lang]
    assert "script" not in page.tags and "link" not in page.tags and "iframe" not in page.tags
    for address in page.addresses:
        assert address.startswith("data:image/") or (address[0] == "#" and address[1:] in page.ids)
    assert not re.search(r"url\(|@import", pages[lang].read_text(encoding="utf-8"))
    assert page.headings[0] == 1 and set(page.headings[1:]) == {2}
    assert len(page.alts) >= 18 and all(page.alts)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_table_says_what_the_file_says(pages, results, lang):
    rows = Page(pages[lang]).rows
    with xr.open_dataset(results) as ds:
        targets = [str(each) for each in ds["target_indicator"].values]
        chances = ds["target_probability"].isel(scenario=0).values
        at = targets.index("basic_research_share")
        name = ds["basic_research_share"].attrs["long_name" if lang == "en" else "long_name_zh"]
        place = list(ds["region"].values).index("Chongqing")
        median = float(ds["basic_research_share_region"].isel(scenario=0, region=place, statistic=4).sel(time=2025))
    (row,) = [each for each in rows if name.casefold() in each[0].casefold() and len(each) > 4][:1]
    shown = row[2].replace("\N{NO-BREAK SPACE}", " ")
    expected = f"{100 * chances[at]:.0f}"
    assert expected in shown or (shown[0] in "<>" and not 0.01 <= chances[at] <= 0.99)
    assert float(row[5].split()[0]) == pytest.approx(median, rel=6e-3)
    assert row[3] == WORDS["unlikely" if chances[at] < 1 / 3 else "open" if chances[at] < 2 / 3 else "likely"][lang]


def test_the_chinese_page_is_chinese(pages):
    text = Page(pages["zh"]).words
    for words in WORDS.values():
        assert set(words) == set(LANGUAGES)
        fixed = max(re.split(r"\{\w+\}", words["en"]), key=len)
        assert len(fixed) < 15 or fixed not in text  # shorter ones are words of the scenario's own text, too
    for key in ("answer", "targets", "fans", "maps", "flows", "adoption", "reading", "sources", "run"):
        assert WORDS[key]["zh"] in text and WORDS[key]["en"] in Page(pages["en"]).words


def test_a_comparison_shows_what_the_scenarios_change(jialing, tmp_path):
    scenario = tmp_path / "x.yaml"
    more = "scenarios: {faster: {name: Faster, parameters: {g_real_0: 0.08}}}\n"
    scenario.write_text(f"extends: {BASELINE}\nname: As before\nhorizon: {{to: 2025}}\n{more}")
    done = jialing("compare", scenario, "--members", 16, "--quiet", "-o", tmp_path / "c.nc")
    assert done.returncode == 0, done.stderr
    page = Page(jl.report(tmp_path / "c.nc", tmp_path / "c.html"))
    assert "compared" in page.ids and WORDS["compared"]["en"] in page.words
    assert page.words.count("Faster: of ") == 1 and page.words.count("As before: of ") == 1


def test_values_of_the_computation_are_chinese_too(pages):
    text = Page(pages["zh"]).words
    assert "蒙特卡罗" in text and "双精度" in text and "double precision" not in text
    assert "talent 20" not in pages["zh"].read_text(encoding="utf-8")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_results_without_targets_or_districts_have_a_page(jialing, tmp_path, lang):
    few = ["--members", 16, "--quiet", "-o"]
    ends = ["--set", "horizon.to=2022", "--set", "output.report_years=[2022]"]
    done = jialing("run", BASELINE, *ends, *few, tmp_path / "short.nc")
    assert done.returncode == 0, done.stderr
    done = jialing("run", BASELINE.parent / "provinces.yaml", *few, tmp_path / "provinces.nc")
    assert done.returncode == 0, done.stderr
    for name, maps in (("short", True), ("provinces", False)):
        page = Page(jl.report(tmp_path / f"{name}.nc", tmp_path / f"{name}.html", lang))
        assert "answer" in page.ids and "targets" not in page.ids and ("maps" in page.ids) == maps
        with jl.open(tmp_path / f"{name}.nc") as ds:
            assert jl.tables.readable_targets(ds, lang).empty
            jl.to_excel(ds, tmp_path / f"{name}.xlsx", lang=lang)


def test_names_of_users_are_shown_and_not_run(jialing, tmp_path):
    scenario = tmp_path / "x.yaml"
    scenario.write_text(f"extends: {BASELINE}\nname: '{HOSTILE.replace(chr(39), chr(39) * 2)}'\nhorizon: {{to: 2025}}\n")
    done = jialing("run", scenario, "--members", 8, "--quiet", "-o", tmp_path / "x.nc")
    assert done.returncode == 0, done.stderr
    page = Page(jl.report(tmp_path / "x.nc", tmp_path / "x.html"))
    assert "script" not in page.tags and HOSTILE in page.words


def chromium() -> str:
    found = shutil.which("chromium")
    if found is None:
        pytest.skip("chromium is not installed")
    return found


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("width", [1280, 400])
def test_a_browser_without_network_shows_every_picture(pages, tmp_path, lang, width):
    watched = tmp_path / "watched.html"
    watched.write_text(pages[lang].read_text(encoding="utf-8").replace("</body>", OPENED + "</body>"), encoding="utf-8")
    options = ["--headless", "--no-sandbox", "--disable-gpu", f"--window-size={width},900", "--virtual-time-budget=20000"]
    nowhere = ["--host-resolver-rules=MAP * ~NOTFOUND", f"--user-data-dir={tmp_path / 'profile'}"]
    words = [chromium(), *options, *nowhere, "--dump-dom", watched.as_uri()]
    shown = subprocess.run(words, capture_output=True, text=True, timeout=120)
    told = re.search("TOLD(.*)DLOT", shown.stdout)
    assert told, shown.stderr
    values = json.loads(told.group(1).replace("&quot;", '"'))
    assert values["images"] >= 18 and values["broken"] == 0 and values["wide"] <= 0


def test_the_command_writes_the_page_and_tells_what_is_wrong(jialing, results, tmp_path):
    page = tmp_path / "r.html"
    done = jialing("report", results, "-o", page)
    assert (done.returncode, done.stdout.strip()) == (0, str(page)), done.stderr
    assert "jialing report" in jialing("report", "--help").stdout
    page.write_text("former")
    damaged = tmp_path / "d.nc"
    damaged.write_bytes(results.read_bytes()[:5000])
    for wrong, why in ((tmp_path / "none.nc", "none.nc"), (damaged, "d.nc"), (BASELINE, "baseline.yaml")):
        done = jialing("report", wrong, "-o", page)
        assert done.returncode == 2 and why in done.stderr and "Traceback" not in done.stderr
    assert jialing("report", results, "-o", tmp_path / "no" / "r.html").returncode == 2
    assert page.read_text() == "former"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["d.nc", "r.html"]


def test_files_of_another_kind_are_refused_in_words(allocation_file, tmp_path):
    with pytest.raises(ValueError, match="of another kind"):
        jl.report(allocation_file, tmp_path / "a.html")
    assert list(tmp_path.iterdir()) == []


def test_without_the_python_package_one_learns_where_it_is(tmp_path):
    alone = tmp_path / "bin"
    alone.mkdir()
    shutil.copy(BUILD / "jialing", alone / "jialing")
    done = subprocess.run([alone / "jialing", "report", "x.nc"], capture_output=True, text=True, env={"PATH": str(alone)})
    assert done.returncode == 3 and "part of the Python package, which draws the charts" in done.stderr
    assert sys.prefix not in done.stderr
