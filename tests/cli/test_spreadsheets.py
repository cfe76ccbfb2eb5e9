"""What spreadsheets write is read as meant, and said so; what can't be is refused once."""

import json
import zipfile
from pathlib import Path

import pytest

from tests.support.commands import Done, mire

JUDGMENT = """option,grade,count
Écoles,Bien,7
Écoles,Passable,3
Marché,Bien,4
Marché,Passable,6
"""
FRENCH = JUDGMENT.replace("option,grade,count", "Option;MENTION;Nombre").replace(",", ";")


def judged(folder: Path, raw: bytes, *options: str, name: str = "grades.csv") -> Done:
    file = folder / name
    file.write_bytes(raw)
    return mire("choose", "judgment", file, "--json", *options)


def workbook(path: Path, rows: list[list[str | float]], others: int = 0) -> bytes:
    """Return an .xlsx file: what its first sheet holds, and so many other sheets with a cell."""
    ns = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"

    def sheet(rows: list[list[str | float]]) -> str:
        lines = [
            f'<row r="{r}">'
            + "".join(
                f'<c r="{chr(65 + c)}{r}" t="inlineStr"><is><t>{value}</t></is></c>'
                if isinstance(value, str)
                else f'<c r="{chr(65 + c)}{r}"><v>{value}</v></c>'
                for c, value in enumerate(row)
                if value != ""
            )
            + "</row>"
            for r, row in enumerate(rows, 1)
        ]
        return f"<worksheet {ns}><sheetData>{''.join(lines)}</sheetData></worksheet>"

    numbers = range(1, others + 2)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{package}/content-types">'
            '<Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
            + "".join(
                f'<Override PartName="/xl/worksheets/sheet{n}.xml" '
                f'ContentType="{kind}.worksheet+xml"/>'
                for n in numbers
            )
            + "</Types>",
        )
        packed.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{package}/relationships">'
            f'<Relationship Id="r1" Type="{rel}/officeDocument" Target="xl/workbook.xml"/>'
            "</Relationships>",
        )
        packed.writestr(
            "xl/workbook.xml",
            f'<workbook {ns} xmlns:r="{rel}"><sheets>'
            + "".join(f'<sheet name="Feuille {n}" sheetId="{n}" r:id="r{n}"/>' for n in numbers)
            + "</sheets></workbook>",
        )
        packed.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{package}/relationships">'
            + "".join(
                f'<Relationship Id="r{n}" Type="{rel}/worksheet" Target="worksheets/sheet{n}.xml"/>'
                for n in numbers
            )
            + "</Relationships>",
        )
        for n in numbers:
            packed.writestr(f"xl/worksheets/sheet{n}.xml", sheet(rows if n == 1 else [["x"]]))
    return path.read_bytes()


def open_document(path: Path, rows: list[list[str | float]]) -> bytes:
    """Return an .ods file of one sheet."""
    office = "urn:oasis:names:tc:opendocument:xmlns"
    lines = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{value}</text:p>'
            "</table:table-cell>"
            if isinstance(value, str)
            else f'<table:table-cell office:value-type="float" office:value="{value}"/>'
            for value in row
        )
        + "</table:table-row>"
        for row in rows
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("mimetype", kind)
        packed.writestr(
            "META-INF/manifest.xml",
            f'<manifest:manifest xmlns:manifest="{office}:manifest:1.0">'
            f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
            "</manifest:manifest>",
        )
        packed.writestr(
            "content.xml",
            f'<office:document-content xmlns:office="{office}:office:1.0"'
            f' xmlns:table="{office}:table:1.0" xmlns:text="{office}:text:1.0"><office:body>'
            f'<office:spreadsheet><table:table table:name="Mentions">{lines}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return path.read_bytes()


ROWS: list[list[str | float]] = [
    [int(cell) if cell.isdigit() else cell for cell in line.split(",")]
    for line in JUDGMENT.splitlines()
]


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (FRENCH.encode(), ""),
        (FRENCH.encode("cp1252"), "Windows-1252"),
        (FRENCH.encode("utf-16"), "UTF-16"),
        (FRENCH.encode("utf-16-le"), "UTF-16"),
        (FRENCH.encode("utf-16-be"), "UTF-16"),
        (FRENCH.replace(";", "\t").encode("utf-8-sig"), ""),
        (f"sep=;\r\n{FRENCH}".encode(), ""),
        (FRENCH.replace("É", "E\u0301").encode(), ""),
        (JUDGMENT.replace(",7", ',"7,0"').encode(), ""),
        (JUDGMENT.replace("\n", "\r").encode(), ""),
        (JUDGMENT.replace("Passable", "PASSABLE").encode(), ""),
    ],
)
def test_each_way_to_write_a_table_gives_the_same(tmp_path: Path, raw: bytes, told: str) -> None:
    plain = judged(tmp_path, JUDGMENT.encode())
    assert plain.returncode == 0, plain.stderr
    assert list(json.loads(plain.stdout)["profiles"]) == ["Écoles", "Marché"]
    done = judged(tmp_path, raw)
    assert (done.returncode, done.stdout) == (0, plain.stdout), done.stderr
    assert told in done.stderr
    assert bool(done.stderr) == bool(told)


