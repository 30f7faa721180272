"""The package itself: types, words, ten lines that end in a picture."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
from pathlib import Path

import pytest

import catchup
from conftest import ROOT

HERE = Path(catchup.__file__).parent


def test_everything_public_says_what_it_is():
    for name in catchup.__all__:
        thing = getattr(catchup, name)
        if name.startswith("_") or not callable(thing):
            continue
        assert inspect.getdoc(thing), name
        if inspect.isclass(thing) and thing.__module__.startswith("catchup._") and thing.__module__ != "catchup._catchup":
            for member, value in vars(thing).items():
                if not member.startswith("_") and (callable(value) or isinstance(value, property)):
                    assert inspect.getdoc(value), f"{name}.{member}"


def test_types_hold(tmp_path):
    pytest.importorskip("mypy")
    assert (HERE / "py.typed").exists()
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--allow-untyped-calls", "--ignore-missing-imports", "--cache-dir", "/dev/null", "-p", "catchup"],
        capture_output=True, text=True, check=False, cwd=tmp_path,
    )
    assert done.returncode == 0, done.stdout


def test_stubs_are_those_of_the_engine():
    import catchup._catchup as engine

    stub = (HERE / "_catchup.pyi").read_text(encoding="utf-8")
    named = set(re.findall(r"^(?:class|def) (\w+)", stub, re.MULTILINE)) | {"__version__"}
    there = {name for name in dir(engine) if not name.startswith("__")} | {"__version__"}
    assert named == there
    for block in re.findall(r"^class (\w+).*?:\n((?:    .*\n|\n)*)", stub, re.MULTILINE):
        members = set(re.findall(r"^    (?:def |)(\w+)(?:\(|:)", block[1], re.MULTILINE)) - {"property", "staticmethod"}
        for member in members - {"problems"}:
            assert hasattr(getattr(engine, block[0]), member), f"{block[0]}.{member}"


def test_stubs_are_true(tmp_path):
    """Signatures, kinds of arguments and what can be a base, as mypy finds them in the engine itself."""
    pytest.importorskip("mypy")
    (tmp_path / "mypy.ini").write_text("[mypy]\nignore_missing_imports = true\nfollow_imports = silent\n")
    done = subprocess.run(
        [sys.executable, "-m", "mypy.stubtest", "catchup._catchup", "--mypy-config-file", "mypy.ini"],
        capture_output=True, text=True, check=False, cwd=tmp_path,
    )
    assert done.returncode == 0, done.stdout


def test_the_ten_lines_of_the_readme_run(monkeypatch, capsys):
    text = (ROOT / "python" / "README.md").read_text(encoding="utf-8")
    [code] = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    lines = [line for line in code.splitlines() if line.strip()]
    assert len(lines) <= 12
    monkeypatch.chdir(ROOT)
    pytest.importorskip("pandas")
    scope: dict = {}
    exec("\n".join(lines[:-1]).replace("2000", "200"), scope)
    picture = eval(lines[-1], scope)
    assert isinstance(picture, catchup.Picture)
    assert picture._repr_png_()[:4] == b"\x89PNG"


def test_the_notebook_runs(tmp_path):
    nbclient, nbformat = pytest.importorskip("nbclient"), pytest.importorskip("nbformat")
    pytest.importorskip("ipykernel")
    pytest.importorskip("pandas")
    notebook = nbformat.read(ROOT / "python/examples/catchup.ipynb", as_version=4)
    nbclient.NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(ROOT / "python/examples")}}).execute()
    shown = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    kinds = {kind for output in shown for kind in output.get("data", {})}
    assert {"image/svg+xml", "text/html"} <= kinds
