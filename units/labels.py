"""What people read for the enums of `units`."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from units.domain.enums import Rank, Role, Scope, Tier

Label = str | Promise

TIER_LABELS: dict[str, Label] = {
    Tier.HUB: _("中枢统筹类"),
    Tier.EMERGENCY_RESPONSE: _("应急响应类"),
    Tier.ROUTINE_SUPPORT: _("常态保障类"),
}

TIER_NUMERALS: dict[str, str] = {Tier.HUB: "Ⅰ", Tier.EMERGENCY_RESPONSE: "Ⅱ", Tier.ROUTINE_SUPPORT: "Ⅲ"}

RANK_LABELS: dict[int, Label] = {
    Rank.STAFF: _("一般干部"),
    Rank.SECTION_CHIEF: _("科级以上"),
    Rank.COUNTY_LEADER: _("县领导"),
}

ROLE_LABELS: dict[str, Label] = {
    Role.COUNTY_OFFICE: _("两办"),
    Role.UNIT_LEADER: _("单位负责人"),
    Role.DUTY_PERSON: _("值班人员"),
    Role.AUDITOR: _("审计员"),
}

SCOPE_LABELS: dict[str, Label] = {
    Scope.ROSTER_READ: _("查看值班表"),
    Scope.ROSTER_WRITE: _("填报值班表"),
    Scope.ROSTER_APPROVE: _("审核并发布值班表"),
    Scope.CONTACTS_READ: _("查看电话"),
    Scope.ALERTS_READ: _("查看查岗与召集"),
    Scope.ALERTS_WRITE: _("办理查岗与召集"),
    Scope.REVIEWS_READ: _("查看类别调整"),
    Scope.REVIEWS_WRITE: _("办理类别调整"),
    Scope.AUDIT_READ: _("查看审计记录"),
}
