"""Files that are whole or not there."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from os import PathLike
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]  # the source, when the package is used from there
INSTALLED = Path(sys.prefix)  # where a wheel puts the engine and the scenarios


@contextmanager
def written_whole(path: str | PathLike) -> Iterator[Path]:
    """Gives a place beside `path` to write to, and renames it when all went well.

    After a failure `path` is as it was. Raises OSError, which names `path`, when the place cannot
    be written.
    """
    path = Path(path).resolve()  # a symbolic link stays one
    beside = None
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.stem}-", suffix=path.suffix, dir=path.parent)
        os.close(handle)
        beside = Path(name)
        yield beside
        beside.chmod(0o666 & ~current_umask())
        beside.replace(path)
    except OSError as error:
        if error.errno is None:
            raise
        raise OSError(error.errno, os.strerror(error.errno), str(path)) from error
    finally:
        if beside:
            beside.unlink(missing_ok=True)


def current_umask() -> int:
    """What new files are not allowed, as for any other file that the user writes."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
