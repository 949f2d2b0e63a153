"""Text size and language: kept for the reader, drawn by the server."""

import pytest
from django.test import Client


@pytest.mark.parametrize("size", ["small", "medium", "large"])
def test_a_chosen_text_size_is_on_the_next_page(client: Client, db: None, size: str) -> None:
    answer = client.post("/text-size/", {"size": size, "next": "/login/"})
    assert (answer.status_code, answer["Location"]) == (302, "/login/")
    assert f'class="text-{size}"' in client.get("/login/").content.decode()


def test_an_unknown_text_size_changes_nothing(client: Client, db: None) -> None:
    client.post("/text-size/", {"size": '"><script>'})
    client.cookies["text_size"] = "huge"
    assert 'class="text-small"' in client.get("/login/").content.decode()


def test_the_text_size_switch_never_leaves_the_site(client: Client, db: None) -> None:
    assert client.post("/text-size/", {"size": "large", "next": "//elsewhere.example/"})["Location"] == "/"


def test_reading_aids_take_a_post(client: Client, db: None) -> None:
    assert client.get("/text-size/").status_code == 405


def test_chinese_comes_first_and_english_is_one_press_away(client: Client, db: None) -> None:
    assert 'lang="zh-Hans"' in client.get("/login/").content.decode()
    client.post("/language/", {"language": "en", "next": "/login/"})
    assert '<html lang="en"' in client.get("/login/").content.decode()
