"""Fonts of the charts: Chinese where it is needed."""

from __future__ import annotations

from matplotlib import font_manager

LATIN = "DejaVu Sans"  # comes with Matplotlib
CHINESE = (
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Noto Sans SC",
    "Microsoft YaHei",
    "PingFang SC",
    "Hiragino Sans GB",
    "WenQuanYi Micro Hei",
    "SimHei",
    "Noto Sans CJK JP",  # how older Matplotlib knows the Noto collection
)


def families(lang: str) -> list[str]:
    """Font families for a language, in the order in which glyphs are looked for.

    Raises RuntimeError when Chinese is wanted and no font has it.
    """
    installed = set(font_manager.get_font_names())
    chinese = [name for name in CHINESE if name in installed][:1]
    if lang == "en":
        return [LATIN, *chinese]
    if not chinese:
        raise RuntimeError(
            "no font with Chinese characters is installed; Debian has one in fonts-noto-cjk"
        )
    return [*chinese, LATIN]
