"""Word files in the form of official documents: A4, 二号 title, 三号 body in FangSong, headings in SimHei, pages numbered."""

from io import BytesIO

from docx import Document
from docx.document import Document as Letter
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TITLE_SIZE, BODY_SIZE = Pt(22), Pt(16)
LINE = Pt(29)
TITLE_FONT, BODY_FONT, HEADING_FONT = "方正小标宋简体", "仿宋_GB2312", "黑体"
RED = RGBColor(0xC0, 0x00, 0x00)


def new_letter() -> Letter:
    """Empty, with the margins of the standard and the page number in the foot."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    _number_pages(section.footer.paragraphs[0])
    return document


def line(
    paragraph: Paragraph,
    text: str,
    *,
    font: str = BODY_FONT,
    size: Pt = BODY_SIZE,
    align: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.JUSTIFY,
    indent: bool = False,
    color: RGBColor | None = None,
) -> None:
    """Writes `text` into the paragraph; what XML can't hold is left out."""
    run = paragraph.add_run(ILLEGAL_CHARACTERS_RE.sub("", text))
    run.font.size = size
    run.font.name = font
    if color is not None:
        run.font.color.rgb = color
    # Word takes the font of Han characters from another attribute.
    run.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    paragraph.alignment = align
    # Large type would be cut by lines of a fixed height.
    paragraph.paragraph_format.line_spacing = max(LINE, Pt(size.pt * 1.4))
    paragraph.paragraph_format.space_after = Pt(0)
    if indent:
        paragraph.paragraph_format.first_line_indent = 2 * size


def rule_below(paragraph: Paragraph, color: str = "C00000") -> None:
    """A line under the paragraph from margin to margin."""
    borders = OxmlElement("w:pBdr")
    bottom = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "12"), ("space", "4"), ("color", color)):
        bottom.set(qn(f"w:{name}"), value)
    borders.append(bottom)
    paragraph._p.get_or_add_pPr().append(borders)


def saved(document: Letter) -> bytes:
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def _number_pages(paragraph: Paragraph) -> None:
    """— 1 — as a field that Word counts."""
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.add_run("— ")
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)
    paragraph.add_run(" —")
