"""Small numbers: no output gives away what is suppressed, and a missing value keeps its reason."""

# ruff: noqa: E501 - a query is read as a whole

from __future__ import annotations

import json

import pytest

from alemap.domain import Kind
from alemap.export import records as records_of
from alemap.workflows.compare import compare
from alemap.workflows.rank import rank
from alemap.workflows.reading import Reader
from kit.mini import add_line, book, edit, put, residents_rows, work_json, write_mini
from kit.program import run
from kit.state import rows

# Öster is one DeSO, 1440B0010: 3 of 800 in 2023. The rest of Ale without Storbyn is Öster alone, so Storbyn is
# hidden with it, and Söder with one of its DeSO, or Ale less the other places would be Öster again.
HIDDEN = {"1440B0010", "1440R003", "1440O01", "1440R002", "1440C0010"}
COMMANDS = [
    ("rank", "unemployed", "--level", "deso", "--period", "2023"),
    ("rank", "unemployed", "--level", "regso", "--period", "2023"),
    ("compare", "unemployed", "--level", "regso"),
    ("compare", "unemployed", "--level", "deso", "--against", "riket"),
    ("compare", "unemployed", "--level", "deso", "--against", "Ale"),
    ("compare", "unemployed", "--area", "Öster", "--against", "Norr"),
    ("compare", "unemployed", "--area", "Norr", "--against", "Öster"),
    ("compare", "unemployed", "--area", "Öster", "--against", "2022"),
    ("profile", "Öster"),
    ("show", "unemployed", "--area", "Öster"),
    ("show", "unemployed", "--level", "deso"),
]
GIVEN = ("value", "lower", "upper", "comparator_value", "difference", "ratio", "standardised", "p_value")
NUMBERS = ("value", "lower", "upper", "numerator", "denominator")


def records(root, words):
    ran = run(*words, "--format", "json", cwd=root)
    assert ran.status == 0, ran.err
    return [record for record in json.loads(ran.out) if record["measure"] == "unemployed"]


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_no_record_carries_a_number_of_a_suppressed_figure(words, built_mini):
    hidden = [
        record
        for record in records(built_mini, words)
        if "suppressed"
        in (record["status"], record.get("comparator_status"), record.get("difference_status"))
    ]
    assert hidden
    for record in hidden:
        if record["status"] == "suppressed":
            assert record["area_code"] in HIDDEN
            assert all(record.get(name) is None for name in NUMBERS)
            # the whole less the rest would be the area itself; another area or year gives nothing away
            if record.get("comparator") not in {"Norr", "2022"} and "comparator_value" in record:
                assert all(record[f"comparator_{name}"] is None for name in ("value", "lower", "upper"))
        for name in (
            "difference",
            "difference_lower",
            "difference_upper",
            "ratio",
            "standardised",
            "p_value",
        ):
            assert record.get(name) is None


@pytest.mark.parametrize("fmt", ["table", "csv", "md"])
@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_no_other_format_shows_the_share(words, fmt, built_mini):
    out = run(*words, "--format", fmt, "--lang", "en", cwd=built_mini).out
    for line in out.splitlines():
        if ("1440B0010" in line or "Öster" in line) and "2022" not in line:
            assert "0.375" not in line
            assert " 0.4 " not in line
            assert "800" not in line


def test_the_table_of_estimates_holds_no_counts_of_what_is_suppressed(built_mini):
    found = rows(
        built_mini,
        "SELECT area_code, value, lower, upper, numerator, denominator FROM estimate WHERE status = 'suppressed'",
    )
    assert {row[0] for row in found} >= HIDDEN
    assert {row[1:] for row in found} == {(None,) * 5}


def test_an_area_whose_rest_is_too_few_is_hidden_with_it(built_mini):
    """The rest of Ale without Storbyn is 3 of 800 persons: who sees both could subtract."""
    found = {r["period"]: r for r in records(built_mini, ("show", "unemployed", "--area", "Byn"))}
    assert found["2022"]["value"] == pytest.approx(100 * 190 / 3200)
    assert (found["2023"]["status"], found["2023"]["numerator"]) == ("suppressed", None)


def test_a_profile_has_a_gap_where_a_period_is_suppressed(built_mini):
    (record,) = records(built_mini, ("profile", "Öster"))
    assert [point["value"] for point in record["series"]] == [pytest.approx(1.25), None]


def test_an_index_says_nothing_of_a_suppressed_part(built_mini):
    ran = run("rank", "socioekonomi", "--format", "json", cwd=built_mini)
    (record,) = [r for r in json.loads(ran.out) if r["area_code"] == "1440R003"]
    assert record["value"] is None
    assert all(value is None for name, value in record.items() if name.startswith("part_"))
    held = rows(
        built_mini,
        "SELECT score, contribution FROM index_part WHERE area_code = '1440R003' AND indicator = 'unemployed'"
        " AND indicator_period = '2023'",
    )
    assert set(held) <= {(None, None)}


