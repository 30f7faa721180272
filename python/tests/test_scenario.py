"""Scenarios: what they have, what is set on them, what is wrong with them."""

from __future__ import annotations

import math

import pytest

import catchup


def share(rate: float, years: float) -> float:
    """A logistic from one half."""
    return 1 / (1 + math.exp(-rate * years))


def test_a_file_has_what_it_says(scenarios):
    scenario = catchup.load(scenarios / "baseline.toml")
    assert scenario.name == "baseline"
    assert "procurement_mandate" in scenario.levers["lever"]
    assert scenario.assumptions.columns == ["name", "label", "unit", "written", "p05", "p50", "p95", "source"]
    assert len(scenario.variables) > 10
    assert set(scenario.targets["direction"]) <= {"at_least", "at_most"}
    assert scenario.path in scenario.files


def test_a_text_is_a_scenario(robots):
    rate = robots.assumptions.rows()[0]
    assert robots.assumptions["name"] == ["rate", "size[robots]", "size[machine_tools]"]
    assert (rate["name"], rate["unit"], rate["source"]) == ("rate", "1/yr", "judgement")
    # Quantiles of the uniform distribution from .1 to .3.
    assert [rate["p05"], rate["p50"], rate["p95"]] == pytest.approx([0.11, 0.2, 0.29])
    [push] = robots.levers.rows()
    assert (push["lever"], push["value"], push["neutral"], push["min"], push["max"]) == ("push", 0, 0, 0, 0.1)
    [plan] = robots.targets.rows()
    assert (plan["target"], plan["variable"], plan["year"], plan["value"]) == ("plan", "share", 2030, 0.9)
    assert robots.elements("sales") == {"sector": ["robots", "machine_tools"]}


def test_setting_gives_another_scenario(robots):
    pushed = robots.set(push=0.05)
    assert (robots.settings, pushed.settings) == ([], ["push=0.05"])
    before, after = (one.run().number("share@2030")["p50"] for one in (robots, pushed))
    assert before == pytest.approx(share(0.2, 10), abs=1e-3)
    assert after == pytest.approx(share(0.25, 10), abs=1e-3)
    fixed = pushed.set({"rate": 0.2}).run()
    assert fixed.number("share@2030")["p05"] == pytest.approx(share(0.25, 10), rel=1e-12)
    assert pushed.reset().settings == []
    assert pushed.reset().hash == robots.hash != pushed.hash


def test_errors_have_their_place_and_the_text_of_the_program(scenarios, tmp_path, program):
    import subprocess

    path = tmp_path / "wrong.toml"
    path.write_text('scenario = { title = "x" }\ntime = { start = 2020, end = 2030 }\n[variables.a]\nequation = "b + 1"\nunit = "1"\n')
    with pytest.raises(catchup.InputError) as found:
        catchup.load(path)
    [problem] = found.value.problems
    assert (problem.line, problem.severity, problem.text) == (4, "error", "b")
    assert str(path) in str(found.value)
    assert problem.message in str(found.value)
    said = subprocess.run([program, "check", path], capture_output=True, text=True, check=False).stderr
    assert problem.message in said
    assert [line.split() for line in str(found.value).splitlines()] == [line.split() for line in said.strip().splitlines()]
    assert [one.code for one in catchup.check(path)] == [problem.code]


def test_a_setting_that_is_not_there_is_said(robots):
    with pytest.raises(catchup.InputError, match="did you mean `push`"):
        robots.set(puhs=0.1)
    with pytest.raises(catchup.InputError):
        robots.set(push=5)


def test_texts_stand_in_for_files():
    base = "scenario = { title = 'Base', template = true }\ntime = { start = 2020, end = 2021 }\n[variables.a]\nequation = '1'\nunit = '1'\n"
    texts = {"base.toml": base, "path.toml": "extends = 'base.toml'\nscenario = { title = 'Path' }\n"}
    scenario = catchup.load("path.toml", texts=texts)
    assert (scenario.title, scenario.is_template) == ("Path", False)
    assert scenario.run().number("a@2021")["p50"] == 1


def test_check_says_nothing_where_all_is_well(robots):
    assert [problem for problem in robots.check() if problem.severity == "error"] == []


def test_options_are_checked(robots):
    with pytest.raises(ValueError, match="sobol"):
        robots.run(sampler="sobel")
    with pytest.raises(ValueError, match="1 GiB"):
        robots.run(memory="much")
