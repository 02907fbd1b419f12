"""PxWeb v1 and v2 on a real socket: limits, table description, data by POST; with its own misbehaviour.

One table: unemployed and labour force by DeSO and year, the figures of the small project's `work`.
"""

from __future__ import annotations

import json
from itertools import product
from typing import Any

from werkzeug import Request, Response

from kit.fake_agency import FakeAgency, as_json
from kit.mini import DESO, PERIODS

TABLE_1 = "AM/AM0210/Work"
TABLE_2 = "TAB100"
CONTENTS = {"01": "Arbetslösa", "02": "Arbetskraften"}
LACKING = ("a code vanished", "a label changed", "a dimension missing", "a row missing")


class FakePxweb(FakeAgency):
    """Both versions at one server: `/v1/sv` and `/v2`.

    `cells` and `calls` are what it allows; a request for more cells is refused. `values` may be changed,
    `codes` taken away, `updated` moved.
    """

    def __init__(self, server: Any, *, cells: int = 12, calls: int = 30, window: float = 10) -> None:
        super().__init__(server)
        self.cells, self.calls, self.window = cells, calls, window
        self.updated = "2026-03-01T08:00:00Z"
        self.codes = {"Region": list(DESO), "ContentsCode": list(CONTENTS), "Tid": list(PERIODS)}
        self.labels = {code: f"Område {code}" for code in DESO}
        self.values: dict[tuple[str, str, str], int] = {}
        for code, (_, numbers, *_rest) in DESO.items():
            keys = [(content, period) for period in PERIODS for content in CONTENTS]
            for (content, period), number in zip(keys, numbers, strict=True):
                self.values[code, content, period] = number

    def answer(self, request: Request) -> Response:
        path = request.path
        if path.startswith("/v1/sv"):
            return self._v1(path.removeprefix("/v1/sv").strip("/"), request)
        return self._v2(path.removeprefix("/v2").strip("/"), request)

    # --- version 1 ---------------------------------------------------------------------------

    def _v1(self, path: str, request: Request) -> Response:
        if request.query_string == b"config":
            config = {"maxValues": 10, "maxCells": self.cells, "maxCalls": self.calls, "CORS": True}
            return as_json({**config, "timeWindow": self.window})
        if path != TABLE_1:
            return Response('{"error":"Not found"}', 404)
        if request.method == "GET":
            return as_json({"title": "Arbete", "variables": [self._variable(name) for name in self.codes]})
        query = request.get_json()
        wanted = dict(self.codes)
        for part in query["query"]:
            assert part["selection"]["filter"] == "item"
            wanted[part["code"]] = part["selection"]["values"]
        return self._data(wanted, query["response"]["format"], too_much=403)

    def _variable(self, name: str) -> dict[str, Any]:
        codes = self.codes[name]
        texts = [self.labels.get(code, CONTENTS.get(code, code)) for code in codes]
        extra = {"time": True} if name == "Tid" else {}
        return {"code": name, "text": name.lower(), "values": codes, "valueTexts": texts, **extra}

    # --- version 2 ---------------------------------------------------------------------------

    def _v2(self, path: str, request: Request) -> Response:
        if path == "config":
            return as_json(
                {
                    "apiVersion": "2.2.0", "maxDataCells": self.cells, "maxCallsPerTimeWindow": self.calls,
                    "timeWindow": self.window, "dataFormats": ["json-stat2", "px"],
                }
            )  # fmt: skip
        if path == f"tables/{TABLE_2}/metadata":
            return as_json({**self._cube(self.codes), "role": {"time": ["Tid"], "metric": ["ContentsCode"]}})
        if path == "codelists/vs_Two":
            return as_json({"id": "vs_Two", "values": [{"code": code} for code in self.codes["Region"][:2]]})
        if path != f"tables/{TABLE_2}/data" or request.args["outputFormat"] != "json-stat2":
            return Response('{"type":"Non-existent table","status":404}', 404)
        wanted = dict(self.codes)
        for part in request.get_json()["selection"]:
            wanted[part["variableCode"]] = part["valueCodes"]
        return self._data(wanted, "json-stat2", too_much=400)

    # --- both --------------------------------------------------------------------------------

    def _data(self, wanted: dict[str, list[str]], form: str, *, too_much: int) -> Response:
        for name, codes in wanted.items():
            if not set(codes) <= set(self.codes[name]):
                return Response("Missing selection for mandatory variable", 400)
        keys = list(product(*(wanted[name] for name in self.codes)))
        if len(keys) > self.cells:
            return Response("Too many cells selected", too_much)
        if form == "json-stat2":
            return as_json({**self._cube(wanted), "value": [self.values[key] for key in keys]}, bom=True)
        rows = [
            {
                "key": [region, time],
                "values": [str(self.values[region, content, time]) for content in wanted["ContentsCode"]],
            }
            for region, time in product(wanted["Region"], wanted["Tid"])
        ]
        columns = [{"code": "Region", "type": "d"}, {"code": "Tid", "type": "t"}]
        columns += [{"code": code, "text": CONTENTS[code], "type": "c"} for code in wanted["ContentsCode"]]
        metadata = [{"updated": self.updated, "label": "Arbete"}]
        return as_json({"columns": columns, "comments": [], "data": rows, "metadata": metadata}, bom=True)

    def _cube(self, wanted: dict[str, list[str]]) -> dict[str, Any]:
        return {
            "version": "2.0", "class": "dataset", "label": "Arbete", "updated": self.updated,
            "id": list(wanted), "size": [len(codes) for codes in wanted.values()],
            "dimension": {
                name: {
                    "label": name.lower(),
                    "category": {
                        "index": {code: n for n, code in enumerate(codes)},
                        "label": {code: self.labels.get(code, code) for code in codes},
                    },
                    "extension": {"elimination": False},
                }
                for name, codes in wanted.items()
            },
        }  # fmt: skip

    def special(self, fault: str, request: Request) -> Response:
        """Faults of a data answer: what is right but for what the fault takes away or changes."""
        response = self.answer(request)
        if request.method != "POST" or response.status_code != 200:
            return response
        document = json.loads(response.get_data().decode("utf-8-sig"))
        if "data" in document:
            _spoil_rows(document, fault)
        else:
            _spoil_cube(document, fault)
        return as_json(document)


