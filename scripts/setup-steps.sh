# Sourced by scripts/setup: announcing a step, skipping one already done, installing locked packages.

step() {
    printf '\n==> %s\n' "$1"
}

fail() {
    printf '\nSet-up stopped: %s\n' "$1" >&2
    exit 1
}

# stale STAMP INPUT...: true when a step's inputs are not those that its stamp records.
stale() {
    stamp=$1
    shift
    digest=$(cat "$@" | cksum)
    [ "$(cat "$stamp" 2>/dev/null)" != "$digest" ]
}

# fresh: record the inputs that the last `stale` looked at. The stamp lies beside what the step made and goes with it.
fresh() {
    mkdir -p "$(dirname "$stamp")"
    printf '%s\n' "$digest" >"$stamp"
}

install() {
    .venv/bin/python -m pip install --disable-pip-version-check --no-deps --require-hashes "$@"
}
