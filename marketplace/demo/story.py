"""One pair's history, told step by step: every step is taken by the service that people use."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from sqlalchemy.orm import Session

from marketplace.demo.agreement import write_agreement
from marketplace.demo.past import Past
from marketplace.demo.people import account_for
from marketplace.models import (
    Account,
    FollowUp,
    Kind,
    Match,
    Meeting,
    Outcome,
    OutcomeStage,
    Party,
    Question,
    Visibility,
)
from marketplace.services.answers.accept import accept_match
from marketplace.services.answers.own_pairs import across
from marketplace.services.approaches.make import approach_listing
from marketplace.services.followups.add_entry import Entry, Upload, add_entry
from marketplace.services.followups.done import finish_step
from marketplace.services.followups.log import today
from marketplace.services.introductions.contact import show_contact
from marketplace.services.meetings.offer import offer_meeting
from marketplace.services.meetings.pick import pick_slot
from marketplace.services.meetings.settle import report_meeting
from marketplace.services.meetings.terms import Offer
from marketplace.services.outcomes.answer import confirm_outcome
from marketplace.services.outcomes.claim import Claim, claim_outcome
from marketplace.services.outcomes.publish import Consent, set_consent
from marketplace.services.pilots.run import PilotTerms, begin_pilot, end_pilot, pilot_of
from marketplace.services.questions.ask import ask_question
from marketplace.services.reviews.lock import Seen, public_hash
from marketplace.services.reviews.pair_by_hand import pair_by_hand
from marketplace.services.reviews.reasons import CONSEQUENCES, RejectReason
from marketplace.services.reviews.recommend import recommend_match
from marketplace.services.reviews.reject import reject_match

D, S = Kind.DEMAND, Kind.SUPPLY


class Story:
    """A pair on its way. `ago` is counted in working days before the present, hours are those of China."""

    def __init__(self, session: Session, staff: Account, past: Past, demand: str, supply: str) -> None:
        self.session, self.staff, self.past = session, staff, past
        self.codes = {D: demand, S: supply}
        self.accounts = {
            side: account_for(session, code, clock=past.go_to(44)) for side, code in self.codes.items()
        }
        self.match: Match

    def on(self, side: Kind) -> Account:
        """Who acts for that side."""
        account = self.accounts[side]
        assert account is not None, f"nobody acts for {self.codes[side]}"
        return account

    def seen(self) -> Seen:
        """What a page opened now would send back."""
        self.session.flush()
        return Seen(self.match.version, public_hash(self.match.demand), public_hash(self.match.supply))

    def paired(self, ago: int, why: str) -> Story:
        """Staff put the pair into review."""
        clock = self.past.go_to(ago, 9, 20)
        self.match = pair_by_hand(
            self.session, self.staff, self.codes[D], self.codes[S], note=why, clock=clock
        )
        return self

    def asked_for(self, ago: int, side: Kind, why: str) -> Story:
        """A side asks for the pair itself."""
        made = approach_listing(
            self.session,
            self.on(side),
            self.codes[across(side)],
            own=self.codes[side],
            reason=why,
            clock=self.past.go_to(ago, 14, 10),
        )
        assert made.match is not None, "a listing of one's own was brought"
        self.match = made.match
        return self

    def recommended(self, ago: int, note: str) -> Story:
        """Staff recommend it."""
        clock = self.past.go_to(ago, 10, 40)
        recommend_match(self.session, self.staff, self.match.id, self.seen(), clock=clock, note=note)
        return self

    def rejected(self, ago: int, reason: str, note: str, words: str = "") -> Story:
        """Staff do not recommend it, for as long as the reason says; `words` are for the owner of a text."""
        clock = self.past.go_to(ago, 11, 20)
        days = CONSEQUENCES[RejectReason(reason)].days
        until = None if days is None else clock.now() + timedelta(days=days)
        reject_match(
            self.session,
            self.staff,
            self.match.id,
            self.seen(),
            reason=reason,
            until=until,
            note=note,
            words=words,
            clock=clock,
        )
        return self

    def accepted(self, ago: int, side: Kind, hour: int = 11) -> Story:
        """A side accepts."""
        clock = self.past.go_to(ago, hour, 5)
        accept_match(self.session, self.on(side), self.match.id, side, self.seen(), clock=clock)
        self.session.flush()
        return self

    def introduced(self, first: int, second: int, begins: Kind = S) -> Story:
        """Both accept, and look at each other's contact."""
        self.accepted(first, begins).accepted(second, across(begins), 15)
        for side in Kind:
            show_contact(
                self.session, self.on(side), self.match.id, side, clock=self.past.go_to(second, 16, 30)
            )
        return self

    def asked(self, ago: int, side: Kind, text: str) -> Question:
        """A side asks a question."""
        clock = self.past.go_to(ago, 16, 15)
        return ask_question(self.session, self.on(side), self.match.id, side, text, clock=clock)

    def offered(self, ago: int, by: Kind, days: tuple[int, ...], subject: str, place: str) -> Meeting:
        """A side offers times at two in the afternoon on working days before (negative) or after today."""
        offer = Offer([self.past.slot(day, 14) for day in days], 90, subject, place)
        clock = self.past.go_to(ago, 9, 45)
        made = offer_meeting(self.session, self.on(by), self.match.id, by, offer, clock=clock)
        self.session.flush()
        return made

    def agreed(self, ago: int, by: Kind, days: tuple[int, ...], subject: str, place: str) -> Meeting:
        """A side offers times and the other picks the first."""
        made, other = self.offered(ago, by, days, subject, place), across(by)
        clock = self.past.go_to(ago, 17, 20)
        pick_slot(
            self.session, self.on(other), self.match.id, other, made.version, made.slots[0].id, clock=clock
        )
        self.session.flush()
        return made

    def met(self, ago: int, held: int, subject: str, place: str, said: str) -> Story:
        """The company offers times, the owner picks one, and says afterwards how it went."""
        made = self.agreed(ago, S, (-held, 1 - held), subject, place)
        clock = self.past.go_to(held, 17, 40)
        owner = self.on(D)
        report_meeting(self.session, owner, self.match.id, D, made.version, held=True, text=said, clock=clock)
        self.session.flush()
        return self

    def noted(
        self, ago: int, side: Kind, text: str, step: str = "", acts: Party | None = None, due: int = 0
    ) -> Story:
        """A side writes down what happened and, if it is agreed, what comes next."""
        clock = self.past.go_to(ago, 17, 10)
        due_on = self.past.workday(due) if step else None
        entry = Entry(today(clock), text, Visibility.BOTH, step, acts, due_on)
        written = add_entry(self.session, self.on(side), self.match.id, side, entry, clock=clock)
        if due_on is not None and due < 0:
            clock = self.past.go_to(-due, 16)
            finish_step(self.session, self.on(side), self.match.id, side, _key(self, written), clock=clock)
        return self

    def piloted(self, begins: int, ends: int, place: str, measures: str) -> Story:
        """A pilot is put on record; `ends` in working days after (or, negative, before) today."""
        clock = self.past.go_to(begins, 10, 30)
        terms = PilotTerms(today(clock), self.past.workday(ends), place, measures)
        begin_pilot(self.session, self.on(S), self.match.id, S, terms, clock=clock)
        self.session.flush()
        return self

    def pilot_ended(self, ago: int, result: str) -> Story:
        """Its result is put on record."""
        pilot, clock = pilot_of(self.session, self.match), self.past.go_to(ago, 15, 30)
        assert pilot is not None, "it was begun"
        end_pilot(
            self.session,
            self.on(D),
            self.match.id,
            D,
            pilot.version,
            on=today(clock),
            result=result,
            clock=clock,
        )
        return self

    def claimed(
        self, ago: int, stage: OutcomeStage, text: str, wan: str = "", paper: str = "", by: Kind = S
    ) -> Outcome:
        """A side claims that something was reached, with its paper if it has a name."""
        clock = self.past.go_to(ago, 11, 15)
        file = (
            Upload(paper, write_agreement(f"{self.codes[D]} x {self.codes[S]}, {stage.value}"))
            if paper
            else None
        )
        claim = Claim(stage, today(clock), Decimal(wan) if wan else None, text, file)
        return claim_outcome(self.session, self.on(by), self.match.id, by, claim, clock=clock)

    def confirmed(self, ago: int, made: Outcome) -> Story:
        """The other side confirms it."""
        clock, side = self.past.go_to(ago, 15, 45), across(made.side)
        self.session.flush()
        confirm_outcome(self.session, self.on(side), self.match.id, side, made.id, made.version, clock=clock)
        self.session.flush()
        return self

    def published(self, ago: int, made: Outcome, side: Kind, *, amount: bool) -> Story:
        """A side lets the public page name it and, perhaps, the amount."""
        clock, consent = self.past.go_to(ago, 16, 20), Consent(True, True, amount)
        set_consent(
            self.session, self.on(side), self.match.id, side, made.id, made.version, consent, clock=clock
        )
        return self


def _key(story: Story, written: FollowUp) -> int:
    story.session.flush()  # a step is ticked off by its id
    return written.id
