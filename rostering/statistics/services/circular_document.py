"""通报 as a Word file and for A4 PDF: a plain letterhead, body in FangSong, headings in SimHei."""

from datetime import date

from docx.enum.text import WD_ALIGN_PARAGRAPH

from rostering.documents.letters import BODY_FONT, HEADING_FONT, TITLE_FONT, TITLE_SIZE, line, new_letter, saved
from rostering.statistics.models import Circular
from rostering.statistics.queries.circulars import Filled


def circular_docx(circular: Circular, filled: Filled, today: date) -> bytes:
    """A4, with the page number in the foot."""
    document = new_letter()
    if circular.document_number:
        line(document.add_paragraph(), circular.document_number, align=WD_ALIGN_PARAGRAPH.CENTER)
    line(document.add_paragraph(), circular.title, font=TITLE_FONT, size=TITLE_SIZE, align=WD_ALIGN_PARAGRAPH.CENTER)
    line(document.add_paragraph(), f"{circular.addressees}：")
    for paragraph in filled.paragraphs:
        font = HEADING_FONT if paragraph.is_heading else BODY_FONT
        line(document.add_paragraph(), paragraph.text, font=font, indent=True)
    document.add_paragraph()
    line(document.add_paragraph(), circular.issuer, align=WD_ALIGN_PARAGRAPH.RIGHT)
    line(document.add_paragraph(), dated(circular, today), align=WD_ALIGN_PARAGRAPH.RIGHT)
    return saved(document)


def dated(circular: Circular, today: date) -> str:
    """成文日期: as it was set; of a draft the day on which it is taken to be signed."""
    day = circular.issued_on or today
    return f"{day.year}年{day.month}月{day.day}日"
