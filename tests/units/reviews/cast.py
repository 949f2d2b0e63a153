"""A review and everything it rests on, for tests: the Dayu civil-affairs case in small."""

import zipfile
from datetime import date
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from rostering.enums import Post
from tests.api_client import BASE, Api
from tests.factories import Cast, at, make_people, make_token, make_unit, make_user
from units.enums import Role, Stage, Tier
from units.models import FunctionTransfer, TierReview, Unit, User
from units.reviews.services import records as review_records
from units.reviews.services.decisions import Decision, advance_review, apply_for_review, decide_review
from units.reviews.services.evidence import NewTransfer, add_transfer, record_consultation
from units.reviews.services.rounds import close_round, open_round

# A document of one empty page; what stands behind the mark keeps two apart.
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
RESCUE = "自然灾害救助"
NOW = at("2026-06-10 09:00")
DECISION = {
    "decision": "approve",
    "document_number": "余办〔2026〕8号",
    "reason": "职能已划出",
    "effective_date": "2026-06-11",
}


def api(user: Any) -> Api:
    return Api(key=make_token(user))


def pdf(mark: str = "") -> bytes:
    table = len(PDF) + len(f"% {mark}\n".encode())
    return (
        PDF + f"% {mark}\nxref\n0 1\n0000000000 65535 f \ntrailer<</Root 1 0 R>>\nstartxref\n{table}\n%%EOF\n".encode()
    )


def upload(content: bytes | None = None, name: str = "划转通知.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, pdf() if content is None else content)


class Case:
    """The emergency-tier civil affairs office wants to become a routine unit: rescue has gone to `cast.emergency`."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.unit: Unit = make_unit(cast.county, Tier.EMERGENCY_RESPONSE, code="mzj", name="民政局")
        self.leader: User = make_user(Role.UNIT_LEADER, cast.county, username="mz-leader", unit=self.unit)
        for person in make_people(self.unit, Tier.EMERGENCY_RESPONSE, chiefs=4, staff=6):
            person.eligible_posts = [*person.eligible_posts, Post.DUTY_OFFICER]
            person.save(update_fields=["eligible_posts"])
        self.office = cast.office
        self.receiver = cast.emergency
        self.receiving_leader = cast.leader

    def apply(self, **changes: Any) -> TierReview:
        wanted: dict[str, Any] = {
            "unit": self.unit,
            "wanted_tier": Tier.ROUTINE_SUPPORT,
            "reason": "救灾职能 2019 年已划出，不再承担应急处突任务",
            "by": self.leader,
        }
        return apply_for_review(**wanted | changes)

    def document(self, **changes: Any) -> NewTransfer:
        given: dict[str, Any] = {
            "document_number": "余编〔2019〕12号",
            "document_date": date(2019, 3, 20),
            "function": RESCUE,
            "from_unit": self.unit,
            "to_unit": self.receiver,
            "file": upload(),
        }
        return NewTransfer(**given | changes)

    def add_document(self, review: TierReview, **changes: Any) -> FunctionTransfer:
        return add_transfer(review=review, given=self.document(**changes), by=self.leader)

    def confirm_cover(self, review: TierReview, *, covers: bool = True) -> None:
        record_consultation(
            review=review,
            unit=self.receiver,
            person_name="应急局值班室",
            opinion="救灾工作由我局全天候承接",
            covers=covers,
            by=self.receiving_leader,
        )

    def hold_round(self, review: TierReview, question: str = "救灾职能是否全部划出？") -> None:
        row = open_round(review=review, question=question, by=self.office)
        close_round(review=review, number=row.number, finding="已全部划出", by=self.office)

    def bring(self, review: TierReview) -> None:
        """What the present stage asks for."""
        review.refresh_from_db()
        if review.stage == Stage.DOCUMENT_CHECK:
            self.add_document(review)
        elif review.stage == Stage.CONSULTATION:
            self.confirm_cover(review)
        elif review.stage == Stage.RECORD_REVIEW:
            review_records.compile_waiting(now=timezone.now())
        elif review.stage == Stage.DELIBERATION:
            self.hold_round(review)

    def at(self, stage: Stage, *, complete: bool = False) -> TierReview:
        """A review that has come to `stage` by the book; `complete` brings what that stage asks for."""
        review = self.apply()
        while review.stage != stage:
            self.bring(review)
            review = advance_review(review=review, by=self.office)
        if complete:
            self.bring(review)
        review.refresh_from_db()
        return review


def zipped(members: dict[str, bytes], *, comment: bytes = b"") -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
        archive.comment = comment
    return file.getvalue()


def approve(review: TierReview, case: Case, **changes: Any) -> TierReview:
    wanted: dict[str, Any] = {
        "decision": Decision.APPROVE,
        "document_number": "余办〔2026〕8号",
        "reason": "职能已划出",
        "effective_date": date(2026, 6, 11),
        "by": case.office,
    }
    return decide_review(review=review, **wanted | changes)


def send_file(user: Any, path: str, content: bytes, name: str = "划转.pdf", **fields: Any) -> Any:
    """multipart/form-data with everything a document needs."""
    data = {
        "document_number": "余编〔2019〕12号",
        "document_date": "2019-03-20",
        "function": RESCUE,
        "from_unit": "mzj",
        "to_unit": "yjj",
        "file": upload(content, name),
    }
    headers = {"Authorization": f"Bearer {make_token(user)}"}
    client = Client(raise_request_exception=False)
    return client.post(BASE + path, {**data, **fields}, headers=headers)
