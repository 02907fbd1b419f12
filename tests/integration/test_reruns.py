"""The same bytes and definitions rebuild nothing; a change rebuilds what rests on it and no more."""

# ruff: noqa: E501 - a query is read as a whole

from __future__ import annotations

import hashlib
import shutil

import pytest

from kit.mini import add_line, edit, put, work_json
from kit.program import run
from kit.state import figures, files, rows

CHANGED = work_json({"1440A0010": 222})
WORK = "pipelines/indicators/socioekonomi/unemployed.yaml"


def estimates_of(root, indicator):
    return rows(root, f"SELECT * FROM estimate WHERE indicator = '{indicator}' ORDER BY ALL")  # noqa: S608


def built(ran):
    """The numbers of steps run and of indicators estimated, from the line that says so."""
    assert ran.status == 0, ran.err
    lines = [line for line in ran.err.splitlines() if line.startswith("built:")]
    if not lines:
        assert "nothing to build" in ran.err
        return 0, 0
    numbers = [int(word) for word in lines[0].replace(",", "").split() if word.isdigit()]
    return numbers[0], numbers[2]


def test_unchanged_files_rebuild_nothing(mini_with_data):
    before = files(mini_with_data)
    again = run("ingest", cwd=mini_with_data)
    assert built(again) == (0, 0)
    assert again.err.count("unchanged") == 4
    assert files(mini_with_data) == before


def test_a_file_touched_but_not_changed_makes_no_vintage(mini_with_data):
    before = files(mini_with_data)
    put(mini_with_data, "data_in/work_1.json", work_json())
    assert built(run("ingest", cwd=mini_with_data)) == (0, 0)
    assert files(mini_with_data) == before


def test_a_changed_file_makes_a_vintage_and_keeps_the_old_bytes(mini_with_data):
    root = mini_with_data
    old = (root / "data_in" / "work_1.json").read_bytes()
    put(root, "data_in/work_1.json", CHANGED)
    ran = run("ingest", cwd=root)
    assert "office__work: loaded" in ran.err
    assert ran.err.count("unchanged\n") == 3
    assert rows(root, "SELECT dataset, vintage FROM meta.vintage ORDER BY ALL") == [
        ("office__households", 1),
        ("office__residents", 1),
        ("office__survey", 1),
        ("office__work", 1),
        ("office__work", 2),
    ]
    kept = root / "data" / "snapshots" / "office" / "work"
    for content in (old, CHANGED):
        assert (kept / f"{hashlib.sha256(content).hexdigest()}.bin").read_bytes() == content
    told = rows(root, "SELECT vintage, sha256 FROM meta.snapshot WHERE dataset = 'office__work' ORDER BY 1")
    assert told == [(1, hashlib.sha256(old).hexdigest()), (2, hashlib.sha256(CHANGED).hexdigest())]


def test_a_changed_file_reestimates_only_what_rests_on_it(mini_with_data):
    others = [estimates_of(mini_with_data, name) for name in ("lone_parents", "feels_safe", "women_share")]
    put(mini_with_data, "data_in/work_1.json", CHANGED)
    _, estimated = built(run("ingest", cwd=mini_with_data))
    assert estimated == 1
    assert others == [
        estimates_of(mini_with_data, name) for name in ("lone_parents", "feels_safe", "women_share")
    ]


def test_the_old_bytes_give_the_old_figures_again(mini_with_data):
    before = figures(mini_with_data)
    put(mini_with_data, "data_in/work_1.json", CHANGED)
    run("ingest", cwd=mini_with_data)
    assert figures(mini_with_data) != before
    put(mini_with_data, "data_in/work_1.json", work_json())
    run("ingest", cwd=mini_with_data)
    assert figures(mini_with_data) == before


def test_a_changed_definition_reestimates_its_indicator_alone(mini_with_data):
    edit(mini_with_data, WORK, "deso, ort]", "ort]")
    _, estimated = built(run("build", cwd=mini_with_data))
    assert estimated == 1
    assert {row[2] for row in estimates_of(mini_with_data, "unemployed")} == {
        "riket", "lan", "kommun", "regso", "ort",
    }  # fmt: skip


