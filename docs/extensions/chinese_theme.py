"""The words of the theme in the language of each page; Sphinx itself knows one language for a whole site."""

from __future__ import annotations

from sphinx.application import Sphinx

WORDS = {
    "Skip to content": "跳到正文",
    "Back to top": "回到页首",
    "On this page": "本页内容",
    "Contents": "目录",
    "Search": "搜索",
    "Next": "下一页",
    "Previous": "上一页",
    "Home": "首页",
    "Made with": "网页主题：",
    "Copyright &#169; %(copyright)s": "版权所有 &#169; %(copyright)s",
    "the authors of jialing, Apache License 2.0": "jialing 的作者，Apache License 2.0",
    "About these documents": "关于本文档",
    "Index": "索引",
    "Link to this heading": "本节链接",
}


def chinese(words: str) -> str:
    """What the theme says, in Chinese; what has no translation stays."""
    return WORDS.get(words.strip(), words)


def in_english(words: str) -> str:
    return words


def either(singular: str, plural: str, number: int) -> str:
    return singular if number == 1 else plural


def on_page(app: Sphinx, page: str, template: str, context: dict, tree: object) -> None:
    """Hands the templates the language of the page, which browsers ask for, and the words of it."""
    in_chinese = page.startswith("zh/")
    words = chinese if in_chinese else in_english
    context["language"] = "zh-CN" if in_chinese else "en"
    app.builder.templates.environment.install_gettext_callables(words, either, newstyle=True)
    context["copyright"] = words(app.config.copyright)
    link = "Link to this heading"  # which Sphinx writes into the text itself
    if "body" in context:
        context["body"] = context["body"].replace(f'title="{link}"', f'title="{words(link)}"')


def setup(app: Sphinx) -> dict[str, bool]:
    """Connects the above."""
    app.connect("html-page-context", on_page)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
