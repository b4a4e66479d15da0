"""Write the locked requirement files from the .in files: `make lock` (Linux, x86-64, Python 3.11).

PyTorch is published as two builds of one version. The registry's build for Linux needs several gigabytes of
CUDA packages; the CPU build (version `+cpu`, offered to pip by a folder or an index of one's own) needs
none. So torch.txt pins the version with the hashes of both, cuda.txt pins the CUDA packages, and
scripts/setup installs cuda.txt only where the PyTorch it just installed asks for them. Everything else is
in runtime.txt, development.txt and node.txt, and is the same everywhere.
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

REQUIREMENTS = Path(__file__).resolve().parent.parent / "requirements"
CUDA_PREFIXES = ("cuda-", "nvidia-", "triton")
COMPILE = (
    *(sys.executable, "-m", "piptools", "compile", "--quiet", "--strip-extras", "--generate-hashes"),
    *("--no-header", "--no-emit-index-url", "--no-emit-find-links", "--no-emit-trusted-host"),
    *("--unsafe-package", "torch", "--unsafe-package", "pip"),
)
HEADER = "# Locked by `make lock` from {source}; not edited by hand.\n"
Pins = dict[str, str]
"""Package name to its lines in a locked file: the pin, its hashes, what asked for it."""


def read_pins(text: str) -> Pins:
    """The pins in a locked file, comments between them left out."""
    pins: Pins = {}
    name = ""
    for line in text.splitlines():
        if match := re.match(r"([A-Za-z0-9._-]+)==", line):
            name = match.group(1)
            pins[name] = line + "\n"
        elif name and line.startswith("    "):
            pins[name] += line + "\n"
        else:
            name = ""
    return pins


def write_pins(name: str, source: str, pins: Mapping[str, str]) -> None:
    """Write `requirements/<name>.txt`."""
    body = "".join(pins[package] for package in sorted(pins))
    (REQUIREMENTS / f"{name}.txt").write_text(HEADER.format(source=source) + body, encoding="utf-8")
    print(f"requirements/{name}.txt: {len(pins)} packages", flush=True)


def compile_pins(source: str, upgrade: bool, registry_only: bool = False, *options: str) -> Pins:
    """Resolve `requirements/<source>.in`, with `registry_only` from no other place than the registry."""
    environment = dict(os.environ)
    if registry_only:
        environment |= {"PIP_CONFIG_FILE": os.devnull, "PIP_FIND_LINKS": "", "PIP_EXTRA_INDEX_URL": ""}
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / f"{source}.txt"
        current = REQUIREMENTS / output.name
        if current.exists() and not upgrade:
            output.write_text(current.read_text(encoding="utf-8"), encoding="utf-8")
        command = [*COMPILE, *options, "--output-file", str(output), f"{source}.in"]
        subprocess.run(command, cwd=REQUIREMENTS, env=environment, check=True)
        return read_pins(output.read_text(encoding="utf-8"))


def local_build_hashes(requirement: str) -> set[str]:
    """Hashes of the builds of `requirement` that pip's own configuration offers beside the registry's."""
    with tempfile.TemporaryDirectory() as folder:
        command = [
            sys.executable,
            "-m",
            "pip",
            "download",
            "--quiet",
            "--no-deps",
            "--dest",
            folder,
            requirement,
        ]
        subprocess.run(command, check=True)
        return {hashlib.file_digest(path.open("rb"), "sha256").hexdigest() for path in Path(folder).iterdir()}


def lock_torch(upgrade: bool) -> None:
    """Write torch.txt and cuda.txt."""
    closure = compile_pins("torch", upgrade, True, "--unsafe-package", "setuptools", "--allow-unsafe")
    requirement = closure["torch"].split()[0]
    hashes = set(re.findall(r"sha256:([0-9a-f]{64})", closure["torch"])) | local_build_hashes(requirement)
    current = REQUIREMENTS / "torch.txt"
    if current.exists() and requirement in current.read_text(encoding="utf-8"):
        # A build seen when this version was first locked may not be offered to pip on this machine.
        hashes |= set(re.findall(r"sha256:([0-9a-f]{64})", current.read_text(encoding="utf-8")))
    lines = [requirement, *(f"    --hash=sha256:{value}" for value in sorted(hashes))]
    write_pins("torch", "torch.in", {"torch": " \\\n".join(lines) + "\n"})
    write_pins(
        "cuda", "torch.in", {name: text for name, text in closure.items() if name.startswith(CUDA_PREFIXES)}
    )


def main() -> None:
    """Lock everything; `--upgrade` takes the newest versions the .in files allow."""
    upgrade = "--upgrade" in sys.argv[1:]
    for name in ("runtime", "development", "node"):
        pins = compile_pins(name, upgrade)
        kept = {package: text for package, text in pins.items() if not package.startswith(CUDA_PREFIXES)}
        write_pins(name, f"{name}.in", kept)
    lock_torch(upgrade)


if __name__ == "__main__":
    main()
