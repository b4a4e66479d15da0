"""One reviewed pair as one of its sides sees it: both texts, why, the answers, who saw whose contact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from marketplace.models import (
    Answer,
    ConsentWithdrawal,
    Disclosure,
    Kind,
    Listing,
    ListingContact,
    ListingState,
    ListingVersion,
    Match,
    MatchState,
    Review,
    Suggestion,
)
from marketplace.permissions import Actor
from marketplace.services.answers.consent import latest_recommendation
from marketplace.services.answers.lock import standing_answers
from marketplace.services.answers.own_pairs import across, find_own_match, listing_on, sides_of
from marketplace.services.answers.pair_rows import PairRow, Turn, make_rows
from marketplace.services.answers.texts import latest_texts
from marketplace.services.approaches.read import who_asked
from marketplace.services.contacts.find import contact_of
from marketplace.services.contacts.mask import MaskedContact, mask_contact
from marketplace.services.introductions.consents import read_consents
from marketplace.services.introductions.contact import disclosed_contact
from marketplace.services.introductions.ledger import disclosures_of_match
from marketplace.services.reviews.lock import Seen


@dataclass(frozen=True)
class OwnPair:
    """The pair from `row.side`; `sides` are both when the organization owns both listings.

    `contact` is the other side's, None unless this account has asked for it; `releasable`: it may ask, and
    `masked` is what it may know before it does. `withdrawn`: the consents that were taken back.
    `review` is the recommendation, without its note: notes are for staff.
    """

    row: PairRow
    sides: tuple[Kind, ...]
    texts: Mapping[int, ListingVersion]
    review: Review | None
    suggestion: Suggestion | None
    answers: Mapping[Kind, Answer]
    contact: ListingContact | None
    releasable: bool
    masked: MaskedContact | None
    withdrawn: Mapping[Kind, ConsentWithdrawal]
    introduced: bool
    disclosures: Sequence[Disclosure]
    asked_by_them: bool

    @property
    def match(self) -> Match:
        """The pair itself."""
        return self.row.match

    @property
    def demand(self) -> ListingVersion:
        """The need's text."""
        return self.texts[self.match.demand_id]

    @property
    def supply(self) -> ListingVersion:
        """The offer's text."""
        return self.texts[self.match.supply_id]

    @property
    def seen(self) -> Seen:
        """What an answer given on this page must still find."""
        return Seen(self.match.version, self.demand.content_hash, self.supply.content_hash)

    @property
    def both_public(self) -> bool:
        """Whether visitors can read both texts now; otherwise nobody can accept."""
        return all(side.state is ListingState.PUBLISHED for side in (self.match.demand, self.match.supply))

    @property
    def text_changed(self) -> bool:
        """Whether a text differs from the one that staff recommended."""
        pinned = self.review
        return pinned is not None and (pinned.demand_hash, pinned.supply_hash) != (
            self.demand.content_hash,
            self.supply.content_hash,
        )

    @property
    def other_reason(self) -> str | None:
        """Why the other side declined, once staff have confirmed it; its note stays with staff."""
        theirs = self.answers.get(across(self.row.side))
        settled = self.match.state is MatchState.CLOSED and theirs is not None and not theirs.accepted
        return theirs.reason if settled and theirs is not None else None


def read_own_pair(session: Session, actor: Actor, match_id: int, side: Kind | None = None) -> OwnPair:
    """The pair from `side`, or from the side whose turn it is. Raises NotAllowed, NotFound."""
    match = find_own_match(session, actor, match_id)
    rows = {row.side: row for row in make_rows(session, actor, [match])}
    waiting = next((row for row in rows.values() if row.turn is Turn.OURS), next(iter(rows.values())))
    row = rows.get(side, waiting) if side is not None else waiting
    review = latest_recommendation(session, match)
    judged = session.get(Suggestion, review.suggestion_id) if review and review.suggestion_id else None
    theirs: Listing = listing_on(match, across(row.side))
    consents = read_consents(session, match)
    released = consents is not None and consents.stand
    held = contact_of(session, theirs.id) if released else None
    return OwnPair(
        row=row,
        sides=sides_of(actor, match),
        texts=latest_texts(session, (match.demand, match.supply)),
        review=review,
        suggestion=judged or match.suggestion,
        answers=standing_answers(session, match),
        contact=disclosed_contact(session, actor, match, row.side),
        releasable=held is not None,
        masked=mask_contact(held) if held is not None else None,
        withdrawn=consents.withdrawn if consents is not None else {},
        introduced=consents is not None,
        disclosures=disclosures_of_match(session, actor, match),
        asked_by_them=across(row.side) in who_asked(session, match),
    )
