"""The wheel holds the engine, which CMake builds; an editable installation leaves that to `./dev build`."""

from __future__ import annotations

import subprocess
from pathlib import Path

from setuptools import Distribution, setup
from setuptools.command.bdist_wheel import bdist_wheel

ROOT = Path(__file__).parent
STAGE = "build/wheel"  # setuptools wants paths below the folder of this file


def shipped_files() -> list[tuple[str, list[str]]]:
    """The scenarios with their tables and boundaries, by folder."""
    folders: dict[Path, list[str]] = {}
    for path in sorted((ROOT / "scenarios").rglob("*")):
        if path.is_file():
            own = path.relative_to(ROOT)
            folders.setdefault(own.parent, []).append(str(own))
    return [(f"share/jialing/{folder}", paths) for folder, paths in folders.items()]


class WheelWithEngine(bdist_wheel):
    """Any Python 3, this kind of machine."""

    def get_tag(self) -> tuple[str, str, str]:
        return ("py3", "none", super().get_tag()[2])

    def run(self) -> None:
        for command in (
            ["cmake", "--preset", "release"],
            ["cmake", "--build", "--preset", "release", "--target", "jialing"],
            ["cmake", "--install", "build/release", "--component", "program", "--strip"]
            + ["--prefix", STAGE],
        ):
            subprocess.run(command, cwd=ROOT, check=True)
        self.distribution.data_files = [("bin", [f"{STAGE}/bin/jialing"]), *shipped_files()]
        super().run()


class NotPure(Distribution):
    """Its modules lie beside a program that is made for one kind of machine."""

    def has_ext_modules(self) -> bool:
        return True


setup(cmdclass={"bdist_wheel": WheelWithEngine}, distclass=NotPure)
