"""Search that finds Chinese words: between the words of a sentence stands no space, so every pair of characters is one."""

from __future__ import annotations

import re

from sphinx.application import Sphinx
from sphinx.search.en import SearchEnglish

WORD = re.compile(r"[\u4e00-\u9fff]+|[^\W\u4e00-\u9fff]+")


class SearchEnglishAndChinese(SearchEnglish):
    """English words as they are, Chinese ones as overlapping pairs of characters."""

    js_splitter_code = r"""
var splitQuery = function (query) {
  const words = query.match(/[\u4e00-\u9fff]+|[\p{Letter}\p{Number}_]+/gu) || [];
  return words.flatMap(function (word) {
    const pairs = Array.from(word.matchAll(/(?=([\u4e00-\u9fff]{2}))/gu), function (found) { return found[1]; });
    return pairs.length ? pairs : [word];
  });
};
"""

    def split(self, input: str) -> list[str]:
        """The words and pairs of a text."""
        found: list[str] = []
        for word in WORD.findall(input):
            chinese = "\u4e00" <= word[0] <= "\u9fff" and len(word) > 1
            found += [word[i : i + 2] for i in range(len(word) - 1)] if chinese else [word]
        return found


def setup(app: Sphinx) -> dict[str, bool]:
    """Takes the place of the search in English."""
    app.add_search_language(SearchEnglishAndChinese)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
