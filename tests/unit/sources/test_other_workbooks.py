"""Workbooks that are no .xlsx of today: .xls, .ods; and archives made to do harm."""

from __future__ import annotations

import base64
import io
import zipfile
import zlib

import pytest

from alemap.definitions.read_options import WorkbookRead
from alemap.errors import SourceError
from alemap.sources import decode

# Excel 97: "Titel"; "", "2022", "2023"; "1440", 1, 2.5; "1482", "..", 4; "1400", "", 3; "1401", #N/A, 9.
XLS = zlib.decompress(base64.b85decode(
    "c-rk)O-NKx6#nj=_hv@XamF;zXc&a7Ok`$s;l^GG<tniViU@4XS%||JgPU5EWiErDRnbOp)5dDk4;9p|MPSq-2!a_~x(W(f="
    ")BH3?>!uC77mpC@V>`A_uO;O&%N)Sd*9F7rC4$PVS5Ria1a5M?K%W2WQt0i*NB4pZJSxI4pXsx{8Ok4(?SMKJZpRt;x**;E<"
    "xjg@ro$0Oyw*tV0bE@O>83uWegd`V;CT+aF-+zw8^NNg`O9>L+E|cd@l5mNNxxnAl;%mgC%RYtKZGy)4D_YB4EFd#pa_(QfS"
    "3%&f+UKm7{CoaA6{o`#U@0MgtZ=>o%0lXA7BJ5iPWU3;1RyfUn+8eVOp(+bdTf`S*?TP!;(tZ2&W{&q;#Mp#jSQ?lCZ!%Z#t"
    "Wk|ULi37njm&gMuzolK{ls+X!%UtdzH{xl_UPml0PN0dy}^NB4xJi1|rH%jI=5FJO8@G;5%C<R-+_vPKOu@P%jBr_7;Is5nU"
    "aAD&rTaa-Co<D%c-6a+WgkBS`yM%8S+Cr0{x^tw}Wsc5@&UNYSq&U5T_txGDejo93E61P2=RRBeiC-KlU20kUV9le0o<-wi&"
    "(|!vRkylxoAK20YUQ32pM<vkbY_Hg)Sa8{KH!?LhI(ORLRmw}?AA4u4vH)$x=QXHx1E-D?<8C5O_r>o#ggyV3mF|-2Sv6*LM"
    "?WIDs}<UG2A!-v7@BGWz8*)+U!O(s#qIh9hBADO)ce)fuGloVhC}CIQ6qbLmWn2hh`Orra0t$GIf|*?66C*ttqyh{0gC)@rd"
    "V32l6`V;lqayA3l8e@ZsYRg5O-V`~Ge?9~$zW7;^vXtWhcZze)aEoWK-a)AV6_1bM0pxL8yE?1ZU2Uuugs-v2_zDT-deB*tV"
    "MlQrireM70r`E1!R`s=n(t?|pXjPp0g{{hPP(-Z"
))  # fmt: skip

_OASIS = "urn:oasis:names:tc:opendocument:xmlns"
# Between the rows of a table there may be no blanks.
ODS = (
    f'<office:document-content xmlns:office="{_OASIS}:office:1.0" xmlns:table="{_OASIS}:table:1.0"'
    f' xmlns:text="{_OASIS}:text:1.0" xmlns:calcext="urn:org:documentfoundation:names:experimental:calc"'
    ' office:version="1.2"><office:body><office:spreadsheet><table:table table:name="Om"><table:table-row>'
    '<table:table-cell/></table:table-row></table:table><table:table table:name="Blad">{rows}'
    '<table:table-row table:number-rows-repeated="1048000"><table:table-cell'
    ' table:number-columns-repeated="16384"/></table:table-row></table:table></office:spreadsheet>'
    "</office:body></office:document-content>"
)
MANIFEST = """<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry
 manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>
</manifest:manifest>"""
OPTIONS = {"header_row": 2, "headers": ["år"], "labels": ["kod"]}


def ods(*rows):
    """Make an .ods file of rows of cells; a cell may be a whole tag of its own."""

    def cell(value):
        if isinstance(value, str) and value.startswith("<"):
            return value
        if isinstance(value, str):
            kind = f'office:value-type="string"><text:p>{value}</text:p>' if value else ">"
        else:
            kind = f'office:value-type="float" office:value="{value}"><text:p>{value}</text:p>'
        return f"<table:table-cell {kind}</table:table-cell>"

    body = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", MANIFEST)
        archive.writestr("content.xml", ODS.replace("{rows}", body))
    return content.getvalue()


def read(content, marks=("..",), **options):
    return decode("workbook", content, WorkbookRead(**(OPTIONS | options)), "f", marks)


def fault(content, **options):
    with pytest.raises(SourceError) as caught:
        read(content, **options)
    return caught.value


def test_an_old_workbook_is_read():
    frame = read(XLS, stop="1400").texts()
    assert frame.rows() == [
        ("1440", "2022", 1.0, None, "Blad!B3"),
        ("1440", "2023", 2.5, None, "Blad!C3"),
        ("1482", "2022", None, "..", "Blad!B4"),
        ("1482", "2023", 4.0, None, "Blad!C4"),
    ]


def test_an_error_in_an_old_workbook_is_no_missing_figure():
    assert read(XLS, marks=("..", ""), stop="1401").frame.height == 6
    error = fault(XLS, marks=("..", ""))
    assert "an error of the spreadsheet" in str(error)
    assert error.place.cell == "Blad!B6"


