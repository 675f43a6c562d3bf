"""Charts and exports from the command line: ``python -m jialing fan results.nc -o fan.png``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable

import matplotlib
import xarray as xr

import jialing as jl
from jialing.labels import LANGUAGES, capitalised
from jialing.programs import BAD_INPUT, DONE, INTERRUPTED, interrupt_at_sigterm
from jialing.results import message
from jialing.sensitivity import command

ENDINGS = {"fan": ".png", "excel": ".xlsx", "iamc": ".csv"}  # of the examples in the help


def arguments() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(
        prog="python -m jialing",
        description="Charts and exports of results, and sensitivity analyses.",
        epilog="Each verb has its own help: python -m jialing excel --help",
    )
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    fan = verb(verbs, draw_fan, "fan", "median and bands over the years, with the plan's targets")
    fan.add_argument("-o", "--output", required=True, help="picture: .png, .pdf or .svg")
    fan.add_argument("--indicator", help="one indicator; without it, the plan's main ones")
    fan.add_argument("--region", default="Chongqing", help="region or node (default: Chongqing)")
    add_language(fan)
    excel = verb(
        verbs,
        write_excel,
        "excel",
        "workbook: targets, districts, regions, flows, adoption, sources, parameters",
    )
    excel.add_argument("-o", "--output", required=True, help="workbook: .xlsx")
    excel.add_argument("--scenario", default=0, help="scenario of the file (default: the first)")
    add_language(excel)
    iamc = verb(verbs, write_iamc, "iamc", "IAMC table, which pyam reads: a row per series")
    iamc.add_argument("-o", "--output", required=True, help="table: .csv or .xlsx")
    some = {"nargs": "+", "metavar": "NAME"}
    iamc.add_argument("--indicator", **some, help='some indicators, or "adoption" (default: all)')
    iamc.add_argument("--region", **some, help="some regions or nodes (default: all)")
    iamc.add_argument(
        "--statistic", **some, help="some of q05 q10 q25 q33 q50 q67 q75 q90 q95 mean sd"
    )
    analysis = verbs.add_parser("sensitivity", help="the uncertainties that a scenario hangs on")
    command.add_options(analysis)
    analysis.set_defaults(perform=command.perform)
    return parser.parse_args()


def verb(
    verbs: argparse._SubParsersAction,
    action: Callable[[xr.Dataset, argparse.Namespace], None],
    name: str,
    explanation: str,
) -> argparse.ArgumentParser:
    """A verb that reads results."""
    parser = verbs.add_parser(
        name,
        help=explanation,
        description=capitalised(explanation) + ".",
        epilog=f"Example: python -m jialing {name} results.nc -o {name}{ENDINGS[name]}",
    )
    parser.add_argument("results", help="file written by `jialing run`")
    parser.set_defaults(perform=from_results, action=action)
    return parser


def add_language(parser: argparse.ArgumentParser) -> None:
    """The option for the language."""
    parser.add_argument("--lang", choices=LANGUAGES, default="en", help="language (default: en)")


def draw_fan(ds: xr.Dataset, asked: argparse.Namespace) -> None:
    """Draws the fan chart that was asked for."""
    if asked.indicator:
        figure = jl.plot.fan(ds, asked.indicator, asked.region, asked.lang)
    else:
        figure = jl.plot.fan_grid(ds, region=asked.region, lang=asked.lang)
    jl.plot.save(figure, asked.output)


def write_excel(ds: xr.Dataset, asked: argparse.Namespace) -> None:
    """Writes the workbook."""
    jl.to_excel(ds, asked.output, lang=asked.lang, scenario=asked.scenario)


def write_iamc(ds: xr.Dataset, asked: argparse.Namespace) -> None:
    """Writes the IAMC table."""
    table = jl.to_iamc(ds, asked.indicator, asked.region, asked.statistic)
    jl.write_iamc(table, asked.output)


def main() -> int:
    """Returns the exit code: 0, 2 for faulty input, 130 after an interruption."""
    interrupt_at_sigterm()
    matplotlib.use("agg")
    asked = arguments()
    return asked.perform(asked)


def from_results(asked: argparse.Namespace) -> int:
    """Does what was asked for with a result file; returns the exit code."""
    try:
        with jl.open(asked.results) as ds:
            asked.action(ds, asked)
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        print(f"python -m jialing: {message(error)}", file=sys.stderr)
        return BAD_INPUT
    except KeyboardInterrupt:
        print("python -m jialing: interrupted; nothing was written", file=sys.stderr)
        return INTERRUPTED
    print(f"Written: {asked.output}")
    return DONE


if __name__ == "__main__":
    sys.exit(main())