def test_a_changed_model_reestimates_its_indicator_alone(mini_with_data):
    edit(mini_with_data, "sql/indicators/ind_unemployed.sql", "WHERE", "WHERE part.period = '2023' AND")
    _, estimated = built(run("build", cwd=mini_with_data))
    assert estimated == 1
    assert {row[3] for row in estimates_of(mini_with_data, "unemployed")} == {"2023"}


def test_a_changed_name_is_shown_without_estimating_anew(mini_with_data):
    edit(mini_with_data, WORK, "en: Unemployed", "en: Out of work")
    _, estimated = built(run("build", cwd=mini_with_data))
    assert estimated == 0
    assert "Out of work" in run("rank", "unemployed", cwd=mini_with_data).out


def test_a_changed_setting_of_small_numbers_reestimates_all(mini_with_data):
    add_line(mini_with_data, "alemap.toml", "[small_numbers]\nthreshold = 0")
    _, estimated = built(run("build", cwd=mini_with_data))
    assert estimated == 4
    ((value,),) = rows(
        mini_with_data,
        "SELECT value FROM estimate WHERE indicator = 'unemployed' AND area_code = '1440B0010' AND period = '2023'",
    )
    assert value == pytest.approx(100 * 3 / 800)


def test_a_full_build_gives_the_same_figures(mini_with_data):
    before = figures(mini_with_data)
    ran = run("build", "--full", cwd=mini_with_data)
    assert built(ran)[1] == 4
    assert figures(mini_with_data) == before


def test_a_full_build_leaves_nothing_to_read_again(mini_with_data):
    run("build", "--full", cwd=mini_with_data)
    again = run("ingest", cwd=mini_with_data)
    assert again.err.count("unchanged\n") == 4
    assert built(again) == (0, 0)


def test_a_full_build_keeps_the_history_of_vintages(mini_with_data):
    put(mini_with_data, "data_in/work_1.json", CHANGED)
    run("ingest", cwd=mini_with_data)
    query = "SELECT dataset, vintage, fingerprint, loaded FROM meta.vintage ORDER BY ALL"
    before = rows(mini_with_data, query)
    run("build", "--full", cwd=mini_with_data)
    assert rows(mini_with_data, query) == before


def test_a_full_build_reads_the_snapshots_not_the_files(mini_with_data):
    before = figures(mini_with_data)
    put(mini_with_data, "data_in/work_1.json", CHANGED)
    assert run("build", "--full", cwd=mini_with_data).status == 0
    assert figures(mini_with_data) == before


def test_files_of_several_patterns_are_the_same_after_a_full_build(mini):
    put(mini, "data_in/b.json", work_json(periods=("2022",)))
    put(mini, "data_in/a.json", work_json(periods=("2023",)))
    edit(
        mini,
        "pipelines/datasets/office/work.yaml",
        "[data_in/work_*.json]",
        "[data_in/b.json, data_in/a.json]",
    )
    assert run("ingest", cwd=mini).status == 0
    run("build", "--full", cwd=mini)
    assert "office__work: unchanged" in run("ingest", cwd=mini).err


def test_a_selected_model_is_made_with_what_rests_on_it(mini_with_data):
    before = figures(mini_with_data)
    ran = run("build", "--select", "ind_unemployed+", cwd=mini_with_data)
    run_, estimated = built(ran)
    assert estimated == 1
    assert run_ < 12
    assert figures(mini_with_data) == before


def test_selecting_one_model_leaves_the_other_changes_to_be_built(mini_with_data):
    edit(mini_with_data, "sql/indicators/ind_unemployed.sql", "WHERE", "WHERE part.period = '2023' AND")
    edit(mini_with_data, "sql/indicators/ind_women_share.sql", "WHERE", "WHERE part.period = '2023' AND")
    run("build", "--select", "ind_unemployed+", cwd=mini_with_data)
    assert {row[3] for row in estimates_of(mini_with_data, "women_share")} == {"2022", "2023"}
    _, estimated = built(run("build", cwd=mini_with_data))
    assert estimated >= 1
    assert {row[3] for row in estimates_of(mini_with_data, "women_share")} == {"2023"}


