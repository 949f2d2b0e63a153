"""Accounts: listed, looked at, made, closed and opened again. No key ever gets a password: those are shown on pages."""

from typing import Any, cast

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from units.accounts.permissions import can_see_accounts
from units.accounts.queries import accounts_found, accounts_of, with_state
from units.accounts.services import accounts as services
from units.accounts.services.invitations import invite
from units.accounts.services.locks import unlock
from units.accounts.services.sessions import end_sessions
from units.accounts.shapes import AccountShape, AccountsQuery, ActBody, NewAccountBody
from units.api.choosing import chosen_unit
from units.api.etags import check_match, tagged
from units.api.pagination import page_of_rows
from units.api.views import ApiView, find
from units.counties.models.token import ApiToken
from units.counties.models.user import User
from units.enums import Role, Scope
from units.errors import InvalidInput, NotAllowed
from units.people.models import Person
from units.permissions import refuse


class Accounts(ApiView):
    """The county's accounts for the office, those of duty persons of the own units for a leader."""

    read_scope = Scope.ACCOUNTS_READ
    write_scope = Scope.ACCOUNTS_WRITE
    query = AccountsQuery
    body = NewAccountBody
    shape = AccountShape
    write_shape = AccountShape
    write_status = 201
    is_list = True

    def get(self, request: Request) -> Response:
        _check(self.user)
        chosen = chosen_unit(self.user, self.params)
        rows = accounts_found(
            self.user,
            timezone.now(),
            text=self.params.get("q", ""),
            unit_code=chosen.code if chosen else "",
            role=self.params.get("role", ""),
            state=self.params.get("state", ""),
        )
        return Response(
            page_of_rows(
                request,
                cast("QuerySet[Any, dict[str, Any]]", rows.order_by().values("id", "username")),
                self.params,
                ("username", "id"),
                lambda found: _bodies(self.user, [row["id"] for row in found]),
            )
        )

    def post(self, request: Request) -> Response:
        """Without a password: its owner chooses one by the link of an invitation, or is given a first one on the page."""
        _check(self.user)
        given = self.given
        role = Role(given["role"])
        _check_by_hand(request, role)
        new = services.create_account(
            county=self.county,
            role=role,
            by=self.user,
            login=given.get("login", ""),
            display_name=given.get("name", ""),
            unit=chosen_unit(self.user, given),
            person=_person(self.user, given.get("person")),
        )
        if given["invite"]:
            invite(account=new.user, by=self.user)
        location = reverse("api-account", [new.user.pk], request=request)
        return tagged(request, _body(self.user, new.user.pk), status=201, location=location)


class AccountDetail(ApiView):
    """One account."""

    read_scope = Scope.ACCOUNTS_READ
    shape = AccountShape

    def get(self, request: Request, pk: int) -> Response:
        _check(self.user)
        return tagged(request, _body(self.user, pk))


class ActOnAccount(ApiView):
    """Close, open again, unlock, end all sessions, send a link to choose a password."""

    write_scope = Scope.ACCOUNTS_WRITE
    body = ActBody
    write_shape = AccountShape

    def post(self, request: Request, pk: int) -> Response:
        _check(self.user)
        found = find(accounts_of(self.user), pk=pk)
        check_match(request, _body(self.user, pk))
        _check_by_hand(request, Role(found.role))
        _act(found, self.user, self.given["action"], self.given.get("reason", ""))
        return tagged(request, _body(self.user, pk))


def _act(found: User, by: User, action: str, reason: str) -> None:
    match action:
        case "deactivate":
            services.deactivate(account=found, by=by, reason=reason)
        case "reactivate":
            services.reactivate(account=found, by=by, reason=reason)
        case "unlock":
            unlock(account=found, by=by)
        case "end_sessions":
            end_sessions(account=found, by=by)
        case _:
            invite(account=found, by=by)


def _check(user: User) -> None:
    if not can_see_accounts(user):
        refuse()


def _check_by_hand(request: Request, role: Role) -> None:
    """A key must not make, or let in, somebody who is mightier than itself."""
    if isinstance(request.auth, ApiToken) and role in (Role.COUNTY_OFFICE, Role.AUDITOR):
        raise NotAllowed("session_required", _("两办和审计员的账号须登录后办理"))


def _person(user: User, pk: Any) -> Person | None:
    if pk is None:
        return None
    person = Person.objects.visible_to(user).select_related("unit").filter(pk=pk).first()
    if person is None:
        raise InvalidInput("unknown_person", _("没有这个人，或不在您的范围内"), field="person")
    return person


def _body(user: User, pk: int) -> dict[str, Any]:
    find(accounts_of(user).values("pk"), pk=pk)
    return _bodies(user, [pk])[0]


def _bodies(user: User, ids: list[int]) -> list[dict[str, Any]]:
    rows = with_state(accounts_of(user).filter(pk__in=ids), timezone.now())
    found = {row.pk: row for row in rows.select_related("unit").prefetch_related("unit_roles__unit")}
    return [AccountShape.of(found[pk]) for pk in ids if pk in found]
