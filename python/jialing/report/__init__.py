"""A page in HTML that tells what a result file says: charts, tables, sources and how to read them."""

from .page import report

__all__ = ["report"]
