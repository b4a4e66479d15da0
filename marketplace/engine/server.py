"""The engine's HTTP edge: checks what it is sent, asks the engine, answers in JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from flask import Flask, Response, abort, current_app, jsonify, request
from werkzeug.exceptions import HTTPException

from marketplace.engine.wire import to_json
from marketplace.errors import NotFound
from marketplace.services.ports import MatchingEngine

EXTENSION = "jingqiao_engine"
MOST_TEXTS = 2048
MOST_IDS = 10_000
MOST_RESULTS = 1000


class Readiness(Protocol):
    """Gives the engine once it is loaded; until then `engine` is None and `stage` says what is going on."""

    @property
    def engine(self) -> MatchingEngine | None:
        """The engine, or None."""

    @property
    def stage(self) -> Mapping[str, Any]:
        """Keys: stage, done, total."""


def create_engine_app(readiness: Readiness) -> Flask:
    """The engine as a WSGI application; until it is ready everything but /health answers 503."""
    app = Flask("marketplace.engine", static_folder=None)
    app.extensions[EXTENSION] = readiness
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.add_url_rule("/health", view_func=health)
    for path, view in (
        ("/v1/embeddings", embeddings),
        ("/refresh", refresh),
        ("/rank", rank),
        ("/affected", affected),
        ("/explain", explain),
        ("/search", search),
        ("/similar", similar),
        ("/kinds/preview", preview_kind),
    ):
        app.add_url_rule(path, view_func=view, methods=["POST"])
    app.register_error_handler(HTTPException, show_fault)
    app.register_error_handler(NotFound, show_not_found)
    return app


def show_fault(error: HTTPException) -> tuple[Response, int]:
    """Any HTTP error, in the form of OpenAI's API."""
    return jsonify(error={"message": error.description, "type": error.name}), error.code or 500


def show_not_found(error: NotFound) -> tuple[Response, int]:
    """A listing that is not held."""
    return jsonify(error={"message": str(error), "type": "Not Found"}), 404


def engine() -> MatchingEngine:
    """The loaded engine, or 503."""
    readiness: Readiness = current_app.extensions[EXTENSION]
    found = readiness.engine
    if found is None:
        abort(503, description=str(readiness.stage.get("stage", "loading")))
    return found


def body() -> dict[str, Any]:
    """The request's JSON object, or 400."""
    data = request.get_json(silent=True, force=True)
    if not isinstance(data, dict):
        abort(400, description="Send a JSON object.")
    return data


def whole(data: Mapping[str, Any], name: str, least: int = 1, most: int | None = None) -> int:
    """A whole number of the body, or 400."""
    value = data.get(name)
    if type(value) is not int or value < least or (most is not None and value > most):
        abort(400, description=f"{name} must be a whole number from {least} to {most or 'any'}.")
    return value


def numbers(data: Mapping[str, Any], name: str) -> list[int]:
    """A list of ids of the body, or 400."""
    value = data.get(name)
    if not isinstance(value, list) or len(value) > MOST_IDS or any(type(item) is not int for item in value):
        abort(400, description=f"{name} must be a list of at most {MOST_IDS} whole numbers.")
    return value


def health() -> tuple[Response, int]:
    """What is loaded; 503 with the stage of loading until it is."""
    readiness: Readiness = current_app.extensions[EXTENSION]
    if readiness.engine is None:
        return jsonify(readiness.stage), 503
    return jsonify(readiness.engine.health()), 200


def embeddings() -> Response:
    """POST /v1/embeddings as OpenAI has it; `input_type` may be "query" or "passage" (the default)."""
    data = body()
    given = data.get("input")
    texts = [given] if isinstance(given, str) else given
    if not isinstance(texts, list) or not 1 <= len(texts) <= MOST_TEXTS:
        abort(400, description=f"input must be a text or a list of 1 to {MOST_TEXTS} texts.")
    if not all(isinstance(text, str) for text in texts):
        abort(400, description="input must hold texts only.")
    role = data.get("input_type", "passage")
    if role not in ("query", "passage"):
        abort(400, description='input_type must be "query" or "passage".')
    if data.get("encoding_format", "float") != "float":
        abort(400, description='encoding_format must be "float".')
    core = engine()
    rows = core.encode(texts, role)
    return jsonify(
        object="list",
        model=core.health()["model"],
        data=[{"object": "embedding", "index": i, "embedding": row} for i, row in enumerate(rows)],
        usage={"prompt_tokens": 0, "total_tokens": 0},
    )


def refresh() -> Response:
    """POST /refresh: level with the database."""
    return jsonify(data_version=engine().refresh())


def rank() -> Response:
    """POST /rank {demand_ids, top}."""
    data = body()
    found = engine().rank(numbers(data, "demand_ids"), whole(data, "top", most=MOST_RESULTS))
    return jsonify(demands=[to_json(item) for item in found])


def affected() -> Response:
    """POST /affected {supply_ids, top}."""
    data = body()
    found = engine().affected_demands(numbers(data, "supply_ids"), whole(data, "top", most=MOST_RESULTS))
    return jsonify(demand_ids=found)


def explain() -> Response:
    """POST /explain {demand_id, supply_id}."""
    data = body()
    return jsonify(engine().explain(whole(data, "demand_id"), whole(data, "supply_id")))


def search() -> Response:
    """POST /search {text, limit, kind}."""
    data = body()
    text, kind = data.get("text"), data.get("kind")
    if not isinstance(text, str):
        abort(400, description="text must be a text.")
    if kind not in (None, "demand", "supply"):
        abort(400, description='kind must be "demand", "supply" or null.')
    hits = engine().search(text, whole(data, "limit", most=MOST_RESULTS), kind)
    return jsonify(hits=[to_json(hit) for hit in hits])


def similar() -> Response:
    """POST /similar {listing_id, limit}."""
    data = body()
    hits = engine().similar(whole(data, "listing_id"), whole(data, "limit", most=MOST_RESULTS))
    return jsonify(hits=[to_json(hit) for hit in hits])


def preview_kind() -> Response:
    """POST /kinds/preview {kind}: what a kind of problem changes. Nothing is stored."""
    kind = body().get("kind")
    try:
        return jsonify(engine().preview_kind(kind if isinstance(kind, dict) else {}))
    except (KeyError, TypeError, AttributeError) as error:
        abort(400, description=f"kind must have the fields of a kind of problem: {error}.")
