"""``jialing report`` from the command line: options, messages, exit codes."""

from __future__ import annotations

import argparse
import os
import sys

import matplotlib

from jialing.labels import LANGUAGES
from jialing.programs import BAD_INPUT, DONE, INTERRUPTED, interrupt_at_sigterm
from jialing.results import message

from .page import report


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument("results", metavar="NC", help="file written by `jialing run` or `compare`")
    place = {"default": "report.html", "metavar": "HTML"}
    parser.add_argument("-o", "--output", **place, help="page; replaced when it is done (report.html)")
    parser.add_argument("--lang", choices=LANGUAGES, default="en", help="language (en)")
    parser.add_argument("--quiet", action="store_true", help="print nothing")


def perform(asked: argparse.Namespace) -> int:
    """Writes the page that was asked for; returns the exit code."""
    matplotlib.use("agg")
    try:
        page = report(asked.results, asked.output, asked.lang)
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        print(f"jialing report: {message(error)}", file=sys.stderr)
        return BAD_INPUT
    except KeyboardInterrupt:
        print("jialing report: interrupted; nothing was written", file=sys.stderr)
        return INTERRUPTED
    if not asked.quiet:
        print(page)
    return DONE


def main() -> None:
    """The program `jialing-report`, which `jialing report` hands over to."""
    interrupt_at_sigterm()
    parser = argparse.ArgumentParser(
        prog=os.environ.get("JIALING_VERB", "jialing-report"),
        description="Write what a result file says as one page of HTML: tables, charts, maps, sources. It opens in any "
        "browser and needs no network.",
        epilog="Example: jialing report results.nc -o report.html --lang zh",
    )
    add_options(parser)
    sys.exit(perform(parser.parse_args()))