def _spoil_rows(document: dict[str, Any], fault: str) -> None:
    if fault == "a row missing":
        document["data"].pop()
    elif fault == "a code vanished":
        gone = document["data"][0]["key"][0]
        document["data"] = [row for row in document["data"] if row["key"][0] != gone]
    elif fault == "a dimension missing":
        document["columns"].pop(0)
        for row in document["data"]:
            row["key"].pop(0)
    elif fault == "a label changed":
        document["columns"][-1]["text"] = "Något annat"
    else:
        raise NotImplementedError(fault)


def _spoil_cube(document: dict[str, Any], fault: str) -> None:
    category = document["dimension"]["Region"]["category"]
    if fault == "a row missing":
        document["value"].pop()
    elif fault == "a code vanished":
        rest = len(document["value"]) // len(category["index"])
        category["index"].pop(next(reversed(category["index"])))
        document["size"][0] -= 1
        document["value"] = document["value"][:-rest]
    elif fault == "a dimension missing":
        document["id"].pop(0)
        document["size"].pop(0)
    elif fault == "a label changed":
        category["label"] = dict.fromkeys(category["label"], "Något annat")
    else:
        raise NotImplementedError(fault)


class FakeTable(FakePxweb):
    """PxWeb v2 with one table that is a JSON-stat file; further codes and years stand there, too."""

    def __init__(self, server: Any, table: str, content: bytes, *, cells: int, more: dict[str, str]) -> None:
        super().__init__(server, cells=cells)
        document = json.loads(content)
        cube = document if "dimension" in document else next(iter(document.values()))
        index = {name: list(cube["dimension"][name]["category"]["index"]) for name in cube["id"]}
        self.table, self.updated = table, cube.get("updated", "")
        categories = [cube["dimension"][name]["category"] for name in cube["id"]]
        self.labels = {code: text for each in categories for code, text in each.get("label", {}).items()}
        self.values = dict(zip(product(*index.values()), cube["value"], strict=True))
        self.codes = {
            name: [*codes, *([more[name]] if name in more else [])] for name, codes in index.items()
        }

    def _v2(self, path: str, request: Request) -> Response:
        return super()._v2(path.replace(f"tables/{self.table}/", f"tables/{TABLE_2}/"), request)
