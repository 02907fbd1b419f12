from __future__ import annotations

from alemap.definitions.areas import read_areas
from alemap.definitions.mappings import read_mappings

HEADER = "code,name,level,edition,parent,valid_from,valid_to,aliases,parts\n"
LEVELS = ["riket", "kommun", "regso", "ort"]


def areas(tmp_path, *lines):
    folder = tmp_path / "pipelines" / "areas"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "areas.csv").write_text(HEADER + "".join(f"{line}\n" for line in lines), encoding="utf-8")
    return read_areas(tmp_path, LEVELS)


TREE = (
    "00,Riket,riket,,,,,,",
    "1440,Ale,kommun,,00,,,Ale kommun|Ahle,",
    "1440R001,Norr,regso,2020,1440,,,,",
    "1440R002,Söder,regso,2020,1440,,,,",
    "1440O01,Byn,ort,,1440,,,,1440R001",
)


def test_the_tree_leads_up_and_own_areas_are_made_of_parts(tmp_path):
    found, problems = areas(tmp_path, *TREE)
    assert problems == []
    assert found.by_code["1440"].aliases == ("Ale kommun", "Ahle")
    assert list(found.ancestors("1440R001")) == ["1440R001", "1440", "00"]
    assert found.municipality("1440R001") == "1440"
    assert found.municipality("00") is None
    pairs = found.parts
    assert len(set(pairs)) == len(pairs)
    assert {whole for part, whole in pairs if part == "1440R001"} == {"1440R001", "1440", "00", "1440O01"}
    assert {whole for part, whole in pairs if part == "1440R002"} == {"1440R002", "1440", "00"}


def test_faults_of_the_tree_are_told_with_their_lines(tmp_path):
    _, problems = areas(
        tmp_path,
        *TREE,
        "1440R002,Igen,regso,2020,1440,,,,",
        "1440R003,Öster,regs,2020,1440,,,,",
        "1440R004,Väster,regso,2020,1441,,,,",
        "1440O02,Stan,ort,,1440,,,,1440R001|1440R009",
        ",Tom,regso,,1440,,,,",
        "1440R005,Kort",
    )
    assert sorted((p.place.line, p.code) for p in problems) == [
        (7, "AM130"),
        (8, "AM131"),
        (9, "AM133"),
        (10, "AM133"),
        (10, "AM135"),
        (11, "AM132"),
        (12, "AM132"),
    ]


def test_an_area_above_itself_is_a_fault_and_no_endless_loop(tmp_path):
    rows = ["1440,Ale,kommun,,1441,,,,", "1441,Ela,kommun,,1440,,,,", "1440R001,Byn,regso,,1440,,,,"]
    _, problems = areas(tmp_path, *rows)
    # an area that only lies below the circle is no fault
    assert [(p.place.line, p.code) for p in problems] == [(2, "AM134"), (3, "AM134")]


def test_another_header_is_a_fault_of_line_1(tmp_path):
    folder = tmp_path / "pipelines" / "areas"
    folder.mkdir(parents=True)
    (folder / "areas.csv").write_text("code;name\n1440;Ale\n", encoding="utf-8")
    _, (problem,) = read_areas(tmp_path, LEVELS)
    assert (problem.code, str(problem.place)) == ("AM132", "pipelines/areas/areas.csv:1")


def test_a_mapping_has_each_code_once(tmp_path):
    folder = tmp_path / "pipelines" / "mappings" / "office"
    folder.mkdir(parents=True)
    text = 'agency_code,code,valid_from,note\nNorr,1,,\n"Å, ö",ignore,,on purpose\nNorr,2,,\nx,,,\n'
    (folder / "names.csv").write_text(text, encoding="utf-8")
    maps, problems = read_mappings(tmp_path)
    assert maps["office/names"].codes == {"Norr": "1", "Å, ö": "ignore"}
    assert maps["office/names"].lines == {"Norr": 2, "Å, ö": 3}
    assert [(p.code, p.place.line) for p in problems] == [("AM141", 4), ("AM140", 5)]