def test_workbooks_are_read_and_other_sheets_are_told(tmp_path: Path) -> None:
    plain = judged(tmp_path, JUDGMENT.encode())
    done = judged(tmp_path, workbook(tmp_path / "a.xlsx", ROWS), name="a.xlsx")
    assert (done.stdout, done.stderr) == (plain.stdout, "")
    done = judged(tmp_path, workbook(tmp_path / "b.xlsx", ROWS, others=1), name="b.xlsx")
    assert done.stdout == plain.stdout
    assert "Feuille 1" in done.stderr
    done = judged(tmp_path, open_document(tmp_path / "c.ods", ROWS), name="c.ods")
    assert (done.stdout, done.stderr) == (plain.stdout, "")


def test_a_line_of_a_workbook_is_named_as_the_sheet_numbers_it(tmp_path: Path) -> None:
    rows = [[], *ROWS[:2], [], ["Marché", "Bien", "beaucoup"]]
    done = judged(tmp_path, workbook(tmp_path / "a.xlsx", rows), name="a.xlsx")
    assert done.returncode == 2
    assert "ligne 5" in done.stderr
    assert "beaucoup" in done.stderr


@pytest.mark.parametrize(
    "raw",
    [
        b"PK\x03\x04nothing",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
        b"%PDF-1.7\n%\x00\x01\x81\n",
        b"\xff\xd8\xff\xe0\x00\x10JFIF",
    ],
    ids=["zip", "old workbook", "PDF", "picture"],
)
def test_what_is_no_table_is_refused_once_with_the_way_out(tmp_path: Path, raw: bytes) -> None:
    done = judged(tmp_path, raw)
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
    assert "CSV UTF-8" in done.stderr


def test_a_workbook_where_text_is_due_is_refused(tmp_path: Path) -> None:
    workbook(tmp_path / "a.xlsx", ROWS)
    done = mire("choose", "portfolio", tmp_path / "a.xlsx")
    assert done.returncode == 2
    assert "classeur" in done.stderr


def test_names_that_only_capitals_tell_apart_are_told(tmp_path: Path) -> None:
    raw = (JUDGMENT + "écoles,Bien,4\nécoles,Passable,6\n").encode()
    done = judged(tmp_path, raw)
    assert done.returncode == 0
    assert "« Écoles » (ligne 2)" in done.stderr.replace("\u202f", " ").replace("\u00a0", " ")
    assert "écoles" in done.stderr
    assert "Marché" not in done.stderr


def test_a_number_too_large_is_not_called_a_fraction(tmp_path: Path) -> None:
    done = judged(tmp_path, JUDGMENT.replace(",7", ",1234567890123456").encode())
    assert done.returncode == 2
    assert "trop grand" in done.stderr
    assert "entier" not in done.stderr


def test_faults_name_columns_as_the_file_does(tmp_path: Path) -> None:
    done = judged(tmp_path, FRENCH.replace(";7", ";sept").encode())
    assert "Nombre" in done.stderr
    assert "count" not in done.stderr


def test_presences_with_french_columns_and_dates(tmp_path: Path) -> None:
    lines = [f"h{n};Habitat;Séance 1;14/03/2017" for n in range(7)]
    french, plain = tmp_path / "french.csv", tmp_path / "plain.csv"
    french.write_bytes("\r\n".join(["Personne;Direction;Séance;Date", *lines]).encode("cp1252"))
    text = "\n".join(["person;department;event;date", *lines]).replace("14/03/2017", "2017-03-14")
    plain.write_text(text, encoding="utf-8")
    done = mire("analyse", "reach", french, "--json")
    assert done.returncode == 0, done.stderr
    assert done.stdout == mire("analyse", "reach", plain, "--json").stdout


def test_people_of_a_rotation_in_windows_1252(tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    text = (
        "Nom;Service;Catégorie;Hôte\nÉlodie;Habitat;A;1\nb;Habitat;B;\nc;Culture;A;\nd;Voirie;C;\n"
    )
    file.write_bytes(text.encode("cp1252"))
    for mix in ("department", "service", "catégorie"):
        done = mire("plan", "rotation", file, "--tables", "2", "--rounds", "1", "--mix", mix)
        assert done.returncode == 0, done.stderr
        assert "Windows-1252" in done.stderr
        assert "Élodie" in done.stdout


def test_a_decimal_comma_in_toml_is_named(tmp_path: Path) -> None:
    file = tmp_path / "options.toml"
    file.write_text('[[criterion]]\nname = "coût"\nweight = 12,5\n', encoding="utf-8")
    done = mire("choose", "scenarios", file)
    assert done.returncode == 2
    assert "ligne 3" in done.stderr
    assert "12.5" in done.stderr
