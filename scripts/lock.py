"""Write the locked requirement files from the .in files: `make lock` (Linux, x86-64, Python 3.11).

PyTorch is published as two builds of one version. The registry's build for Linux needs several gigabytes of
CUDA packages; the CPU build (version `+cpu`, offered to pip by a folder or an index of one's own) needs
none. pip given the hashes of both would always take the registry's, whose hash it knows before fetching. So
torch-cpu.txt pins the one and torch.txt the other; scripts/setup tries them in that order, then installs
cuda.txt where the PyTorch it got asks for it. Everything else is in runtime.txt, development.txt and
node.txt, the same everywhere.
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


def lock_torch(upgrade: bool) -> None:
    """Write torch.txt and cuda.txt."""
    closure = compile_pins("torch", upgrade, True, "--unsafe-package", "setuptools", "--allow-unsafe")
    cuda = {name: text for name, text in closure.items() if name.startswith(CUDA_PREFIXES)}
    write_pins("torch", "torch.in", {"torch": closure["torch"]})
    write_pins("cuda", "torch.in", cuda)


def lock_torch_cpu() -> None:
    """Write torch-cpu.txt from the CPU build that pip is offered here; without one, keep what is written."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder]
        subprocess.run([*command, "--requirement", "torch.in"], cwd=REQUIREMENTS, check=True)
        (wheel,) = Path(folder).iterdir()
        version = wheel.name.split("-")[1]
        if not version.endswith("+cpu"):
            print("requirements/torch-cpu.txt: left as it is, no CPU build is offered to pip here")
            return
        digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    pin = f"torch=={version} \\\n    --hash=sha256:{digest}\n"
    write_pins("torch-cpu", "torch.in", {"torch": pin})


def lock_benchmarks(upgrade: bool) -> None:
    """Write benchmarks.txt: what the benchmarks need beyond what the site has already."""
    pins = compile_pins("benchmarks", upgrade)
    held = [
        read_pins((REQUIREMENTS / f"{name}.txt").read_text("utf-8")) for name in ("runtime", "torch", "cuda")
    ]
    own = {package: text for package, text in pins.items() if not any(package in pinned for pinned in held)}
    kept = {package: text for package, text in own.items() if not package.startswith(CUDA_PREFIXES)}
    write_pins("benchmarks", "benchmarks.in", kept)


def main() -> None:
    """Lock everything; `--upgrade` takes the newest versions the .in files allow."""
    upgrade = "--upgrade" in sys.argv[1:]
    for name in ("runtime", "development", "node"):
        pins = compile_pins(name, upgrade)
        kept = {package: text for package, text in pins.items() if not package.startswith(CUDA_PREFIXES)}
        write_pins(name, f"{name}.in", kept)
    lock_torch(upgrade)
    lock_torch_cpu()
    lock_benchmarks(upgrade)


if __name__ == "__main__":
    main()
