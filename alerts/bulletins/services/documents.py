"""快报 as a Word file: masthead in red over a red line, issue, office and day, signer, body, recipients at the end."""

from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.shared import Mm, Pt

from alerts.bulletins.queries import Paper
from rostering.documents.letters import HEADING_FONT, RED, TITLE_FONT, TITLE_SIZE, line, new_letter, rule_below, saved

MASTHEAD_SIZE = Pt(42)
WIDTH = Mm(210 - 28 - 26)


def bulletin_docx(paper: Paper) -> bytes:
    document = new_letter()
    center = WD_ALIGN_PARAGRAPH.CENTER
    line(document.add_paragraph(), paper.masthead, font=TITLE_FONT, size=MASTHEAD_SIZE, align=center, color=RED)
    line(document.add_paragraph(), paper.issue, align=center)
    head = document.add_paragraph()
    head.paragraph_format.tab_stops.add_tab_stop(WIDTH, WD_TAB_ALIGNMENT.RIGHT)
    line(head, f"{paper.letterhead}\t{paper.day}", align=WD_ALIGN_PARAGRAPH.LEFT)
    rule_below(head)
    signed = document.add_paragraph()
    signed.paragraph_format.tab_stops.add_tab_stop(WIDTH, WD_TAB_ALIGNMENT.RIGHT)
    line(signed, f"{paper.stage}\t签发人：{paper.signer}", align=WD_ALIGN_PARAGRAPH.LEFT)
    if paper.mark:
        line(document.add_paragraph(), f"【{paper.mark}】", align=center, color=RED)
    line(document.add_paragraph(), paper.title, font=TITLE_FONT, size=TITLE_SIZE, align=center)
    for section in paper.sections:
        line(document.add_paragraph(), section.head, font=HEADING_FONT, indent=True)
        for text in section.text.splitlines():
            line(document.add_paragraph(), text, indent=True)
    line(document.add_paragraph(), f"（报告：{paper.reporter}）", indent=True)
    end = document.add_paragraph()
    line(end, f"报：{paper.recipients}", align=WD_ALIGN_PARAGRAPH.LEFT)
    rule_below(end, "000000")
    line(document.add_paragraph(), paper.printed, align=WD_ALIGN_PARAGRAPH.RIGHT)
    return saved(document)
