"""The kind of an incident: chosen from a list, or 其他 with a word of one's own."""

import pytest

from alerts.incidents.forms import IncidentFactsForm

FACTS = {"title": "河道漫堤", "level": "ordinary", "place": "城东"}


@pytest.mark.parametrize(
    ("chosen", "written", "kind"),
    [("洪涝", "", "洪涝"), ("洪涝", "塌方", "洪涝"), ("其他", "桥梁垮塌", "桥梁垮塌"), ("其他", "", "其他")],
)
def test_what_is_written_in_counts_for_other_alone(chosen: str, written: str, kind: str) -> None:
    form = IncidentFactsForm({**FACTS, "kind": chosen, "other_kind": written})
    assert form.is_valid()
    assert form.cleaned_data["kind"] == kind
    assert "other_kind" not in form.cleaned_data


def test_a_kind_of_one_s_own_is_shown_as_written() -> None:
    form = IncidentFactsForm(initial={**FACTS, "kind": "桥梁垮塌"})
    assert (form["kind"].value(), form["other_kind"].value()) == ("其他", "桥梁垮塌")
