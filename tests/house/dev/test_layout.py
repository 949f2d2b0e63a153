"""Where dev.py puts things, and what it says when it cannot."""

from pathlib import Path

import pytest

from scripts.stack.commands import main
from scripts.stack.layout import Account, Layout, default_state
from scripts.stack.packages import ensure_server_wheel
from scripts.stack.run import Run
from scripts.stack.stopping import Refusal, StopRequest


def test_data_lies_beside_the_code_but_for_root_where_servers_can_reach_it() -> None:
    root = Path("/home/an/é checkout")

    assert default_state(root, uid=1000) == root / ".local"
    assert default_state(root, uid=0).parent == Path("/var/lib")
    assert default_state(root, uid=0) != default_state(Path("/home/another"), uid=0)


@pytest.mark.parametrize("variable", ["STATE_DIR", "VENV_DIR"])
def test_a_place_that_cannot_be_written_is_named_with_its_variable(tmp_path: Path, variable: str) -> None:
    """A plain file in the way stands for a read-only checkout, which root would not notice."""
    blocked = tmp_path / "file"
    blocked.touch()
    environ = {"STATE_DIR": str(tmp_path / "state"), "VENV_DIR": str(tmp_path / "venv"), variable: str(blocked / "x")}

    with pytest.raises(Refusal, match=f"Set {variable} to a directory of your own"):
        Layout.from_environment(environ).prepare()


def test_a_state_directory_the_servers_cannot_enter_is_refused(tmp_path: Path) -> None:
    layout = Layout(tmp_path / "missing", tmp_path)

    with pytest.raises(Refusal, match="cannot enter"):
        layout.open_to(Account.for_servers())


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1"])
def test_a_useless_port_is_refused(tmp_path: Path, port: str) -> None:
    with pytest.raises(Refusal, match=f"PORT={port} is not a port number"):
        Run(Layout(tmp_path, tmp_path), {"PORT": port}, StopRequest())


def test_a_server_that_is_not_locked_is_never_fetched(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="does not lock mysql"):
        ensure_server_wheel(Layout(tmp_path, tmp_path), "mysql", StopRequest())


@pytest.mark.parametrize(("arguments", "status"), [([], 2), (["fly"], 2), (["help"], 0)])
def test_without_a_known_verb_it_lists_them(
    arguments: list[str], status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == status
    assert "python3 dev.py run" in capsys.readouterr().out
