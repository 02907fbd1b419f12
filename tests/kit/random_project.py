"""Random projects: two municipalities, areas and own areas, figures by sex, many of them small."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING
from unittest import mock

from kit import mini
from kit.mini import FILES, add_line, book, edit, households_px, put, residents_rows, write_mini

if TYPE_CHECKING:
    from pathlib import Path

_HEAD = """\
code,name,level,edition,parent,valid_from,valid_to,aliases,parts
00,Riket,riket,,,,,Sverige,
14,Västra Götalands län,lan,,00,,,,
1440,Ale,kommun,,14,,,Ale kommun,
1482,Kungälv,kommun,,14,,,,
"""
PERIODS = ("2023",)


def write_random(root: Path, seed: int) -> Path:
    """Write a random project to `root`: the same for the same seed."""
    rng = random.Random(seed)  # noqa: S311 - test data
    areas, deso = _areas(rng)
    with mock.patch.object(mini, "DESO", deso):
        write_mini(root)
        put(root, "data_in/residents.xlsx", book(residents_rows()))
        put(root, "data_in/households.px", households_px())
    put(root, "pipelines/areas/areas.csv", areas)
    put(root, "data_in/work_1.json", _work(rng, deso))
    (root / "sql/checks/ind_unemployed__below_half.sql").unlink()
    (root / "sql/tests/ind_unemployed.yaml").unlink()
    work = "pipelines/datasets/office/work.yaml"
    edit(root, work, "constants: { sex: _T }\n", "")
    edit(root, work, "  Tid: {", "  Kon: { column: sex, codes: { T: _T, K: K, M: M } }\n  Tid: {")
    edit(root, work, "rows: [14, 56]", "rows: [1, 9999]")
    edit(root, "pipelines/indicators/socioekonomi/unemployed.yaml", "breakdowns: []", "breakdowns: [sex]")
    _the_others(root)
    names = [line.split(",")[:2] for line in areas.splitlines() if ",regso," in line]
    mapping = "".join(f"{name},{code},,\n" for code, name in names)
    put(root, "pipelines/mappings/office/names.csv", f"agency_code,code,valid_from,note\n{mapping}")
    lines = "".join(f"{name};alla;2023;{rng.randint(40, 90)},5\n" for _, name in names)
    put(root, "data_in/survey.csv", f"Område;Kön;År;Andel\n{lines}")
    _rules(root, rng)
    return root


def _rules(root: Path, rng: random.Random) -> None:
    """The rule for small numbers: the default, another threshold, open zeros, an indicator's own."""
    threshold, zeros = rng.choice([5, 5, 3, 10]), rng.choice(["closed", "closed", "open"])
    add_line(root, "alemap.toml", f'[small_numbers]\nthreshold = {threshold}\nzeros = "{zeros}"')
    if rng.random() < 0.3:
        own = f"small_numbers: {{ threshold: {rng.choice([4, 8])} }}"
        add_line(root, "pipelines/indicators/socioekonomi/employed.yaml", own)


def _areas(rng: random.Random) -> tuple[str, dict[str, tuple[object, ...]]]:
    """The file of areas, and what `mini.DESO` holds of each DeSO."""
    lines, deso, number = [_HEAD], {}, 0
    for municipality in ("1440", "1482"):
        regso = []
        for n in range(1, rng.randint(2, 3) + 1):
            code = f"{municipality}R{n:03d}"
            regso.append(code)
            lines.append(f"{code},Trakt {municipality[2:]}{n},regso,2020,{municipality},,,,\n")
            for part in range(rng.randint(1, 2)):
                number += 1
                name = f"{municipality}{'ABC'[part]}{n:02d}10"
                lines.append(f"{name},{name},deso,2018,{code},,,,\n")
                small = rng.choice([rng.randint(0, 8), rng.randint(0, 40)])
                deso[name] = (code, (0, 0, 0, 0), rng.randint(60, 900), (small, rng.randint(50, 400)))
        if rng.random() < 0.7:
            parts = rng.sample(regso, rng.randint(1, len(regso)))
            lines.append(
                f"{municipality}O01,Ort {municipality[2:]},ort,,{municipality},,,,{'|'.join(parts)}\n"
            )
    return "".join(lines), deso


def _work(rng: random.Random, deso: dict[str, tuple[object, ...]]) -> bytes:
    """JSON-stat of unemployed and labour force by sex: Region x Contents x Kon x Tid."""
    mean = rng.choice([4, 8, 20])
    values = []
    for _ in deso:
        counts = {(sex, t): rng.randint(0, 2 * mean) for sex in "KM" for t in PERIODS}
        forces = {key: count + rng.choice([rng.randint(0, 6), 300]) for key, count in counts.items()}
        for table in (counts, forces):
            values += [table["K", t] + table["M", t] for t in PERIODS]
            values += [table[sex, t] for sex in "KM" for t in PERIODS]
    dimensions = {
        "Region": list(deso),
        "Contents": ["01", "02"],
        "Kon": ["T", "K", "M"],
        "Tid": list(PERIODS),
    }
    return json.dumps(
        {
            "version": "2.0",
            "class": "dataset",
            "label": "Arbete",
            "id": list(dimensions),
            "size": [len(codes) for codes in dimensions.values()],
            "dimension": {
                name: {"category": {"index": {code: n for n, code in enumerate(codes)}}}
                for name, codes in dimensions.items()
            },
            "value": values,
        }
    ).encode()


def _the_others(root: Path) -> None:
    """A second indicator that is what the first leaves of the whole: each gives the other away."""
    body = FILES["pipelines/indicators/socioekonomi/unemployed.yaml"]
    put(root, "pipelines/indicators/socioekonomi/employed.yaml",
        body.replace("id: unemployed", "id: employed").replace("Arbetslösa", "Sysselsatta")
        .replace("Unemployed", "Employed").replace("breakdowns: []", "breakdowns: [sex]"))  # fmt: skip
    model = FILES["sql/indicators/ind_unemployed.sql"].replace(
        "SUM(part.value)", "SUM(whole.value) - SUM(part.value)"
    )
    put(root, "sql/indicators/ind_employed.sql", model)
