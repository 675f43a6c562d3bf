"""What our programs have in common: exit codes, the same as the engine's, and how they end when they are told to."""

from __future__ import annotations

import signal

DONE, BAD_INPUT, FAILED, INTERRUPTED = 0, 2, 3, 130


def interrupt_at_sigterm() -> None:
    """SIGTERM is a KeyboardInterrupt as Ctrl-C is, so that nothing half-written stays."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