def test_selecting_a_model_alone_does_not_leave_old_marts_behind(mini_with_data):
    edit(mini_with_data, "sql/indicators/ind_unemployed.sql", "WHERE", "WHERE part.period = '2022' AND")
    run("build", "--select", "ind_unemployed", cwd=mini_with_data)
    run("build", cwd=mini_with_data)
    query = "SELECT DISTINCT period FROM {} WHERE indicator = 'unemployed'"
    assert rows(mini_with_data, query.format("estimate")) == rows(mini_with_data, query.format("mart_value"))


def test_an_unknown_model_is_refused(mini_with_data):
    ran = run("build", "--select", "ind_unemployd", cwd=mini_with_data)
    assert ran.status == 2
    assert "`ind_unemployd` is no model" in ran.err


@pytest.mark.parametrize(
    "words",
    [("ingest", "--dry-run"), ("build", "--dry-run"), ("build", "--full", "--dry-run")],
)
def test_a_dry_run_writes_nothing(words, mini_with_data):
    put(mini_with_data, "data_in/work_1.json", CHANGED)
    edit(mini_with_data, WORK, "deso, ort]", "ort]")
    before = files(mini_with_data)
    ran = run(*words, cwd=mini_with_data)
    assert ran.status == 0, ran.err
    assert "would be" in ran.err
    assert files(mini_with_data) == before


def test_a_dry_run_before_the_first_run_leaves_no_folder_behind(mini):
    ran = run("ingest", "--dry-run", cwd=mini)
    assert ran.status == 0
    assert ran.err.count("would be read") == 4
    assert not (mini / "data").exists()


def test_a_dry_run_of_init_writes_nothing(tmp_path):
    ran = run("init", "new", "--dry-run", cwd=tmp_path)
    assert ran.status == 0
    assert list(tmp_path.iterdir()) == []


def test_loading_without_building_leaves_the_build_for_later(mini):
    assert run("ingest", "--no-build", cwd=mini).status == 0
    refused = run("rank", cwd=mini)
    assert refused.status == 2
    assert "`alemap build`" in refused.err
    assert run("build", cwd=mini).status == 0
    assert run("rank", cwd=mini).status == 0


def test_one_dataset_can_be_read_alone(mini):
    ran = run("ingest", "office__work", cwd=mini)
    assert ran.status == 0, ran.err
    assert "office__residents" not in ran.err
    assert run("rank", "unemployed", cwd=mini).status == 0
    found = run("doctor", cwd=mini)
    assert found.status == 1
    assert "office__households, office__residents, office__survey" in found.out
    assert "alemap ingest" in found.out


def test_a_dataset_taken_away_and_put_back_is_read_again(mini_with_data):
    root = mini_with_data
    before = figures(root)
    away = [
        "pipelines/datasets/office/households.yaml",
        "pipelines/indicators/barn_unga/lone_parents.yaml",
        "sql/staging/stg_office__households.sql",
        "sql/indicators/ind_lone_parents.sql",
    ]
    kept = {name: (root / name).read_bytes() for name in away}
    for name in away:
        (root / name).unlink()
    assert run("ingest", cwd=root).status == 0
    assert estimates_of(root, "lone_parents") == []
    for name, content in kept.items():
        put(root, name, content)
    again = run("ingest", cwd=root)
    assert again.status == 0, again.err
    assert figures(root) == before


def test_quiet_says_nothing_when_nothing_has_changed(mini_with_data):
    ran = run("ingest", "--quiet", cwd=mini_with_data)
    assert (ran.status, ran.out, ran.err) == (0, "", "")


def test_two_builds_give_the_same_figures_to_the_last_bit(tmp_path, built_mini):
    one, two = (shutil.copytree(built_mini, tmp_path / name) for name in ("one", "two"))
    for root in (one, two):
        shutil.rmtree(root / "data")
        assert run("ingest", cwd=root).status == 0
    assert figures(one) == figures(two) == figures(built_mini)


def test_a_changed_check_is_run_again(mini_with_data):
    edit(mini_with_data, "sql/checks/ind_unemployed__below_half.sql", "denominator / 2", "denominator / 20")
    before = files(mini_with_data)
    ran = run("build", cwd=mini_with_data)
    assert ran.status == 1
    assert "ind_unemployed__below_half" in ran.err
    assert files(mini_with_data) == before
