"""The notebooks run from top to bottom in both languages, and are stored with their figures."""

from __future__ import annotations

import nbformat
import pytest
from nbclient import NotebookClient

from conftest import MEMBERS, ROOT

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def read(path) -> nbformat.NotebookNode:
    return nbformat.read(path, as_version=4)


def parameters(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """The cell in which one chooses language, members and the folder for files."""
    (cell,) = (each for each in notebook.cells if "parameters" in each.metadata.get("tags", []))
    return cell


def outputs(notebook: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    return [output for cell in notebook.cells for output in cell.get("outputs", [])]


def figures(notebook: nbformat.NotebookNode) -> int:
    return sum("image/png" in output.get("data", {}) for output in outputs(notebook))


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs(path, lang, tmp_path):
    """Nothing is written to the error stream: a missing glyph would be a warning there."""
    notebook = read(path)
    stored = figures(notebook)
    chosen = {"lang": lang, "members": MEMBERS, "folder": str(tmp_path / "files")}
    parameters(notebook).source = "\n".join(f"{name} = {value!r}" for name, value in chosen.items())
    folder = {"metadata": {"path": path.parent}}
    NotebookClient(notebook, timeout=300, kernel_name="python3", resources=folder).execute()
    complaints = [each.text for each in outputs(notebook) if each.get("name") == "stderr"]
    assert complaints == []
    assert figures(notebook) == stored
    assert {each.suffix for each in (tmp_path / "files").iterdir()} >= {".csv", ".pdf", ".xlsx"}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_stored_as_it_was_run(path):
    """With the figures of the full ensemble, in English, every cell run in order."""
    notebook = read(path)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    assert figures(notebook) >= 5
    assert {each.output_type for each in outputs(notebook)}.isdisjoint({"error"})
    source = parameters(notebook).source
    assert 'lang = "en"' in source and "members = None" in source
