"""What a page reads from its request: who is asking, and the parameters of the list they look at."""

from django.http import HttpRequest

from units.counties.models.user import User


def reader(request: HttpRequest) -> User:
    """`SignInFirst` lets nobody else through to a page."""
    if not isinstance(request.user, User):
        raise TypeError("this page is open to people who have not signed in")
    return request.user


def other_parameters(request: HttpRequest, *without: str) -> str:
    """The query string without the page number and `without`, for links to other pages of the same list."""
    query = request.GET.copy()
    for name in ("page", *without):
        query.pop(name, None)
    return query.urlencode()
