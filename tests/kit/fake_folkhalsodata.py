"""A table of Folkhälsodata (PxWeb v1) on a real socket: its variables, JSON-stat with a made-up content."""

from __future__ import annotations

from itertools import product
from math import prod
from typing import Any

from werkzeug import Request, Response

from kit.fake_agency import FakeAgency, as_json

ROOT = "/Folkhalsodata/api/v1/sv"
COMMON = {
    "Andel och konfidensintervall": {
        "01": "Andel", "02": "Konfidensintervall nedre gräns", "03": "Konfidensintervall övre gräns",
        "04": "Antal svar",
    },
    "Kön": {"00": "Totalt", "01": "Kvinnor", "02": "Män"},
    "År": {"2018-2021": "2018-2021", "2021-2024": "2021-2024"},
}  # fmt: skip
AREAS = {"00": "00 Riket", "14": "14 Västra Götalands län", "1440": "1440 Ale"}


class FakeFolkhalsodata(FakeAgency):
    """One table at `path` whose own variable is `name`; figures count up, with none for men in Ale."""

    def __init__(self, server: Any, path: str, name: str, labels: dict[str, str]) -> None:
        super().__init__(server)
        self.path = f"{ROOT}/{path}"
        self.labels = {"Region": AREAS, name: labels, **COMMON}
        keys = list(product(*self.labels.values()))
        self.values = {key: None if key[0] == "1440" and key[3] == "02" else n for n, key in enumerate(keys)}

    def answer(self, request: Request) -> Response:
        if request.query_string == b"config":
            return as_json({"maxCells": 1000, "maxCalls": 1000, "timeWindow": 10, "maxValues": 1000})
        if request.path != self.path:
            return Response("Not found", 404)
        if request.method == "GET":
            return as_json({"title": "Tabell", "variables": [
                {"code": name, "text": name, "values": list(codes), "valueTexts": list(codes.values()),
                 "time": name == "År", "elimination": name in {"Region", "Kön"}}
                for name, codes in self.labels.items()
            ]})  # fmt: skip
        asked = {part["code"]: part["selection"]["values"] for part in request.get_json()["query"]}
        chosen = {name: asked[name] for name in self.labels}
        found = [self.values[key] for key in product(*chosen.values())]
        index = {name: {"index": {code: at for at, code in enumerate(own)}} for name, own in chosen.items()}
        index["ContentsCode"] = {"index": {"EliminatedValue": 0}}
        sizes = [*(len(codes) for codes in chosen.values()), 1]
        assert prod(sizes) == len(found)
        return as_json({
            "version": "2.0", "class": "dataset", "id": list(index), "size": sizes, "value": found,
            "dimension": {name: {"category": own} for name, own in index.items()},
            "status": {str(at): ".." for at, value in enumerate(found) if value is None},
        })  # fmt: skip
