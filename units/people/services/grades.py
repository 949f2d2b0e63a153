"""职级对照: which rank a grade has, where a county writes or ranks it otherwise than the usual table."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from units.audit import services as audit
from units.counties.models.county import County
from units.counties.models.user import User
from units.db import lock, write
from units.enums import Rank
from units.errors import InvalidInput
from units.people.models import Grade
from units.permissions import check_manage_county
from units.spelling.grades import grade_key

LONGEST_NAME = 40


def own_grades(county: County | None) -> Mapping[str, Rank]:
    """Key → rank of the county's own entries; empty for a county that doesn't exist yet. One query."""
    if county is None:
        return {}
    return {key: Rank(rank) for key, rank in Grade.objects.filter(county=county).values_list("key", "rank")}


@write
def set_grade(*, county: County, name: str, rank: Rank, by: User) -> Grade:
    """Adds the grade, or ranks the one that is written so. People who are entered already keep the rank they have.

    Raises NotAllowed for anybody but the county's office, InvalidInput `grade_name_required`.
    """
    check_manage_county(by, county)
    name = " ".join(name.split())
    key = grade_key(name)
    if not key or len(name) > LONGEST_NAME:
        raise InvalidInput("grade_name_required", _("请填写职级，不超过 40 字"), field="name")
    lock(f"grades:{county.pk}")
    before = Grade.objects.filter(county=county, key=key).first()
    grade, _created = Grade.objects.update_or_create(county=county, key=key, defaults={"name": name, "rank": rank})
    audit.record(
        by=by,
        action="grade.set",
        row=grade,
        county=county,
        before={"rank": before.rank} if before else {},
        after={"name": name, "rank": rank},
    )
    return grade


@write
def remove_grade(*, grade: Grade, by: User) -> None:
    """The usual table holds again for this grade."""
    check_manage_county(by, grade.county)
    lock(f"grades:{grade.county_id}")
    before = {"name": grade.name, "rank": grade.rank}
    audit.record(by=by, action="grade.removed", row=grade, county=grade.county_id, before=before)
    grade.delete()
