"""The printed tables: aligned in both languages and at any width of the terminal."""

from __future__ import annotations

import re

import pytest

from conftest import BASELINE
from terminal import display_width, screen_of, text_on

GAP = re.compile(r"  +")
RULE = "─"


def table_of(lines: list[str]) -> tuple[list[str], list[str]]:
    """The heads above the rule and the rows below it, up to the footnotes."""
    rule = next(n for n, line in enumerate(lines) if line.startswith(RULE))
    rows = []
    for line in lines[rule + 1 :]:
        if not line or line[0] in "*†※":
            break
        rows.append(line)
    return lines[rule - 1 : rule + 1], rows


def ends_of(line: str) -> dict[int, str]:
    """The cells of a line by the column at which each ends on the screen."""
    ends, at = {}, 0
    for gap in [*GAP.finditer(line), None]:
        end = gap.start() if gap else len(line)
        if end > at:
            ends[display_width(line[:end])] = line[at:end]
        at = gap.end() if gap else end
    return ends


def assert_aligned(lines: list[str]) -> None:
    (heads, rule), rows = table_of(lines)
    columns = ends_of(heads)
    assert rows and max(columns) == display_width(rule)
    for row in rows:
        ends = [end for end, cell in ends_of(row).items() if not row.startswith(cell)]
        assert columns.keys() >= set(ends), row  # all but the labels are right-aligned


VERBS = {"run": ["-o", "r.nc"], "targets": []}
ENGLISH_WORDS = re.compile(r"[A-Za-z]{3,}")


@pytest.fixture
def printed(jialing, tmp_path):
    """Lines that a verb prints into a pipe."""

    def lines_of(verb: str, *options: object) -> list[str]:
        done = jialing(verb, BASELINE, *options, "--members", 16, *VERBS[verb], cwd=tmp_path)
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout.splitlines()

    return lines_of


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("verb", VERBS)
def test_columns_stand_below_each_other(printed, verb, lang):
    assert_aligned(printed(verb, "--lang", lang))


@pytest.mark.parametrize("columns", [80, 120, 160, 200])
@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("verb", VERBS)
def test_the_table_fits_the_terminal(tmp_path, monkeypatch, verb, lang, columns):
    monkeypatch.chdir(tmp_path)
    shown = screen_of(columns, verb, BASELINE, "--members", 16, "--lang", lang, *VERBS[verb])
    lines = text_on(shown)
    assert max(map(display_width, lines)) <= columns
    assert_aligned(lines)
    assert any(("R&D / GDP" if lang == "en" else "研发经费") in line for line in lines)


@pytest.mark.parametrize("columns", [70, 140])
@pytest.mark.parametrize("lang, head", [("en", "The scenarios beside each other"), ("zh", "情景对比")])
def test_several_scenarios_are_compared(tmp_path, lang, head, columns):
    path = tmp_path / "two.yaml"
    path.write_text(f"extends: {BASELINE}\nscenarios:\n  slow: {{name: 低速增长, parameters: {{g_real_0: 0.03}}}}\n")
    lines = text_on(screen_of(columns, "run", path, "--members", 16, "--lang", lang, "-o", tmp_path / "r.nc"))
    comparison = lines[lines.index(head) :]
    table = comparison[: next(n for n, line in enumerate(comparison) if line.endswith(".nc"))]
    assert max(map(display_width, table)) <= columns
    assert sum("低速增长" in line for line in table) == (1 if columns == 140 else 20)


def test_chinese_text_is_broken_between_characters_but_not_before_punctuation(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    lines = text_on(screen_of(80, "targets", BASELINE, "--members", 16, "--lang", "zh"))
    _, rows = table_of(lines)
    starts = [row[0] for row in rows if not row.startswith(" ")]
    assert len(starts) > 25  # labels go on in a second line
    assert not set(starts) & set("，。、；：）”%")


def test_chinese_tables_hold_no_english(printed):
    for verb in VERBS:
        lines = [line for line in printed(verb, "--lang", "zh")[1:] if "r.nc" not in line]
        assert not ENGLISH_WORDS.search("\n".join(lines))
    text = "\n".join(printed("run", "--lang", "zh"))
    for words in ("研发经费占地区生产总值的比重，%", "西部（重庆）科学城，% *", "亿元", "2020 年 = 1", "达标概率", "16 个模拟成员",
                  "随机种子 20210101", "结果文件：r.nc", " 至 "):  # fmt: skip
        assert words in text
    assert re.search(r"≥ 2\.60 \(2025\) +\d+%", text)


@pytest.mark.parametrize("verb", VERBS)
def test_languages_differ_in_words_only(printed, verb):
    def numbers(lang: str) -> list[list[str]]:
        rows = table_of(printed(verb, "--lang", lang))[1]
        cells = [[cell for cell in ends_of(row).values() if not row.startswith(cell)] for row in rows]
        return [[cell.replace(" %", "%").replace("至", "to") for cell in row] for row in cells]

    assert numbers("en") == numbers("zh")


def test_the_graph_table_speaks_chinese(jialing, tmp_path):
    done = jialing("graph", BASELINE, "--lang", "zh", "-o", tmp_path / "graph")
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    widths = {display_width(line) for line in table_of(lines)[1]}
    assert len(widths) == 1  # the last column is right-aligned
    for words in ("中介中心性", "粤港澳大湾区", "81 个节点"):
        assert words in done.stdout
    assert "Hong Kong" in jialing("graph", BASELINE, "-o", tmp_path / "graph").stdout


@pytest.mark.parametrize("verb", ["run", "targets", "graph"])
def test_an_unknown_language_is_refused(jialing, tmp_path, verb):
    done = jialing(verb, BASELINE, "--lang", "zhh", cwd=tmp_path)
    assert done.returncode == 2 and "--lang: must be en or zh, got 'zhh'; did you mean 'zh'?" in done.stderr
    assert not list(tmp_path.iterdir())