def test_an_earlier_state_does_not_give_away_what_is_suppressed_since(tmp_path):
    """Öster's unemployed were shown once: the old index less its other part, or any old score, would tell them."""
    root = write_mini(tmp_path)
    add_line(root, "alemap.toml", "[small_numbers]\nthreshold = 0")
    assert run("ingest", cwd=root).status == 0
    first = run("rank", "risk", "--format", "json", cwd=root)
    assert {row["status"] for row in json.loads(first.out)} == {"final"}
    edit(root, "alemap.toml", "threshold = 0", "threshold = 5")
    assert run("build", cwd=root).status == 0
    for words in (
        ("rank", "risk"),
        ("rank", "socioekonomi"),
        ("explain", "Norr"),
        ("explain", "Norr", "risk"),
    ):
        ran = run(*words, "--as-of", "1", "--lang", "en", cwd=root)
        assert (ran.status, ran.out) == (2, "")
        assert "rests on figures that are suppressed today" in ran.err
    with Reader.open(root, as_of="1") as reader:
        values = reader.store.rows("SELECT category, period, value, comparator, status FROM mart_index")
        scores = reader.store.rows("SELECT indicator, score, contribution, value FROM index_part")
    # the other member's scores do not rest on it, nor does what it adds; the whole index does
    assert {row[0] for row in values if row[2] is not None} == {"trygghet"}
    assert {row[4] for row in values if row[0] != "trygghet"} == {"suppressed"}
    assert all(row[1:] == (None,) * 3 for row in scores if row[0] == "unemployed")
    assert any(row[1] is not None for row in scores if row[0] == "feels_safe")
    # grown since: Öster may be shown today, but its 3 of then may not, nor what the others of then would tell
    put(root, "data_in/work_1.json", work_json({"1440B0010": 30}))
    assert run("ingest", cwd=root).status == 0
    told = json.loads(run("diff", "--since", "1", "--format", "json", cwd=root).out)
    revised = {r["area"]: r["before_value"] for r in told if r["change"] == "revised"}
    assert revised.keys() >= {"Öster", "Ale", "Riket"}
    assert set(revised.values()) == {None}
    assert {r["untold"] for r in told if r["change"] == "index" and r["measure"] == "socioekonomi"} == {5}
    with Reader.open(root, as_of="1") as reader:
        of_ale = "SELECT period, value, numerator, status FROM estimate WHERE indicator = 'unemployed' AND area_code = '1440'"
        assert sorted(reader.store.rows(of_ale)) == [
            ("2022", 5.0, 200.0, "final"),
            ("2023", None, None, "suppressed"),
        ]


def test_a_small_complement_is_suppressed_too(mini_with_data):
    (mini_with_data / "sql/checks/ind_unemployed__below_half.sql").unlink()
    put(mini_with_data, "data_in/work_1.json", work_json({"1482A0010": 497}))
    assert run("ingest", cwd=mini_with_data).status == 0
    table = records(mini_with_data, ("rank", "unemployed", "--level", "deso"))
    (record,) = [r for r in table if r["area_code"] == "1482A0010"]
    assert (record["value"], record["status"]) == (None, "suppressed")


def test_the_threshold_is_the_projects(mini_with_data):
    add_line(mini_with_data, "alemap.toml", "[small_numbers]\nthreshold = 3")
    assert run("build", cwd=mini_with_data).status == 0
    (record,) = [
        r
        for r in records(mini_with_data, ("rank", "unemployed", "--level", "deso"))
        if r["area_code"] == "1440B0010"
    ]
    assert record["value"] == pytest.approx(0.375)


AMOUNTS = """\
SELECT
  core_area_part.whole_code AS area_code,
  part.period,
  part.sex,
  '_T' AS category,
  SUM(part.value) * 1000 AS numerator,
  SUM(part.value) AS denominator,
  MAX(CASE WHEN part.area_code = '1440A0010' THEN 950 * part.value ELSE 100 * part.value END) AS largest,
  'final' AS status
FROM stg_office__work AS part
JOIN core_area_part
  ON core_area_part.part_code = part.area_code
WHERE
  part.measure = 'unemployed'
GROUP BY
  core_area_part.whole_code,
  part.period,
  part.sex
"""


