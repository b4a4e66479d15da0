"""The site's own kinds of problem: find, add, change, preview, put into use and retire them."""

from __future__ import annotations

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from marketplace.errors import Conflict, EngineUnavailable, InvalidInput, WrongState
from marketplace.models import KindState, ProblemKind
from marketplace.models.vocabulary import INDUSTRIES
from marketplace.permissions import Permission
from marketplace.services.kinds.known import as_kind
from marketplace.services.kinds.preview import KindEffect, preview_kind
from marketplace.services.kinds.register import LONGEST_SEARCH, KindRecord, list_kinds, read_kind
from marketplace.services.kinds.settle import activate_kind, retire_kind
from marketplace.services.kinds.text import UNSAVED, text_of
from marketplace.services.kinds.write import add_kind, edit_kind
from marketplace.web.access import requires
from marketplace.web.context import account, collaborators, db
from marketplace.web.faults import message_of
from marketplace.web.staff.addresses import read_page, read_words
from marketplace.web.staff.blueprint import blueprint
from marketplace.web.staff.kind_forms import KindForm, KindVersionForm

KIND_ID = "<int(max=9223372036854775807):kind_id>"
PREVIEW, ACTIVATE = "preview", "activate"
DONE: dict[str, LazyString] = {
    KindState.DRAFT: _l("The draft is kept. It takes effect once it is activated."),
    KindState.ACTIVE: _l("The kind is in use. Matching runs anew with it."),
    KindState.RETIRED: _l("The kind is retired."),
}


@dataclass(frozen=True)
class Effect:
    """What a kind changes, or why that cannot be said."""

    found: KindEffect | None
    problem: str | None = None


@blueprint.get("/kinds")
@requires(Permission.MANAGE_KINDS)
def kinds() -> str:
    """The register of the site's own kinds."""
    text = read_words("q", LONGEST_SEARCH)
    state, asked = request.args.get("state", ""), request.args.get("sector", "")
    chosen = KindState(state) if state in set(KindState) else None
    sector = asked if asked in INDUSTRIES else ""
    return render_template(
        "staff/kinds/index.html",
        page=list_kinds(db(), account(), state=chosen, sector=sector, text=text, page=read_page()),
        page_address=lambda number: url_for("staff.kinds", q=text, state=state, sector=sector, page=number),
        text=text,
        state=chosen,
        sector=sector,
        states=list(KindState),
        sectors=INDUSTRIES,
    )


@blueprint.get("/kinds/new")
@requires(Permission.MANAGE_KINDS)
def kind_new() -> str:
    """An empty form."""
    return _show(KindForm(formdata=None).prepare())


@blueprint.post("/kinds/new")
@requires(Permission.MANAGE_KINDS)
def kind_add() -> ResponseReturnValue:
    """Keep a new draft, or put it into use at once, or only see what it would change."""
    form = KindForm().prepare()
    if request.form.get("step") == PREVIEW:
        return _previewed(form)
    return _written(form, None)


@blueprint.get(f"/kinds/{KIND_ID}")
@requires(Permission.MANAGE_KINDS)
def kind(kind_id: int) -> str:
    """One kind with what it changes now, or would."""
    record = read_kind(db(), account(), kind_id)
    effect = None if record.kind.state is KindState.RETIRED else _effect_of(record.kind)
    return _show(KindForm.of(record.kind), record, effect)


@blueprint.post(f"/kinds/{KIND_ID}")
@requires(Permission.MANAGE_KINDS)
def kind_change(kind_id: int) -> ResponseReturnValue:
    """Change a kind, put it into use, or only see what the change would do."""
    record = read_kind(db(), account(), kind_id)
    form = KindForm().prepare()
    if request.form.get("step") == PREVIEW:
        return _previewed(form, record)
    return _written(form, record)


@blueprint.post(f"/kinds/{KIND_ID}/retire")
@requires(Permission.MANAGE_KINDS)
def kind_retire(kind_id: int) -> ResponseReturnValue:
    """Take a kind out of use."""
    seen = KindVersionForm.read()
    retired = retire_kind(db(), account(), kind_id, seen_version=seen, jobs=collaborators().jobs)
    flash(DONE[retired.state], "success")
    return redirect(url_for("staff.kinds"), 303)


@blueprint.post(f"/kinds/{KIND_ID}/activate")
@requires(Permission.MANAGE_KINDS)
def kind_activate(kind_id: int) -> ResponseReturnValue:
    """Put a stored kind into use."""
    seen = KindVersionForm.read()
    active = activate_kind(db(), account(), kind_id, seen_version=seen, jobs=collaborators().jobs)
    flash(DONE[active.state], "success")
    return redirect(url_for("staff.kind", kind_id=kind_id), 303)


def _written(form: KindForm, record: KindRecord | None) -> ResponseReturnValue:
    """Store what was written; the form again with the message when the service refuses it."""
    session, who, jobs = db(), account(), collaborators().jobs
    if not form.validate_on_submit():
        return _show(form, record), 400
    try:
        if record is None:
            kept = add_kind(session, who, form.text())
        else:
            seen = form.version.data or 0
            kept = edit_kind(session, who, record.kind.id, form.text(), seen_version=seen, jobs=jobs)
        if request.form.get("step") == ACTIVATE:
            session.flush()  # the version counts up when the text is written
            kept = activate_kind(session, who, kept.id, seen_version=kept.version, jobs=jobs)
    except InvalidInput as error:
        form.refuse(error, message_of(error))
        return _show(form, record), 400
    except (Conflict, WrongState) as error:
        return _show(form, record, problem=message_of(error)), 409
    flash(DONE[kept.state], "success")
    return redirect(url_for("staff.kind", kind_id=kept.id), 303)


def _previewed(form: KindForm, record: KindRecord | None = None) -> ResponseReturnValue:
    """The form again, with what it would change below; nothing is stored."""
    if not form.validate_on_submit():
        return _show(form, record), 400
    key = record.kind.key if record is not None else UNSAVED
    try:
        found = preview_kind(db(), account(), form.text(), key, engine=collaborators().engine)
    except InvalidInput as error:
        form.refuse(error, message_of(error))
        return _show(form, record), 400
    except EngineUnavailable as error:
        return _show(form, record, Effect(None, message_of(error))), 503
    return _show(form, record, Effect(found)), 200


def _effect_of(kind: ProblemKind) -> Effect | None:
    """What a stored kind changes; None for a draft that is not complete."""
    text = text_of(as_kind(kind))
    try:
        return Effect(preview_kind(db(), account(), text, kind.key, engine=collaborators().engine))
    except InvalidInput:
        return None  # there is nothing to compare yet; saving the form says what is missing
    except EngineUnavailable as error:
        return Effect(None, message_of(error))


def _show(
    form: KindForm, record: KindRecord | None = None, effect: Effect | None = None, problem: str | None = None
) -> str:
    return render_template(
        "staff/kinds/kind.html", form=form, record=record, effect=effect, problem=problem, states=KindState
    )
