# Sourced by scripts/setup: sees to it that the browser tests have a Chrome or a Chromium.
# One that is there is used (CHROME_PATH names it); otherwise it comes from the system's packages, when that may be done.

browser_found() {
    .venv/bin/python -m scripts.browser >/dev/null 2>&1
}

if ! browser_found; then
    as_root=
    if [ "$(id -u)" = 0 ]; then
        as_root=env
    elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
        as_root="sudo -n"
    fi
    if [ -n "$as_root" ] && command -v apt-get >/dev/null 2>&1; then
        step "Installing Chromium from the system's packages (apt-get)"
        $as_root apt-get update -qq &&
            $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium ||
            echo "apt-get did not install it."
    elif [ -n "$as_root" ] && command -v dnf >/dev/null 2>&1; then
        step "Installing Chromium from the system's packages (dnf)"
        $as_root dnf install -y -q chromium || echo "dnf did not install it."
    fi
    .venv/bin/python -m scripts.browser >/dev/null || fail "the browser tests have no browser."
fi
