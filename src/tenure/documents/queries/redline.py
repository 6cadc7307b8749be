"""Set papers as DOCX, for lawyers who redline: the same content as the PDF, from a template.

The template is written here, part by part, instead of being a binary file that nobody can review;
`TEMPLATE` is its version. What varies is filled in by docxtpl, escaped: text is never markup.
"""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, time
from functools import cache
from typing import Any

import docx
from docx.document import Document as Word
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table
from docxtpl import DocxTemplate

from tenure.documents import rules
from tenure.documents.queries.typeset import NotSet

TEMPLATE = "paper-1"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_ACCENT = RGBColor(0x16, 0x32, 0x4F)
_FONT = "Calibri"
_PAPERS = {"a4": (210, 297), "us-letter": (216, 279)}


def set_docx(*, content: dict[str, Any], on: date) -> bytes:
    """Return the DOCX of a paper's content; the same bytes for the same content and day.

    Raise NotSet where the amounts do not come to the total.
    """
    check = content.get("check")
    if check and sum(check["amounts"]) != check["total"]:
        raise NotSet("The document could not be set: the lines do not come to the total.")
    clean = rules.mapped({key: text for key, text in content.items() if key != "logo"},
                         rules.printable)  # fmt: skip
    filled = {key.replace("-", "_"): value for key, value in clean.items()}
    template = DocxTemplate(io.BytesIO(_template()))
    template.render(filled, autoescape=True)
    word = template.docx
    _describe(word, filled, datetime.combine(on, time()))
    width, height = _PAPERS[filled["paper"]]
    word.sections[0].page_width, word.sections[0].page_height = Mm(width), Mm(height)
    made = io.BytesIO()
    template.save(made)
    return _repacked(made.getvalue())


def _describe(word: Word, filled: dict[str, Any], at: datetime) -> None:
    about = word.core_properties
    about.title, about.author = filled["title"], filled["seller"]["name"]
    about.subject, about.keywords = filled["description"], filled["number"]
    about.language, about.last_modified_by = filled["language"], filled["seller"]["name"]
    about.created = about.modified = at
    about.revision, about.comments = 1, ""


def _repacked(made: bytes) -> bytes:
    """Return the file with its parts in one order and without the moment it was packed."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as source, zipfile.ZipFile(packed, "w") as target:
        # The list of types comes first: some readers look for it there.
        names = sorted(source.namelist(), key=lambda name: (name != "[Content_Types].xml", name))
        for name in names:
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return packed.getvalue()


@cache
def _template() -> bytes:
    """Return the template: tags of docxtpl (`{%p`, `{%tr`, `{%tc`) stand for what they repeat."""
    word = docx.Document()
    _styles(word)
    word.add_paragraph("{{ seller.name }}", style="Heading 3")
    word.add_paragraph("{{ seller.address | join(', ') }}, {{ seller.email }}")
    word.add_paragraph("{{ title }}", style="Title")
    word.add_paragraph("{{ subtitle }}")
    _repeated(word, "fact in facts", ("{{ fact.name }}", "{{ fact.value }}"))
    word.add_paragraph("{%p for part in blocks %}")
    for kind, write in _PARTS.items():
        word.add_paragraph(f"{{%p if part['is'] == '{kind}' %}}")
        write(word)
        word.add_paragraph("{%p endif %}")
    word.add_paragraph("{%p endfor %}")
    foot = word.sections[0].footer.paragraphs[0]
    foot.text = "{{ seller.name }} · {{ title }} · {{ verify }}"
    made = io.BytesIO()
    word.save(made)
    return made.getvalue()


def _styles(word: Word) -> None:
    usual = word.styles["Normal"]
    usual.font.name, usual.font.size = _FONT, Pt(10)
    usual.element.rPr.rFonts.set(qn("w:eastAsia"), "Yu Gothic")
    for name in ("Title", "Heading 1", "Heading 2", "Heading 3"):
        style = word.styles[name]
        style.font.name, style.font.color.rgb = _FONT, _ACCENT


def _heading(word: Word) -> None:
    word.add_paragraph("{%p if part.heading %}")
    word.add_paragraph("{{ part.heading }}", style="Heading 1")
    word.add_paragraph("{%p endif %}")


def _repeated(word: Word, each: str, cells: tuple[str, ...]) -> Table:
    """Add a table with a row for each."""
    table: Table = word.add_table(rows=3, cols=len(cells), style="Table Grid")
    table.cell(0, 0).text = f"{{%tr for {each} %}}"
    for at, text in enumerate(cells):
        table.cell(1, at).text = text
    table.cell(2, 0).text = "{%tr endfor %}"
    return table


def _parties(word: Word) -> None:
    lines = "{{ party.name }}{% for line in party.lines %}\n{{ line }}{% endfor %}"
    _repeated(word, "party in part.parties", ("{{ party.role }}", lines))


def _summary(word: Word) -> None:
    word.add_paragraph()
    cells = ("{{ item.name }}", "{{ item.value }}", "{{ item.note }}")
    _repeated(word, "item in part['items']", cells)


def _paragraphs(word: Word) -> None:
    _heading(word)
    _each(word, "text in part.texts", "{{ text }}")


def _points(word: Word) -> None:
    _heading(word)
    _each(word, "text in part.texts", "{{ text }}", style="List Bullet")


def _each(word: Word, each: str, text: str, style: str | None = None) -> None:
    word.add_paragraph(f"{{%p for {each} %}}")
    word.add_paragraph(text, style=style)
    word.add_paragraph("{%p endfor %}")


def _table(word: Word) -> None:
    _heading(word)
    table = word.add_table(rows=4, cols=3, style="Table Grid")
    body = "{{ cell.main }}{% if cell.under %}\n{{ cell.under }}{% endif %}"
    _columns(table, 0, "column in part.columns", "{{ column }}")
    table.cell(1, 0).text = "{%tr for row in part.rows %}"
    _columns(table, 2, "cell in row", body)
    table.cell(3, 0).text = "{%tr endfor %}"
    word.add_paragraph("{%p for total in part.totals %}")
    total = word.add_paragraph(style="Heading 3")
    total.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    total.add_run("{{ total.name }}: {{ total['values'] | join(' | ') }}")
    word.add_paragraph("{%p endfor %}")


def _columns(table: Table, row: int, each: str, text: str) -> None:
    for at, content in enumerate((f"{{%tc for {each} %}}", text, "{%tc endfor %}")):
        table.cell(row, at).text = content


def _clauses(word: Word) -> None:
    _heading(word)
    word.add_paragraph("{{ part.note }}")
    word.add_paragraph("{%p for clause in part.clauses %}")
    word.add_paragraph("{{ clause.number }}. {{ clause.title }}", style="Heading 2")
    _each(word, "text in clause.texts", "{{ text }}")
    word.add_paragraph("{%p endfor %}")


def _signatures(word: Word) -> None:
    _heading(word)
    word.add_paragraph("{{ part.text }}")
    word.add_paragraph("{%p for side in part.sides %}")
    word.add_paragraph("{{ side.party }}", style="Heading 3")
    _each(word, "blank in side.blanks", "{{ blank }}: ______________________________")
    word.add_paragraph("{%p endfor %}")


_PARTS = {
    "parties": _parties,
    "summary": _summary,
    "paragraphs": _paragraphs,
    "points": _points,
    "table": _table,
    "clauses": _clauses,
    "signatures": _signatures,
}
