"""Kolada v3 on a real socket: ids at most 25 to a step, pages by `next_url`; with its own misbehaviour."""

from __future__ import annotations

import json
from typing import Any

from werkzeug import Request, Response

from kit.fake_agency import FakeAgency, as_json

STEP = 25
PAGING = ("a page missing", "endless paging", "fewer rows than said", "page of another question")


def _figure(value: float | None) -> dict[str, Any]:
    return {"gender": "T", "count": 1, "status": "" if value is not None else "Missing", "value": value}


class FakeKolada(FakeAgency):
    """Key figures by municipality, year and gender; `rows` may be changed, `kpis` withdrawn.

    An id that is not there gives an empty answer and no error, as the real one does.
    """

    def __init__(
        self, server: Any, *, kpis: list[str], areas: list[str], years: list[int], page: int
    ) -> None:
        super().__init__(server)
        self.kpis, self.areas, self.years, self.page = kpis, areas, years, page
        self.rows: dict[tuple[str, str, int], float | None] = {
            (kpi, area, year): round(10 * k + a + (year - 2000) / 10, 1)
            for k, kpi in enumerate(kpis) for a, area in enumerate(areas) for year in years
        }  # fmt: skip

    def answer(self, request: Request) -> Response:
        words = request.path.strip("/").split("/")[1:]
        steps = {
            words[i]: words[i + 1].split(",") for i in range(1 if words[0] == "data" else 0, len(words), 2)
        }
        if any(len(ids) > STEP for ids in steps.values()):
            return Response('{"detail":"too many ids"}', 422)
        if words[0] == "kpi":
            known = [{"id": kpi, "title": kpi} for kpi in self.kpis if kpi in steps["kpi"]]
            return as_json({"values": known, "count": len(known), "next_url": None, "previous_url": None})
        return as_json(self.page_of(request, steps), tag=True).make_conditional(request)

    def page_of(self, request: Request, steps: dict[str, list[str]]) -> dict[str, Any]:
        found = [
            {
                "kpi": kpi, "municipality": area, "period": year,
                "values": [_figure(value)],
            }
            for (kpi, area, year), value in self.rows.items()
            if kpi in steps["kpi"] and kpi in self.kpis
            and area in steps.get("municipality", self.areas) and str(year) in steps.get("year", [str(year)])
        ]  # fmt: skip
        number = int(request.args.get("page", 1))
        size = int(request.args.get("per_page", self.page))
        part = found[(number - 1) * size : number * size]
        more = number * size < len(found)
        return {
            "values": part, "count": len(part),
            "next_url": self.page_address(request, number + 1, size) if more else None,
            "previous_url": None,
        }  # fmt: skip

    def page_address(self, request: Request, number: int, size: int) -> str:
        return f"{self.address}{request.path}?page={number}&per_page={size}"

    def special(self, fault: str, request: Request) -> Response:
        document = json.loads(self.answer(request).get_data())
        if "/data/" not in request.path:
            return as_json(document)
        number, size = int(request.args.get("page", 1)), int(request.args.get("per_page", self.page))
        if fault == "a page missing":
            document["next_url"] = self.page_address(request, number + 2, size)
        elif fault == "endless paging":
            document["next_url"] = self.page_address(request, number + 1, size)
        elif fault == "fewer rows than said":
            document["values"] = document["values"][:-1]
        elif fault == "page of another question":
            document["next_url"] = f"{self.address}/v3/data/kpi/N00000?page={number + 1}"
        else:
            raise NotImplementedError(fault)
        return as_json(document)
