"""Runs the tour of both READMEs, as a reader would, and keeps its charts here: ``./dev pictures``.

A block of a README that begins with ```sh is run; one that begins with ```yaml, ```csv or ```python and a file name
is written to that file. Blocks of other kinds (```text) only show something. Lines that begin with ./dev are left out.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from PIL import Image

from jialing.run import find_engine

ROOT = Path(__file__).resolve().parents[2]
FIGURES = ROOT / "notebooks" / "figures"
READMES = {"en": ROOT / "README.md", "zh": ROOT / "README.zh.md"}
WIDTH = 1200  # pixels, of a picture in a README


class Block(NamedTuple):
    """A block of code."""

    kind: str
    file: str  # to be written; none for commands
    text: str


def blocks(readme: Path) -> list[Block]:
    """What a reader of the tour types: commands and files, in order."""
    fenced = re.compile(r"^```(\w+) ?(\S*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
    found = [Block(*match.groups()) for match in fenced.finditer(readme.read_text(encoding="utf-8"))]
    return [block for block in found if block.kind == "sh" or block.file]


def script(readme: Path) -> str:
    """The tour as one shell script."""
    parts = []
    for block in blocks(readme):
        if block.kind == "sh":
            lines = block.text.splitlines(keepends=True)
            parts.append("".join(line for line in lines if not line.startswith("./dev ")))
        else:
            parts.append(f"cat > {shlex.quote(block.file)} <<'END OF FILE'\n{block.text}END OF FILE\n")
    return "".join(parts)


def follow(readme: Path, folder: Path, members: int | None = None) -> None:
    """Follows the tour in an empty folder that stands for a built checkout.

    With `members` every run has so many. The commands are echoed. Raises CalledProcessError when one fails.
    """
    program = folder / "build" / "release" / "jialing"
    program.parent.mkdir(parents=True)
    engine, some = shlex.quote(str(find_engine().resolve())), f" --members {members}" if members else ""
    program.write_text(
        f'#!/bin/sh\ncase "$1" in run | targets | compare) exec {engine} "$@"{some} ;; *) exec {engine} "$@" ;; esac\n'
    )
    program.chmod(0o755)
    (folder / ".venv").symlink_to(sys.prefix)
    environment = os.environ | {"PYTHONWARNINGS": "error:Glyph"}  # a character that no font has is a fault
    command = ["bash", "-euxo", "pipefail", "-c", script(readme)]
    subprocess.run(command, cwd=folder, env=environment, check=True)


def keep(picture: Path, path: Path) -> None:
    """Writes a picture as a README needs it: less wide, in 256 colours."""
    with Image.open(picture) as whole:
        height = round(whole.height * WIDTH / whole.width)
        small = whole.convert("RGB").resize((WIDTH, height), Image.Resampling.LANCZOS)
    small.quantize(256, dither=Image.Dither.NONE).save(path, optimize=True)


def main() -> None:
    """Follows both tours with the members that the scenarios ask for."""
    for lang, readme in READMES.items():
        with tempfile.TemporaryDirectory() as folder:
            follow(readme, Path(folder))
            for picture in sorted(Path(folder).glob("study/*.png")):
                keep(picture, FIGURES / (picture.stem + ("" if lang == "en" else f"_{lang}") + ".png"))


if __name__ == "__main__":
    main()
