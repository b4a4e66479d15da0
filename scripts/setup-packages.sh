# Sourced by scripts/setup: installs the locked packages the site runs on. scripts/lock.py says why PyTorch is apart.

asks_for_cuda() {
    .venv/bin/python - <<'PYTHON'
import importlib.metadata, sys
needs = importlib.metadata.requires("torch") or []
sys.exit(sys.platform != "linux" or not any(need.startswith(("cuda", "nvidia")) for need in needs))
PYTHON
}

step "Installing Python packages (some minutes the first time)"
install --requirement requirements/runtime.txt

step "Installing PyTorch"
if install --requirement requirements/torch-cpu.txt 2>.venv/torch-cpu.log; then
    echo "The CPU build was installed."
else
    tail -n 1 .venv/torch-cpu.log
    echo "No CPU build to be had here: taking the registry's."
    install --requirement requirements/torch.txt
    if asks_for_cuda; then
        step "Installing the CUDA packages that this build of PyTorch loads (several gigabytes)"
        install --requirement requirements/cuda.txt
    fi
fi
.venv/bin/python -m pip check --disable-pip-version-check
