"""The forms of the steps about what was reached."""

from __future__ import annotations

from typing import ClassVar

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import IntegerField, TextAreaField
from wtforms.widgets import HiddenInput

from marketplace.models import Outcome, OutcomeStage, OutcomeState
from marketplace.services.followups.read import FollowThrough
from marketplace.services.outcomes.answer import dispute_outcome
from marketplace.services.outcomes.claim import Claim, claim_outcome
from marketplace.web.context import collaborators
from marketplace.web.typed_fields import AmountField, DayField
from marketplace.web.words import word
from marketplace.web.workspace.step_form import FILE_HINT, Needed, StepForm


class ClaimForm(StepForm):
    """Something reached."""

    stage: ClassVar[OutcomeStage]
    lead = _l("The other side is asked to confirm it. Until then it is shown as claimed and counts nowhere.")
    button = _l("Send for confirmation")
    happened_on = DayField(_l("Day"), [Needed()])
    amount_wan = AmountField(_l("Amount (ten thousand yuan)"))
    text = TextAreaField(_l("In a few words"))
    file = FileField(_l("File"), description=FILE_HINT)

    def prepare(self, follow: FollowThrough) -> bool:
        """As StepForm says."""
        return self.stage in follow.claimable

    def send(self, follow: FollowThrough) -> str:
        """As StepForm says."""
        files = self.uploads(self.file.data)
        claim = Claim(
            self.stage,
            self.happened_on.data,
            self.amount_wan.data,
            self.text.data or "",
            files[0] if files else None,
        )
        claim_outcome(*self.who(follow), claim, clock=collaborators().clock)
        return str(_("It is on record as claimed. The other side is asked to confirm it."))


class IntentForm(ClaimForm):
    """A letter of intent."""

    stage = OutcomeStage.INTENT
    title = _l("Put a letter of intent on record")


class SignedForm(ClaimForm):
    """The signing."""

    stage = OutcomeStage.SIGNED
    title = _l("Put the signing on record")
    amount_wan = AmountField(_l("Amount (ten thousand yuan)"), [Needed()])
    file = FileField(_l("Signed agreement"), [Needed()], description=FILE_HINT)


class DeliveredForm(ClaimForm):
    """The delivery."""

    stage = OutcomeStage.DELIVERED
    title = _l("Put the delivery on record")
    happened_on = DayField(_l("Day of acceptance"), [Needed()])
    amount_wan = AmountField(_l("Amount settled (ten thousand yuan)"))
    text = TextAreaField(_l("What was delivered and accepted"), [Needed()])
    file = FileField(_l("Acceptance document"), description=FILE_HINT)


class DisputeForm(StepForm):
    """Say that a claim is not so."""

    title = _l("Dispute the claim")
    lead = _l("Our staff read both sides and settle it. The other side reads what you write.")
    button = _l("Dispute it")
    why = TextAreaField(_l("What is not so?"), [Needed()])
    outcome = IntegerField(widget=HiddenInput())

    def _claim(self, follow: FollowThrough) -> Outcome | None:
        """The one that is meant: of two that are open, never simply the first."""
        named = self.outcome.data if self.is_submitted() else request.args.get("outcome", type=int)
        theirs = (one for one in follow.outcomes if one.side is not follow.side)
        return next((one for one in theirs if one.state is OutcomeState.CLAIMED and one.id == named), None)

    def standing_version(self, follow: FollowThrough) -> int:
        """The claim's."""
        claim = self._claim(follow)
        return claim.version if claim else 0

    def prepare(self, follow: FollowThrough) -> bool:
        """As StepForm says."""
        claim = self._claim(follow)
        if claim is None:
            return False
        self.outcome.data = claim.id
        self.title = _("Dispute the claim: %(stage)s", stage=word(claim.stage))
        return True

    def send(self, follow: FollowThrough) -> str:
        """As StepForm says."""
        claim = self._claim(follow)
        assert claim is not None, "prepare has seen to it"
        why, clock = self.why.data or "", collaborators().clock
        dispute_outcome(*self.who(follow), claim.id, claim.version, why=why, clock=clock)
        return str(_("Our staff will settle it. Both sides are told."))
