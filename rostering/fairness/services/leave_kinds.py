"""The office keeps the kinds of leave: adds, renames, retires and takes back into use. What is recorded keeps its word."""

from uuid import uuid4

from django.utils.translation import gettext_lazy as _

from rostering.fairness.models.absence import LeaveKind
from rostering.fairness.queries.leave import kinds_of
from rostering.fairness.rules.leave_kinds import Kind, kind_named
from units.audit import services as audit
from units.db import lock, write
from units.errors import InvalidInput
from units.models import County, User
from units.permissions import check_manage_county

LONGEST_NAME = 20
AUDITED = ("name", "is_excused", "is_active")


@write
def add_leave_kind(*, county: County, name: str, by: User, is_excused: bool = False) -> LeaveKind:
    """A kind of the county's own. Raises NotAllowed, InvalidInput `kind_name_required` or `kind_name_taken`."""
    check_manage_county(by, county)
    # No constraint sees the usual words: a name is free when it is neither one of those nor the county's own.
    lock(f"leave-kinds:{county.pk}")
    name = _checked(county, name, code="")
    kind = LeaveKind.objects.create(county=county, code=f"own-{uuid4().hex[:12]}", name=name, is_excused=is_excused)
    after = audit.snapshot(kind, AUDITED)
    audit.record(by=by, action="leave_kind.added", row=kind, county=county, after=after)
    return kind


@write
def change_leave_kind(
    *, county: County, code: str, by: User, name: str, is_excused: bool, is_active: bool
) -> LeaveKind:
    """Names a kind, usual or own, retires it or takes it back. Raises as `add_leave_kind`, and `unknown_kind`."""
    check_manage_county(by, county)
    lock(f"leave-kinds:{county.pk}")
    known = next((kind for kind in kinds_of(county) if kind.code == code), None)
    if known is None:
        raise InvalidInput("unknown_kind", _("没有这一请假类型"), field="kind")
    name = _checked(county, name, code=code)
    if name == (known.words or ("",))[0] and not known.name:
        # The usual word: not the county's own.
        name = ""
    values = {"name": name, "is_excused": is_excused, "is_active": is_active}
    before = {field: getattr(known, field) for field in AUDITED}
    kind, _created = LeaveKind.objects.update_or_create(county=county, code=code, defaults=values)
    audit.record(by=by, action="leave_kind.changed", row=kind, county=county, before=before, after=values)
    return kind


def _checked(county: County, name: str, *, code: str) -> str:
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        raise InvalidInput("kind_name_required", _("请填写名称，不超过 20 字"), field="name")
    others: list[Kind] = [kind for kind in kinds_of(county) if kind.code != code]
    if kind_named(name, others) is not None:
        raise InvalidInput("kind_name_taken", _("已有“%(name)s”这一类型") % {"name": name}, field="name")
    return name
