"""Write a listing: the form, saving it as it is typed, preview, handing it in."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.errors import Conflict, InvalidInput
from marketplace.models import Kind
from marketplace.permissions import Permission
from marketplace.services.drafts.attachments import MOST_FILES
from marketplace.services.drafts.check import check_typed
from marketplace.services.drafts.discard import discard_draft
from marketplace.services.drafts.form import clean_typed
from marketplace.services.drafts.preview import preview_draft
from marketplace.services.drafts.read import DraftFile, open_draft
from marketplace.services.drafts.save import save_draft
from marketplace.services.drafts.start import start_listing
from marketplace.services.drafts.submit import submit_draft
from marketplace.services.files.media import ACCEPTED, endings
from marketplace.services.files.store import MOST_MIB
from marketplace.services.listings.term import today_of
from marketplace.web.access import requires
from marketplace.web.context import account, collaborators, db
from marketplace.web.faults import message_of
from marketplace.web.security import limiter
from marketplace.web.workspace.blueprint import blueprint
from marketplace.web.workspace.draft_form import view_sections
from marketplace.web.workspace.sent import change_files, read_seen, sent_fields

FORM = "/listings/<code>/edit"
RATE = "60/minute"
AUTOSAVE_RATE = "120/minute"


@blueprint.post("/listings")
@requires(Permission.WRITE_LISTINGS)
@limiter.limit("30/hour")
def new_listing() -> ResponseReturnValue:
    """Begin a listing of the kind chosen."""
    kind = request.form.get("kind", "")
    if kind not in set(Kind):
        raise InvalidInput("Choose whether you have a need or an offer.", field="kind")
    made = start_listing(db(), account(), Kind(kind), clock=collaborators().clock)
    return redirect(url_for("workspace.edit_listing", code=made.code), 303)


@blueprint.get(FORM)
@requires(Permission.WRITE_LISTINGS)
def edit_listing(code: str) -> str:
    """The form; `?check=1` shows what is wrong."""
    return show_form(open_draft(db(), account(), code), checked="check" in request.args)


def show_form(file: DraftFile, *, checked: bool = False, conflict: DraftFile | None = None) -> str:
    """The page. With `conflict`, what was sent stands in the form and what is saved beside it."""
    kind, today = file.listing.kind, today_of(collaborators().clock)
    found = check_typed(kind, file.typed, today) if checked else None
    return render_template(
        "workspace/edit.html",
        file=file,
        listing=file.listing,
        sections=view_sections(kind, file.typed, file.comments, found),
        checked=checked,
        conflict=conflict,
        most_files=MOST_FILES,
        most_mib=MOST_MIB,
        endings=endings(),
        accept=",".join(ACCEPTED),
    )


@blueprint.post(FORM)
@requires(Permission.WRITE_LISTINGS)
@limiter.limit(RATE)
def save_listing(code: str) -> ResponseReturnValue:
    """Save what was typed, whatever state it is in; then go where the button said."""
    clock = collaborators().clock
    try:
        draft = save_draft(db(), account(), code, sent_fields(), seen=read_seen(), clock=clock)
        draft = change_files(code, draft) or draft
    except Conflict:
        return show_conflict(code), 409
    db().flush()  # the pages that follow read what was saved
    action = request.form.get("action", "save")
    if action == "preview":
        return redirect(url_for("workspace.preview_listing", code=code), 303)
    if action == "submit":
        return hand_in(code, draft.version if draft else 0)
    if draft is None:
        flash(_("You changed nothing, so there is nothing to save."), "warning")
        return redirect(url_for("workspace.edit_listing", code=code), 303)
    flash(_("The draft is saved."), "success")
    return redirect(url_for("workspace.edit_listing", code=code), 303)


def show_conflict(code: str) -> str:
    """Nothing was saved: what was sent stays in the form, what is saved stands beside it."""
    saved = open_draft(db(), account(), code)
    typed = clean_typed(saved.listing.kind, sent_fields())
    sent = DraftFile(**{**saved.__dict__, "typed": typed})
    return show_form(sent, conflict=saved)


def hand_in(code: str, seen: int) -> ResponseReturnValue:
    """Hand the saved draft in, or show what stands against it."""
    file, outside = open_draft(db(), account(), code), collaborators()
    if not seen:
        flash(_("You changed nothing, so there is nothing to hand in."), "warning")
        return redirect(url_for("workspace.edit_listing", code=code), 303)
    if check_typed(file.listing.kind, file.typed, today_of(outside.clock)).problems:
        return redirect(url_for("workspace.edit_listing", code=code, check=1), 303)
    try:
        made = submit_draft(db(), account(), code, seen=seen, clock=outside.clock, jobs=outside.jobs)
    except Conflict as error:
        flash(message_of(error), "warning")
        return redirect(url_for("workspace.edit_listing", code=code), 303)
    if made is None:
        flash(_("Your change is in effect; nobody needs to review it."), "success")
    else:
        flash(_("Handed in. Our staff read it and either publish it or say what to change."), "success")
    return redirect(url_for("workspace.listing", code=code), 303)


@blueprint.post("/listings/<code>/autosave")
@requires(Permission.WRITE_LISTINGS)
@limiter.limit(AUTOSAVE_RATE)
def autosave(code: str) -> str:
    """Save while somebody types; the answer says when, or that another window was first."""
    clock = collaborators().clock
    try:
        draft = save_draft(db(), account(), code, sent_fields(), seen=read_seen(), clock=clock)
    except Conflict:
        return render_template("workspace/save_conflict.html", saved=open_draft(db(), account(), code))
    db().flush()  # the progress is read back
    return saved_state(open_draft(db(), account(), code), draft.version if draft else 0)


def saved_state(file: DraftFile, seen: int) -> str:
    """The line that says when, the version to save over next, and how far each section is."""
    sections = view_sections(file.listing.kind, file.typed, file.comments, None)
    return render_template("workspace/saved.html", file=file, seen=seen, sections=sections)


@blueprint.post("/listings/<code>/attachments")
@requires(Permission.WRITE_LISTINGS)
@limiter.limit(RATE)
def attach(code: str) -> str:
    """Put files with the draft while the form stays open; the answer is the list of files."""
    file = open_draft(db(), account(), code)
    problem = ""
    try:
        change_files(code, None)
    except Conflict as error:
        problem = message_of(error)
    db().flush()  # the list is read back
    file = open_draft(db(), account(), code)
    return render_template("workspace/attached.html", file=file, problem=problem, most_files=MOST_FILES)


@blueprint.get("/listings/<code>/preview")
@requires(Permission.WRITE_LISTINGS)
def preview_listing(code: str) -> str:
    """The draft as the public page will show it."""
    shown = preview_draft(db(), account(), code, clock=collaborators().clock)
    return render_template("workspace/preview.html", shown=shown.page, problems=shown.problems, kind=None)


@blueprint.post("/listings/<code>/discard")
@requires(Permission.WRITE_LISTINGS)
@limiter.limit(RATE)
def discard(code: str) -> ResponseReturnValue:
    """Throw the draft away."""
    gone = discard_draft(db(), account(), code)
    flash(_("The draft is discarded."), "success")
    if gone:
        return redirect(url_for("workspace.own_listings"), 303)
    return redirect(url_for("workspace.listing", code=code), 303)