def test_an_amount_that_is_mostly_one_contribution_is_hidden_and_so_is_a_cover_for_it(tmp_path):
    """95 % of the first DeSO's amount is one contributor's; of its RegSO's, with another DeSO, 61 %."""
    root = write_mini(tmp_path)
    like = (root / "pipelines/indicators/socioekonomi/unemployed.yaml").read_text(encoding="utf-8")
    like = (
        like.replace("unemployed", "income").replace("Unemployed", "Income").replace("Arbetslösa", "Inkomst")
    )
    like = like.replace("kind: share", "kind: mean").replace("multiplier: 100", "multiplier: 1")
    put(root, "pipelines/indicators/socioekonomi/income.yaml", like)
    put(root, "sql/indicators/ind_income.sql", AMOUNTS)
    assert run("ingest", cwd=root).status == 0
    shown = "SELECT area_code, status FROM mart_value WHERE indicator = 'income' AND period = '2022'"
    found = dict(rows(root, shown))
    assert [found[f"1440A00{n}0"] for n in (1, 2)] == ["suppressed"] * 2
    assert {found["1440R001"], found["1440"], found["1440C0020"]} == {"final"}
    ran = run("audit", "income", "--format", "json", cwd=root)
    assert ran.status == 0, ran.err
    audited = [row for row in json.loads(ran.out) if row["period"] == "2022"]
    # 140 000 in both together is all that can be known of either; what each needs would be a share of it
    assert {(row["area_code"], row["width"], row["needed"]) for row in audited} == {
        ("1440A0010", 140_000, None),
        ("1440A0020", 140_000, None),
    }
    put(root, "pipelines/indicators/socioekonomi/income.yaml", like + "small_numbers: { dominance: 0.96 }\n")
    assert run("build", cwd=root).status == 0
    assert set(dict(rows(root, shown)).values()) == {"final"}


def test_a_missing_value_keeps_its_reason(built_mini):
    """The office's `..` in the household table is `suppressed`, its sums have no value for the same reason."""
    found = dict(
        rows(
            built_mini,
            "SELECT area_code, status FROM estimate WHERE indicator = 'lone_parents' AND value IS NULL",
        )
    )
    assert found == dict.fromkeys(("1440C0020", "1440R002", "1440O01", "1440", "14", "00"), "suppressed")
    said = run("rank", "feels_safe", "--format", "json", cwd=built_mini)
    assert {r["status"] for r in json.loads(said.out)} == {"final"}
    women = rows(built_mini, "SELECT status, value FROM estimate WHERE area_code = '1440R002' AND sex = 'K'")
    assert ("suppressed", None) in women


@pytest.mark.parametrize(
    ("mark", "status", "value"),
    [("..", "suppressed", None), (".", "not_applicable", None), ("-", "final", 0.0)],
)
def test_each_mark_has_its_own_meaning(mark, status, value, mini_with_data):
    put(
        mini_with_data,
        "data_in/survey.csv",
        f"Område;Kön;År;Andel\nNorr;alla;2023;{mark}\nSöder;alla;2023;50\n",
    )
    assert run("ingest", cwd=mini_with_data).status == 0
    query = "SELECT status, value FROM estimate WHERE indicator = 'feels_safe' AND area_code = '1440R001'"
    assert rows(mini_with_data, query) == [(status, value)]
    assert rows(mini_with_data, "SELECT mark FROM raw.office__survey WHERE area_code = '1440R001'") == [
        (mark,)
    ]


def test_no_output_of_the_sample_reveals_what_is_suppressed(sample):
    """Every suppressed figure of the project's own areas, looked for in the command that would show it."""
    hidden = rows(
        sample,
        "SELECT DISTINCT indicator, level FROM mart_value WHERE status = 'suppressed' AND sex = '_T'"
        " AND (municipality IN ('1440', '1482') OR area_code IN ('1440', '1482')) ORDER BY 1, 2",
    )
    assert len(hidden) >= 5
    with Reader.open(sample) as reader:
        for indicator, level in hidden:
            counted = reader.indicators[indicator].kind is not Kind.PUBLISHED
            for table in (rank(reader, indicator, level=level), compare(reader, [indicator], level=level)):
                for record in records_of(table):
                    if record["status"] == "suppressed":
                        given = [name for name in GIVEN if record.get(name) is not None]
                        assert given == [] or not counted, (indicator, record)


def test_a_profile_does_not_tell_how_few_live_in_an_area_nor_what_would_give_them_away(tmp_path):
    root = write_mini(tmp_path)
    cells = [[row[0], 3, 2, 1, 3, 2, 1] if row[:1] == ["1440B0010"] else row for row in residents_rows()]
    put(root, "data_in/residents.xlsx", book(cells))
    assert run("ingest", cwd=root).status == 0
    first = {
        name: run("profile", name, "--lang", "en", cwd=root).out.splitlines()[0]
        for name in ("Öster", "Söder", "Hamnen", "Ale")
    }
    # Ale's 5,303 less Norr's and Söder's would be Öster's 3
    assert "residents" not in first["Öster"] + first["Söder"]
    assert "1,400 residents" in first["Hamnen"]
    assert "5,303 residents" in first["Ale"]
