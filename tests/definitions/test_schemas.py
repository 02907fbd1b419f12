"""The JSON Schemas of the definitions: every definition fits them, and what is wrong in form does not."""

from __future__ import annotations

import json

import fastjsonschema
import pytest

from alemap.definitions.yamlfile import read_yaml
from alemap.workflows.schemas import KINDS, schema_texts
from kit.mini import REPOSITORY
from kit.program import run


@pytest.mark.parametrize("names", [False, True])
def test_every_definition_fits_its_schema(names):
    texts = schema_texts(root=REPOSITORY if names else None)
    assert set(texts) == set(KINDS)
    for kind, text in texts.items():
        fits = fastjsonschema.compile(json.loads(text))
        files = sorted(REPOSITORY.glob(KINDS[kind][1]))
        assert files
        for path in files:
            fits(json.loads(json.dumps(read_yaml(path.read_text("utf-8")).data)))


def test_a_schema_underlines_what_check_refuses():
    indicator = REPOSITORY / "pipelines" / "indicators" / "halsa" / "obesity.yaml"
    text = indicator.read_text(encoding="utf-8")
    schema = json.loads(schema_texts("indicator", REPOSITORY)["indicator"])
    fits = fastjsonschema.compile(schema)
    for old, new in (
        ("kind: published", "kind: publishd"),
        ("unit: percent", "unit: percents"),
        ("levels: [riket", "levels: [land"),
        ("agency: folkhalsomyndigheten", "agency: fhm"),
        ("decimals: 0", "decimal: 0"),
        ("decimals: 0", "decimals: 9"),
        ("kolada: U01411", "kolada: 01411"),
        ("  dataset: folkhalsomyndigheten__living_habits", "  dataset: fhm__habits"),
    ):
        assert old in text
        with pytest.raises(fastjsonschema.JsonSchemaException):
            fits(read_yaml(text.replace(old, new)).data)
    assert schema["properties"]["multiplier"]
    assert "source" in json.dumps(schema["allOf"])
    assert all("description" in part for part in schema["$defs"].values())


def test_schemas_are_written_to_a_folder_or_shown(mini):
    done = run("schema", "--names", "--output", mini / ".vscode", cwd=mini)
    assert (done.status, done.out, done.err) == (0, "", "")
    assert {path.stem for path in (mini / ".vscode").iterdir()} == set(KINDS)
    one = run("schema", "dataset", cwd=mini)
    assert json.loads(one.out)["properties"]["agency"].get("enum") is None
    assert json.loads((mini / ".vscode" / "dataset.json").read_text())["properties"]["agency"]["enum"] == [
        "office"
    ]
    wrong = run("schema", "indicater", "--lang", "en", cwd=mini)
    assert wrong.status == 2
    assert "did you mean `indicator`?" in wrong.err
