"""The documentation site: ``./dev docs``."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "extensions"))

import jialing

project = "jialing"
author = "the authors of jialing"
copyright = "the authors of jialing, Apache License 2.0"
version = release = jialing.__version__

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "chinese_search",
    "chinese_theme",
    "mathml",
    "repository",
    "reference",
]
exclude_patterns = ["extensions"]
highlight_language = "none"
default_role = "code"

myst_enable_extensions = ["dollarmath"]
myst_heading_anchors = 4

autodoc_member_order = "bysource"
autodoc_typehints = "none"
autosummary_generate = False

html_theme = "furo"
html_title = "jialing 嘉陵"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_math_renderer = "mathml"
html_copy_source = False
html_show_sphinx = False
html_theme_options = {
    "light_css_variables": {"color-brand-primary": "#0b5a8a", "color-brand-content": "#0b5a8a"},
    "footer_icons": [],
}
