"""The sending forms of a page, as a browser would fill them in."""

from html.parser import HTMLParser


class Forms(HTMLParser):
    """The forms of a page that send: per form its action and its fields."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.sending: list[tuple[str, dict[str, str]]] = []
        self._inside = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = given.get("method", "").lower() == "post" or "hx-post" in given
            if self._inside:
                self.sending.append((given.get("action") or given.get("hx-post", ""), {}))
        elif tag == "input" and self._inside and "name" in given:
            self.sending[-1][1][given["name"]] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != "form"
