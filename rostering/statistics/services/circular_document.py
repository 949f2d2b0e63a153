"""通报 as a Word file and for A4 PDF: a plain letterhead, body in FangSong, headings in SimHei."""

from datetime import date
from io import BytesIO

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from rostering.statistics.models import Circular
from rostering.statistics.queries.circulars import Filled

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# Sizes by the standard of official documents: 二号 title, 三号 body.
TITLE_SIZE, BODY_SIZE = Pt(22), Pt(16)
LINE = Pt(29)
TITLE_FONT, BODY_FONT, HEADING_FONT = "方正小标宋简体", "仿宋_GB2312", "黑体"


def circular_docx(circular: Circular, filled: Filled, today: date) -> bytes:
    """A4, with the page number in the foot."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    if circular.document_number:
        _line(document.add_paragraph(), circular.document_number, align=WD_ALIGN_PARAGRAPH.CENTER)
    _line(document.add_paragraph(), circular.title, font=TITLE_FONT, size=TITLE_SIZE, align=WD_ALIGN_PARAGRAPH.CENTER)
    _line(document.add_paragraph(), f"{circular.addressees}：")
    for paragraph in filled.paragraphs:
        font = HEADING_FONT if paragraph.is_heading else BODY_FONT
        _line(document.add_paragraph(), paragraph.text, font=font, indent=True)
    document.add_paragraph()
    _line(document.add_paragraph(), circular.issuer, align=WD_ALIGN_PARAGRAPH.RIGHT)
    _line(document.add_paragraph(), dated(circular, today), align=WD_ALIGN_PARAGRAPH.RIGHT)
    _number_pages(section.footer.paragraphs[0])
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def dated(circular: Circular, today: date) -> str:
    """成文日期: as it was set; of a draft the day on which it is taken to be signed."""
    day = circular.issued_on or today
    return f"{day.year}年{day.month}月{day.day}日"


def _line(
    paragraph: Paragraph,
    text: str,
    *,
    font: str = BODY_FONT,
    size: Pt = BODY_SIZE,
    align: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.JUSTIFY,
    indent: bool = False,
) -> None:
    run = paragraph.add_run(ILLEGAL_CHARACTERS_RE.sub("", text))
    run.font.size = size
    run.font.name = font
    # Word takes the font of Han characters from another attribute.
    run.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    paragraph.alignment = align
    paragraph.paragraph_format.line_spacing = LINE
    paragraph.paragraph_format.space_after = Pt(0)
    if indent:
        paragraph.paragraph_format.first_line_indent = 2 * size


def _number_pages(paragraph: Paragraph) -> None:
    """— 1 — as a field that Word counts."""
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.add_run("— ")
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)
    paragraph.add_run(" —")
