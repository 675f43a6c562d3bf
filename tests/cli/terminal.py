"""The command as a user at a terminal meets it."""

from __future__ import annotations

import fcntl
import os
import pty
import signal
import struct
import subprocess
import termios
import threading
import unicodedata

from conftest import BUILD, begin


def start(*arguments: object, **options: object) -> subprocess.Popen:
    """The engine in the background."""
    return begin(BUILD / "jialing", *arguments, **options)


def screen_of(columns: int, *arguments: object, interrupt_after: float | None = None) -> str:
    """What a terminal of this width has shown when the command has ended."""
    terminal, inside = pty.openpty()
    fcntl.ioctl(inside, termios.TIOCSWINSZ, struct.pack("4H", 50, columns, 0, 0))
    process = start(*arguments, stdout=inside, stderr=inside)
    os.close(inside)
    if interrupt_after is not None:
        threading.Timer(interrupt_after, process.send_signal, [signal.SIGINT]).start()
    shown = b""
    while chunk := read_terminal(terminal):
        shown += chunk
    os.close(terminal)
    process.wait()
    return shown.decode()


def read_terminal(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # how Linux says that the other side has closed
        return b""


def text_on(screen: str) -> list[str]:
    """The lines that remain when the progress has been wiped."""
    return screen.split("\r\x1b[K")[-1].splitlines()


def display_width(text: str) -> int:
    """Columns that a text takes: two for East Asian wide and full-width characters."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
