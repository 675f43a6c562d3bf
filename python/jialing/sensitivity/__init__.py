"""Which uncertainties the projections hang on: ``jialing sensitivity`` and ``jl.sensitivity``."""

from .analysis import sensitivity

__all__ = ["sensitivity"]
