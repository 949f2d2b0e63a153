"""The signed-in user behind a request."""

from django.http import HttpRequest

from units.counties.models.user import User


def reader(request: HttpRequest) -> User:
    """`SignInFirst` lets nobody else through to a page."""
    if not isinstance(request.user, User):
        raise TypeError("this page is open to people who have not signed in")
    return request.user
