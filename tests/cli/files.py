"""Result files compared down to the last bit."""

from __future__ import annotations

from pathlib import Path

import netCDF4
import numpy as np


def content(path: Path) -> dict[str, object]:
    """Everything that a file says: dimensions, attributes, variables with their types, attributes and bits."""
    with netCDF4.Dataset(path) as file:
        file.set_auto_maskandscale(False)
        found: dict[str, object] = {f"dimension {name}": len(each) for name, each in file.dimensions.items()}
        found |= {f"attribute {name}": told(file.getncattr(name)) for name in file.ncattrs()}
        for name, variable in file.variables.items():
            attributes = {each: told(variable.getncattr(each)) for each in variable.ncattrs()}
            found[f"variable {name}"] = (variable.dimensions, str(variable.dtype), attributes, bits(variable[...]))
    return found


def told(value: object) -> object:
    """A value that can be compared, NaN included."""
    return value if isinstance(value, str) else np.asarray(value).tobytes()


def bits(values: np.ndarray) -> object:
    return values.tolist() if values.dtype == object else np.ascontiguousarray(values).tobytes()


def differences(a: Path, b: Path) -> list[str]:
    """What is not the same in both files."""
    ours, theirs = content(a), content(b)
    return sorted(name for name in ours.keys() | theirs.keys() if ours.get(name) != theirs.get(name))
