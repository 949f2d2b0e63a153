"""What list pages share."""

from django.http import HttpRequest


def other_parameters(request: HttpRequest, *without: str) -> str:
    """The query string without the page number and `without`, for links to other pages of the same list."""
    query = request.GET.copy()
    for name in ("page", *without):
        query.pop(name, None)
    return query.urlencode()
