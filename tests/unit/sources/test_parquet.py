"""Parquet read in a process of its own: a file that breaks the library is one error, and the next is read."""

from __future__ import annotations

import base64
import io
import zlib

import polars as pl
import pytest

from alemap.errors import SourceError
from alemap.sources import parquet

BREAKING = zlib.decompress(
    base64.b85decode(
        b"""
c-oaz%Wl&^6dg|-H<Snk)H|{zFT7~1R8($a(k4L>XwuLUk<uhoLY3G!54RO<9Fo51s<2>%5XzDT9}$V4VAU_+6A&xJ28p@0lSUu}
y|U)M&zw7ByT%(Ckih`EDik3k^=av+k$6RjESz*ElSQ4$X46367R)a~6cV6-qOXvYjB!=Qs&VJF3L#WDvLr<)#I<FjBs4Yh+-pOe
$?ToPMv}Q@#{Os*@H$wFNFsozsTlF)$9;8Tjkme+BG@J(jWaN-C5fV`QrF+8%g!ZpNQ-}i5&JMmP0xINn-E0nA+BYO$CWR~m3k_*
tba`EbPs$2XY8Y7j%4#&WV%(mNwr{Np@LJ@SQwtLn=&y?gS6-u)Ahmzoo#_D477$6&ZW>E$?yzKpj!2z-1odgPzc16)W3rysp^=V
6~5FB<AQM*XR@YiMe_~SuX1zjs{(WEOB5_(4kP*%FM_?E0hPT~;2tqAqWb?HB>OM}jD1#Mp0Mwf$!3gQMCR}a)HrW6HlN-dw01iO
j{2T1q2%ja$OByR$HG4y`+n#V=L5d#>pH((6Zw-9j8{0{3F|h5Dz(t5;=-|iwS~~@=$3d`FQnmPPx2h0*4K`j^)g4l@_T)KBdjm4
`1LznKyG7+U)4kkn`b!0VA53bd6m`za!-(t(2bC92w2V|Ug?s5ziHPwQ6Ja5eWyP#QoWalyIyy}IPUZZdtTSDt&Ej6Qq7~i{kD;F
3u(LAzT>)WJLkH2yPe6}xxAAuICf##b!|82blL@bK`V-vCwR!I_#|rLpYjX+Rm(a
""".replace(b"\n", b"")
    )
)
"""A file with one bit of a length turned: the library asks for two exabytes, and the process ends."""


def test_a_file_that_breaks_the_library_is_one_error_and_the_next_is_read(monkeypatch):
    with pytest.raises(SourceError, match="the library reading it broke down") as caught:
        parquet.read(BREAKING, "bad.parquet")
    assert caught.value.place.file == "bad.parquet"
    rows = pl.DataFrame({"kod": ["0114"], "n": [1.5], "x": [True]})
    content = io.BytesIO()
    rows.write_parquet(content)
    read, columns = parquet.read(content.getvalue(), "f", ["n", "kod", "other"])
    assert columns == ["kod", "n", "x"]
    assert read.equals(rows.select("kod", "n"))

    monkeypatch.setattr(parquet, "LARGEST", 3_000_000)
    many = io.BytesIO()
    pl.select(kod=pl.repeat("0114" * 1000, 1000)).write_parquet(many)
    assert len(many.getvalue()) < 10_000
    with pytest.raises(SourceError, match="take 4 MB, more than the 3 that can be read"):
        parquet.read(many.getvalue(), "long.parquet")

    ask = parquet._ask

    def late(process, *rest):
        process.wait(30)
        return ask(process, *rest)

    monkeypatch.setattr(parquet, "SECONDS", 0.0)
    monkeypatch.setattr(parquet, "_ask", late)
    with pytest.raises(SourceError, match="took more than 0 seconds"):
        parquet.read(content.getvalue(), "slow.parquet")