@pytest.mark.parametrize("length", [8, 100, 512, 600, 1500, 3000, 5000])
def test_an_old_workbook_cut_short_is_refused(length):
    assert fault(XLS[:length]).place.file == "f"


def test_an_ods_is_read():
    content = ods(["Titel"], ["", "2022", "2023"], ["1440", 1, 2.5], ["1482", "..", 4])
    assert read(content, sheet="Blad").texts().rows()[2] == ("1482", "2022", None, "..", "Blad!B4")


def test_an_error_in_an_ods_is_no_missing_figure():
    wrong = (
        '<table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value=""'
        ' calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>'
    )
    content = ods(["Titel"], ["", "2022", "2023"], ["1440", 1, wrong])
    error = fault(content, marks=("..", ""), sheet="Blad")
    assert "an error of the spreadsheet" in str(error)
    assert error.place.cell == "Blad!C3"


def test_cells_repeated_without_end_in_an_ods_are_refused():
    many = (
        '<table:table-cell table:number-columns-repeated="16384" office:value-type="float" office:value="1">'
        "<text:p>1</text:p></table:table-cell>"
    )
    content = ods(["", "2022"], *([[many]] * 1000))
    assert "span more than can be read" in str(fault(content, sheet="Blad"))


def xlsx(parts):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return content.getvalue()


def sheet(rows, name="Blad"):
    """An .xlsx of the bare parts, its sheet's XML as given."""
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    packages = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
    return xlsx(
        {
            "_rels/.rels": f"<Relationships {packages}>"
            f'<Relationship Id="r" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook {space} xmlns:r="{office}"><sheets>'
            f'<sheet name="{name}" sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f"<Relationships {packages}>"
            f'<Relationship Id="r1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/>'
            "</Relationships>",
            "xl/worksheets/sheet1.xml": f"<worksheet {space}><sheetData>{rows}</sheetData></worksheet>",
        }
    )


def row(number, *cells):
    made = "".join(
        f'<c r="{"ABC"[at]}{number}" t="str"><v>{v}</v></c>'
        if isinstance(v, str)
        else f'<c r="{"ABC"[at]}{number}"><v>{v}</v></c>'
        for at, v in enumerate(cells)
    )
    return f'<row r="{number}">{made}</row>'


GOOD = row(2, "", "2022") + row(3, "1440", 1)


def test_the_bare_parts_are_a_workbook():
    assert read(sheet(GOOD)).texts().rows() == [("1440", "2022", 1.0, None, "Blad!B3")]


@pytest.mark.parametrize(
    "stray",
    [
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        "<row r='1048576'><c r='XFD1048576'><v>1</v></c></row>",
        '<row r = "1048576"><c r = "XFD1048576"><v>1</v></c></row>',
        '<row r="9"><c r="xfd1048576"><v>1</v></c></row>',
        '<row r="9"><c r="B22222222222222222222"><v>1</v></c></row>',
        '<row r="9"><c r="AAAAAAAAAAAAAAAAAAAAAA4"><v>1</v></c></row>',
        '<row r="4000000000"><c><v>1</v></c></row>',
        '<row r="9"><c r = "AAAAAAAAAAAAAAAAAAAAAA4"><v>1</v></c></row>',
        '<row r="9"><c\tr="XFD9"><v>1</v></c></row><row r="800000"><c r="A800000"><v>1</v></c></row>',
    ],
)
def test_a_stray_cell_is_found_however_it_is_written(stray):
    assert "span more than can be read" in str(fault(sheet(GOOD + stray)))


@pytest.mark.parametrize("name", ["../../etc/passwd", "C:\\x", "a/b!c", "{0}{}"])
def test_a_sheets_name_is_a_name_whatever_it_looks_like(name):
    assert read(sheet(GOOD, name)).texts()["cell"].to_list() == [f"{name}!B3"]


@pytest.mark.parametrize("number", ["1e999", "nan", "inf", "-1e400"])
def test_a_figure_that_is_none_is_refused(number):
    assert fault(sheet(GOOD.replace("<v>1</v>", f"<v>{number}</v>"))).place is not None


def test_entities_within_entities_are_not_unfolded():
    entities = (
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
        + "".join(
            f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in zip("abcdefghi", "bcdefghij", strict=True)
        )
        + "]>"
    )
    content = sheet(GOOD)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    text = parts["xl/worksheets/sheet1.xml"].replace("<v>1</v>", "<v>&j;</v>")
    parts["xl/worksheets/sheet1.xml"] = entities + text
    assert "declares entities" in str(fault(xlsx(parts), marks=("..", "")))


def test_a_part_that_unpacks_to_gigabytes_is_refused_by_what_it_says():
    content = bytearray(sheet(GOOD))
    at = content.rindex(b"PK\x01\x02")
    content[at + 24 : at + 28] = (3_000_000_000).to_bytes(4, "little")
    assert "more than can be read" in str(fault(bytes(content)))


def test_a_part_larger_than_it_says_is_refused():
    content = bytearray(sheet(GOOD))
    at = content.rindex(b"PK\x01\x02")
    content[at + 24 : at + 28] = (10).to_bytes(4, "little")
    assert fault(bytes(content)).place.file == "f"


@pytest.mark.parametrize("way", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_parts_packed_as_no_workbook_packs_them_are_refused(way):
    content = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(sheet(row(1, "kod", "n")))) as whole,
        zipfile.ZipFile(content, "w") as archive,
    ):
        for part in whole.namelist():
            archive.writestr(part, whole.read(part), way)
    assert "of the workbook is damaged" in str(fault(content.getvalue()))
