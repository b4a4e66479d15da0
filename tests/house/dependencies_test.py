"""Dependencies are pinned with hashes, explained, and named without saying where they come from."""

from __future__ import annotations

import json
import re

import pytest

from scripts.lock import CUDA_PREFIXES, read_pins
from tests.house.sources import ROOT, tracked_texts

REQUIREMENTS = ROOT / "requirements"
LOCKED = ("runtime", "development", "node", "torch", "torch-cpu", "cuda")
# Put together here, so that this file passes its own test.
HOSTS = tuple(
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("download.pytorch", "org"),
        ("npmmirror", "com"),
        ("aliyun", "com"),
        ("tsinghua.edu", "cn"),
        ("jsdelivr", "net"),
        ("unpkg", "com"),
        ("fonts.googleapis", "com"),
    )
)


def pins(name: str) -> dict[str, str]:
    return read_pins((REQUIREMENTS / f"{name}.txt").read_text(encoding="utf-8"))


def asked_for(name: str) -> list[str]:
    """The packages an .in file names."""
    lines = (REQUIREMENTS / f"{name}.in").read_text(encoding="utf-8").splitlines()
    return [re.split(r"[\[<>=!~ ]", line)[0] for line in lines if line and line[0] not in "#-"]


@pytest.mark.parametrize("name", LOCKED)
def test_every_locked_package_has_a_hash(name: str) -> None:
    locked = pins(name)
    assert locked
    assert not [package for package, text in locked.items() if "--hash=sha256:" not in text]


@pytest.mark.parametrize("name", ["runtime", "development", "node", "torch"])
def test_the_lock_has_what_is_asked_for(name: str) -> None:
    assert not set(asked_for(name)) - pins(name).keys() - pins("runtime").keys()


def test_both_builds_of_pytorch_are_one_version() -> None:
    registry, cpu = (pins(name)["torch"].split()[0] for name in ("torch", "torch-cpu"))
    assert cpu == f"{registry}+cpu"


def test_only_cuda_has_cuda() -> None:
    assert all(package.startswith(CUDA_PREFIXES) for package in pins("cuda"))
    assert not [
        package for package in pins("runtime") if package == "torch" or package.startswith(CUDA_PREFIXES)
    ]


def test_shared_packages_have_one_version() -> None:
    runtime, development = pins("runtime"), pins("development")
    both = runtime.keys() & development.keys()
    assert [runtime[name].split()[0] for name in both] == [development[name].split()[0] for name in both]


def test_every_dependency_is_explained() -> None:
    decisions = (ROOT / "DECISIONS.md").read_text(encoding="utf-8").lower()
    package_json = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    named = [package for name in ("runtime", "development", "node", "torch") for package in asked_for(name)]
    named += [*package_json["dependencies"], *package_json["devDependencies"]]
    assert not [package for package in named if package.lower() not in decisions]


def test_front_end_packages_are_pinned() -> None:
    wanted = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    packages = {path: package for path, package in lock["packages"].items() if path}
    assert lock["packages"][""]["dependencies"] == wanted["dependencies"]
    assert all(package["integrity"].startswith("sha512-") for package in packages.values())
    assert not [path for path, package in packages.items() if "resolved" in package]


def test_no_file_names_a_registry() -> None:
    found = [f"{name}: {host}" for name, text in tracked_texts().items() for host in HOSTS if host in text]
    assert not found
