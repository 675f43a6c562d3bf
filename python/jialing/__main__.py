"""Charts from the command line: ``python -m jialing fan results.nc -o fan.png``."""

from __future__ import annotations

import argparse
import sys

import matplotlib

import jialing as jl
from jialing.labels import LANGUAGES


def arguments() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(prog="python -m jialing", description="Charts of results.")
    charts = parser.add_subparsers(required=True, metavar="CHART")
    fan = charts.add_parser("fan", help="median and bands over the years, with the plan's targets")
    fan.add_argument("results", help="file written by `jialing run`")
    fan.add_argument("-o", "--output", required=True, help="picture: .png, .pdf or .svg")
    fan.add_argument("--indicator", help="one indicator; without it, the plan's main ones")
    fan.add_argument("--region", default="Chongqing", help="region or node (default: Chongqing)")
    fan.add_argument("--lang", choices=LANGUAGES, default="en", help="language of the labels")
    return parser.parse_args()


def draw(asked: argparse.Namespace) -> None:
    """Draws the fan chart that was asked for."""
    with jl.open(asked.results) as ds:
        if asked.indicator:
            figure = jl.plot.fan(ds, asked.indicator, asked.region, asked.lang).figure
        else:
            figure = jl.plot.fan_grid(ds, region=asked.region, lang=asked.lang)
    figure.savefig(asked.output, dpi=200)


def main() -> int:
    """Returns the exit code: 0, or 2 for faulty input."""
    matplotlib.use("agg")
    asked = arguments()
    try:
        draw(asked)
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        message = error.args[0] if isinstance(error, KeyError) else error
        print(f"python -m jialing: {message}", file=sys.stderr)
        return 2
    print(f"Chart: {asked.output}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
