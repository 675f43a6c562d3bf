"""The version that CMakeLists.txt states: pyproject.toml takes it from here when installing."""

import re
from pathlib import Path

_text = (Path(__file__).parent.parent / "CMakeLists.txt").read_text(encoding="utf-8")
version = re.search(r"project\(jialing VERSION ([0-9.]+)", _text).group(1)
