# Sourced by scripts/setup: finds Python 3.11 and makes .venv with it.
# The locked packages were resolved for 3.11, so an older or a newer one is refused. PYTHON names another.

is_311() {
    "$1" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' >/dev/null 2>&1
}

if [ ! -x .venv/bin/python ] || ! is_311 .venv/bin/python || [ ! -f .venv/.made ]; then
    python=
    seen=
    for candidate in ${PYTHON:-} python3.11 python3 python; do
        if is_311 "$candidate"; then
            python=$candidate
            break
        fi
        version=$("$candidate" -c 'import platform; print(platform.python_version())' 2>/dev/null) &&
            seen="$seen $candidate is $version;"
    done
    [ -n "$python" ] || fail "Python 3.11 is needed and was not found.${seen:+ Found:$seen}
Install it (Debian 12: apt install python3.11 python3.11-venv; macOS: brew install python@3.11), or name it:
    PYTHON=/path/to/python3.11 make setup"
    "$python" -c 'import ensurepip, venv' 2>/dev/null ||
        fail "$python has no venv module. On Debian and Ubuntu: apt install python3.11-venv"
    if ! is_311 .venv/bin/python || ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
        step "Making .venv with $("$python" --version)"
        "$python" -m venv --clear .venv
    fi
    : >.venv/.made
fi
