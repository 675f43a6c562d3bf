"""Pages that are made from the program itself, at every build.

A line ``<!-- generated: NAME -->`` on a page is replaced by what the function of that name in PARTS writes, as Markdown.
"""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import NamedTuple
from unittest import mock

import jialing.__main__
import jialing.plot
from jialing.run import find_engine
from sphinx.application import Sphinx

ROOT = Path(__file__).resolve().parents[2]
MARK = re.compile(r"^<!-- generated: ([\w-]+) -->$", re.MULTILINE)
TOLD = {"indicator": "[indicator](#indicators)", "targets": "[targets](#targets-of-a-lever)"}
DISTRIBUTION = "[distribution](#distributions)"


class Key(NamedTuple):
    """A row of the reference."""

    path: str
    kind: str
    default: str
    meaning: str


@cache
def schema() -> dict:
    """The scenario language, as the program itself states it."""
    return json.loads(said(str(find_engine()), "schema"))


def said(*command: str) -> str:
    """What a command prints."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    environment = os.environ | {"COLUMNS": "100", "PATH": path}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    return done.stdout


def resolved(node: dict) -> dict:
    """A part of the schema with what it refers to."""
    refs = [each["$ref"] for each in node.get("allOf", []) if "$ref" in each]
    for ref in refs:
        name = ref.rpartition("/")[2]
        node = schema()["definitions"][name] | {"ref": name} | node
    return node


def is_distribution(node: dict) -> bool:
    """Whether a part of the schema describes a distribution."""
    return "dist" in node.get("properties", {})


def limits(node: dict) -> str:
    """The range of a number in words."""
    words = {
        "minimum": "from {}",
        "exclusiveMinimum": "above {}",
        "maximum": "to {}",
        "exclusiveMaximum": "below {}",
    }
    return " ".join(text.format(spaced(node[key])) for key, text in words.items() if key in node)


def spaced(number: float) -> str:
    """A number with digits in groups of three."""
    if abs(number) < 10_000:
        return f"{number:g}".replace("-", "−", 1)
    return f"{number:,}".replace(",", "\u202f").replace("-", "−")


def kind(node: dict) -> str:
    """What a key accepts."""
    node = resolved(node)
    if node.get("ref") in TOLD:
        return TOLD[node["ref"]]
    if is_distribution(node):
        return DISTRIBUTION
    if "enum" in node:
        words = [word for word in node["enum"] if not isinstance(word, bool)]
        return ", ".join(f"`{word}`" for word in words)
    if "anyOf" in node:
        return " or ".join(dict.fromkeys(kind(each) for each in node["anyOf"]))
    types = node.get("type", "object")
    types = [types] if isinstance(types, str) else types
    if "boolean" in types:
        return "text"
    if "integer" in types:
        return f"whole number {limits(node)}".strip()
    if "number" in types:
        return f"number {limits(node)}".strip()
    if "array" in types:
        return f"list of {plural(kind(node['items']))}"
    return "map by name" if node.get("additionalProperties") else "map"


def plural(words: str) -> str:
    """More than one of what a key accepts."""
    return re.sub(r"^(whole number|number|text|map|indicator)\b", r"\1s", words)


def default(node: dict) -> str:
    """What holds without the key."""
    if "default" in node:
        return f"`{node['default']}`" if node["default"] != "" else ""
    stated = re.search(r"Default: (.*)\.$", node.get("description", ""))
    return stated[1] if stated else ""


def meaning(node: dict) -> str:
    """The description without what other columns say, and with the unit at the end."""
    text = re.sub(r" ?Default: .*\.$", "", node.get("description", ""))
    text = re.sub(r" ?Accepts [^.]*(?:\.\d+[^.]*)*\.$", "", text)
    return cell(re.sub(r" ?\[([^\]]+)\]$", r" *(\1)*", text))


def cell(text: str) -> str:
    """Text that may stand in a table."""
    return text.replace("|", "\\|").replace("<", "&lt;")


def keys(node: dict, path: str = "") -> Iterator[Key]:
    """The keys below a part of the schema, nested ones after their parent."""
    node = resolved(node)
    if node.get("ref") in TOLD and path or is_distribution(node):
        return
    for each in node.get("anyOf", []):
        yield from keys(each, path)
    if "items" in node:
        yield from keys(node["items"], f"{path}[]")
    properties = node.get("properties", {})
    if indicator_names() <= set(properties):
        one = next(iter(properties.values()))
        properties = {"INDICATOR": one | {"description": "For this [indicator](#indicators)."}}
    for name, part in properties.items():
        below = f"{path}.{name}" if path else name
        needed = "**needed**" if name in node.get("required", []) else default(part)
        yield Key(below, kind(part), needed, meaning(part))
        if not is_lever(part):
            yield from keys(part, below)
    entries = node.get("additionalProperties")
    if isinstance(entries, dict):
        yield from keys(entries, f"{path}.NAME")


@cache
def indicator_names() -> set[str]:
    """The names of all indicators."""
    return {each["const"] for each in schema()["definitions"]["indicator"]["anyOf"]}


def is_lever(node: dict) -> bool:
    """Whether a key holds levers, which have a page of their own."""
    return "rd_grant" in json.dumps(resolved(node.get("items", {})).get("oneOf", ""))


def table(rows: list[Key]) -> str:
    """Rows of the reference as a table."""
    lines = ["| key | accepts | default | meaning |", "| --- | --- | --- | --- |"]
    lines += [f"| `{row.path}` | {row.kind} | {row.default} | {row.meaning} |" for row in rows]
    return "\n".join(lines) + "\n"


def scenario_keys() -> str:
    """Every key of a scenario, by the key at the top."""
    parts = []
    for name, node in schema()["properties"].items():
        rows = [] if name in ("scenarios", "policies", "parameters") else list(keys(node, name))
        told = f"{meaning(node)}" + (f" Default: {default(node)}." if default(node) else "")
        accepted = "" if kind(node) == "map" else f"*{kind(node).capitalize()}.* "
        parts.append(f"## `{name}`\n\n{accepted}{told}\n")
        if rows:
            parts.append(table(rows))
        parts.append(EXTRA.get(name, ""))
    return "\n".join(parts)


def variant_keys() -> str:
    """The keys that a variant may have."""
    variant = schema()["properties"]["scenarios"]["additionalProperties"]["properties"]
    return ", ".join(f"[`{name}`](#{name})" for name in variant)


EXTRA = {
    "parameters": (
        "A parameter is a number, in the unit of [the table of parameters](../model/parameters.md), or a distribution. "
        "`posterior` names a file of `jialing calibrate`, or `none`.\n"
    ),
    "policies": "The keys of levers are on [a page of their own](levers.md).\n",
}


def distributions() -> str:
    """The forms of a distribution."""
    found = next(
        each
        for each in schema()["definitions"]["effectiveness"]["anyOf"]
        if "dist" in each.get("properties", {})
    )
    lines = ["| `dist` | keys | meaning |", "| --- | --- | --- |"]
    for form in found["oneOf"]:
        properties = form["properties"]
        if "dist" in properties:
            names = ", ".join(f"`{name}`" for name in properties if name != "dist")
            lines.append(f"| `{form['title']}` | {names} | {meaning(properties['dist'])} |")
    return "\n".join(lines) + "\n"


def indicators() -> str:
    """The indicators with names in both languages."""
    lines = ["| name | indicator | unit | 中文 |", "| --- | --- | --- | --- |"]
    for each in schema()["definitions"]["indicator"]["anyOf"]:
        words = re.fullmatch(r"(.*) \[(.*)\] (.*)", each["description"])
        name, unit, chinese = words.groups()
        lines.append(f"| `{each['const']}` | {name} | {unit} | {chinese} |")
    return "\n".join(lines) + "\n"


@cache
def levers() -> dict[str, dict]:
    """The types of levers with their schemas."""
    found = resolved(schema()["properties"]["policies"]["items"])["oneOf"]
    return {each["title"]: each for each in found if "type" in each["properties"]}


def common_keys() -> list[str]:
    """Keys that nearly every type of lever has."""
    counts: dict[str, int] = {}
    for lever in levers().values():
        for name in lever["properties"]:
            counts[name] = counts.get(name, 0) + 1
    return [name for name, count in counts.items() if name != "type" and count > len(levers()) / 2]


def lever_list() -> str:
    """The types in one table."""
    lines = ["| type | what it is |", "| --- | --- |"]
    for name, lever in levers().items():
        lines.append(f"| [`{name}`](#{name}) | {meaning(lever['properties']['type'])} |")
    return "\n".join(lines) + "\n"


def lever_common() -> str:
    """The keys that levers share."""
    whole = levers()["rd_grant"]
    shared = {name: whole["properties"][name] for name in common_keys()}
    return elsewhere(table(list(keys({"properties": shared}))))


def elsewhere(text: str) -> str:
    """Text with links to what the reference of scenarios explains."""
    return re.sub(r"\(#(distributions|indicators)\)", r"(reference.md#\1)", text)


def lever_targets() -> str:
    """The keys under `targets`."""
    return table(list(keys(schema()["definitions"]["targets"])))


def lever_types() -> str:
    """Each type with the keys of its own."""
    parts, common = [], set(common_keys())
    for name, lever in levers().items():
        own = {key: part for key, part in lever["properties"].items() if key not in common}
        del own["type"]
        missing = [f"`{key}`" for key in common_keys() if key not in lever["properties"]]
        parts.append(f"### `{name}`\n\n{meaning(lever['properties']['type'])}\n")
        if missing:
            parts.append(f"It does not take {', '.join(missing)}.\n")
        rows = list(keys({"properties": own, "required": lever.get("required", [])}))
        parts.append(table(rows) if rows else "")
    return elsewhere("\n".join(parts))


def parameters() -> str:
    """The table of priors."""
    lines = [
        "| name | symbol | distribution | source | meaning |",
        "| --- | --- | --- | --- | --- |",
    ]
    with open(ROOT / "scenarios" / "data" / "priors.csv", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            symbol = f"${row['symbol']}$" if row["symbol"] else ""
            spread = f"{row['dist']} {row['centre']}, {row['spread']}"
            told = f"{cell(row['meaning'])} *({cell(row['unit'])})*"
            words = [f"`{row['name']}`", symbol, spread, cell(row["source"]), told]
            lines.append(f"| {' | '.join(words)} |")
    return "\n".join(lines) + "\n"


def provenance() -> str:
    """How many cells of the node table have which provenance."""
    counts: dict[str, dict[str, int]] = {}
    states: dict[str, None] = {}
    path = ROOT / "scenarios" / "data" / "nodes_provenance.csv"
    with open(path, encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            states.setdefault(row["status"])
            of_column = counts.setdefault(row["column"], {})
            of_column[row["status"]] = of_column.get(row["status"], 0) + 1
    names = sorted(states)
    lines = [f"| column | {' | '.join(names)} |", "| --- |" + " --: |" * len(names)]
    for column, found in counts.items():
        numbers = " | ".join(str(found.get(name, "")) for name in names)
        lines.append(f"| `{column}` | {numbers} |")
    return "\n".join(lines) + "\n"


def block(text: str) -> str:
    """Text as a block of code."""
    return f"```text\n{text.rstrip()}\n```\n"


def commands() -> str:
    """The help of every command."""
    program = str(find_engine())
    overview = said(program, "--help")
    names = re.findall(r"^  (\w+) {2,}\w", overview.split("Subcommands:")[1], re.MULTILINE)
    parts = [block(overview)]
    for name in names:
        parts.append(f"## `jialing {name}`\n\n{block(said(program, name, '--help'))}")
    return "\n".join(parts)


def python_help(*arguments: str) -> str:
    """What ``python -m jialing`` prints, without the seconds that a new interpreter takes."""
    written = io.StringIO()
    with (
        mock.patch.object(sys, "argv", ["jialing", *arguments, "--help"]),
        mock.patch.dict(os.environ, COLUMNS="100"),
        contextlib.redirect_stdout(written),
        contextlib.suppress(SystemExit),
    ):
        jialing.__main__.arguments()
    return written.getvalue()


def python_commands() -> str:
    """The help of ``python -m jialing``."""
    overview = python_help()
    parts = [block(overview)]
    for name in re.findall(r"^    (\w+) {2,}\w", overview, re.MULTILINE):
        parts.append(f"### `python -m jialing {name}`\n\n{block(python_help(name))}")
    return "\n".join(parts)


def functions(module: ModuleType) -> str:
    """The public names of a module: a table, then each with its docstring."""
    names = [name for name in module.__all__ if not isinstance(getattr(module, name), ModuleType)]
    listed = "\n".join(f"   {name}" for name in names)
    described = "\n".join(
        f".. auto{'exception' if isinstance(getattr(module, name), type) else 'function'}:: {name}"
        for name in names
    )
    return (
        f"```{{eval-rst}}\n.. currentmodule:: {module.__name__}\n\n"
        f".. autosummary::\n\n{listed}\n\n{described}\n```\n"
    )


PARTS = {
    "scenario-keys": scenario_keys,
    "variant-keys": variant_keys,
    "distributions": distributions,
    "indicators": indicators,
    "lever-list": lever_list,
    "lever-common": lever_common,
    "lever-targets": lever_targets,
    "lever-types": lever_types,
    "parameters": parameters,
    "provenance": provenance,
    "commands": commands,
    "python-commands": python_commands,
    "package": lambda: functions(jialing),
    "charts": lambda: functions(jialing.plot),
}


def on_read(app: Sphinx, page: str, content: list[str]) -> None:
    """Fills in what is generated."""
    content[0] = MARK.sub(lambda match: PARTS[match[1]](), content[0])


def setup(app: Sphinx) -> dict[str, bool]:
    """Connects the above."""
    app.connect("source-read", on_read)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
