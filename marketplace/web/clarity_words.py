"""How clear a need is, in the reader's words; quotes stay in the words of the need."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from flask_babel import LazyString, lazy_pgettext
from flask_babel import lazy_gettext as _l

from marketplace.web.field_words import field_word
from matching.clarity.examples import examples_of
from matching.clarity.findings import ClarityAspect, Finding, State
from matching.results import Passage

ASPECTS: Mapping[str, LazyString] = {
    "problem": lazy_pgettext("clarity", "Problem"),
    "users": lazy_pgettext("clarity", "Users"),
    "present": lazy_pgettext("clarity", "Present way of working"),
    "data": lazy_pgettext("clarity", "Data and environment"),
    "constraints": lazy_pgettext("clarity", "Constraints"),
    "acceptance": lazy_pgettext("clarity", "Measurable acceptance"),
    "budget": lazy_pgettext("clarity", "Budget and time"),
}
STATES: Mapping[State, LazyString] = {
    "clear": lazy_pgettext("clarity", "Clear"),
    "vague": lazy_pgettext("clarity", "Vague"),
    "missing": lazy_pgettext("clarity", "Not found"),
}
REASONS: Mapping[tuple[ClarityAspect, str], LazyString] = {
    ("problem", "product"): _l(
        "This names a product to buy. Say what goes wrong today, for whom and how often."
    ),
    ("problem", "general"): _l(
        "This could be said of anyone. Say what happened, how often, and what it cost."
    ),
    ("problem", "slogan"): _l("This states an aim. Say what goes wrong today that you want to end."),
    ("problem", "nothing"): _l("Say what goes wrong today, for whom and how often."),
    ("users", "general"): _l("Say which posts will use it and how many people hold them."),
    ("users", "nothing"): _l("Say who will use it: which posts, how many people."),
    ("present", "by_hand"): _l(
        "“By hand” is a beginning. Say who does what, how often, and how long it takes."
    ),
    ("present", "nothing"): _l(
        "Say how it is done today: who does what, with which means, how long it takes."
    ),
    ("data", "general"): _l("Say which data: of what kind, how many, since when, where they lie."),
    ("data", "nothing"): _l("Say what data, devices and network are at hand, and what the place is like."),
    ("constraints", "general"): _l("Name the rule or the limit that a solution could break."),
    ("constraints", "nothing"): _l(
        "Say what must not be done or changed, and what a solution must live with."
    ),
    ("acceptance", "no_number"): _l(
        "An aim without a figure cannot be checked. Say from how much to how much."
    ),
    ("acceptance", "no_unit"): _l(
        "A number without its unit can be read in several ways. Add unit and condition."
    ),
    ("acceptance", "nothing"): _l("Say by which figure, measured how, you will tell that it works."),
    ("budget", "loose"): _l("Give an amount or a range, and a day."),
    ("budget", "no_amount"): _l("There is a day but no amount. A range or an upper limit is enough."),
    ("budget", "no_time"): _l("There is an amount but no day."),
    ("budget", "nothing"): _l("Give an amount or a range, and a day."),
}
# Where one would write what is missing.
_PLACES: Mapping[ClarityAspect, str] = {"problem": "summary", "users": "summary", "budget": "budget_wan"}


@dataclass(frozen=True)
class ShownFinding:
    """One aspect for the page; `state` chooses mark and colour, `field` is where one mends it."""

    aspect: str
    label: LazyString
    state: State
    state_label: LazyString
    advice: LazyString | None
    sentence: Passage | None
    before: str
    words: str
    after: str
    field: str
    field_label: str
    examples: tuple[str, ...]
    set_aside: bool = False


@dataclass(frozen=True)
class ShownClarity:
    """All seven, those that want attention first."""

    findings: tuple[ShownFinding, ...]

    def counted(self, state: State) -> int:
        """How many aspects are in a state, but for those whose finding the writer says is wrong."""
        return sum(finding.state == state and not finding.set_aside for finding in self.findings)

    @property
    def open(self) -> tuple[ShownFinding, ...]:
        """Those that are vague or missing, in the order in which a reader asks."""
        return tuple(
            finding for finding in self.findings if finding.state != "clear" and not finding.set_aside
        )

    @property
    def set_aside(self) -> tuple[ShownFinding, ...]:
        """Those that the writer says are wrong."""
        return tuple(finding for finding in self.findings if finding.set_aside)

    def at(self, field: str) -> tuple[ShownFinding, ...]:
        """Those that are vague or missing and mended in a field."""
        return tuple(finding for finding in self.open if finding.field == field)

    @property
    def clear(self) -> tuple[ShownFinding, ...]:
        """The others."""
        return tuple(finding for finding in self.findings if finding.state == "clear")


def show_clarity(
    findings: Iterable[Finding], trade: str = "", set_aside: Collection[ClarityAspect] = ()
) -> ShownClarity:
    """Findings in the reader's words, with examples of the writer's trade; those about the aspects
    `set_aside` are wrong, says the writer."""
    return ShownClarity(tuple(_shown(finding, trade, finding.aspect in set_aside) for finding in findings))


def _shown(finding: Finding, trade: str, set_aside: bool) -> ShownFinding:
    place = _place(finding)
    before, words, after = _marked(finding)
    return ShownFinding(
        aspect=finding.aspect,
        label=ASPECTS[finding.aspect],
        state=finding.state,
        state_label=STATES[finding.state],
        advice=None if finding.is_clear else REASONS[finding.aspect, finding.reason],
        sentence=finding.sentence,
        before=before,
        words=words,
        after=after,
        field=place,
        field_label=str(field_word(place)),
        examples=examples_of(finding.aspect, trade),
        set_aside=set_aside,
    )


def _place(finding: Finding) -> str:
    """The field of the sentence, or where such a sentence belongs."""
    if finding.sentence is not None:
        return finding.sentence.field
    return "deadline" if finding.reason == "no_time" else _PLACES.get(finding.aspect, "description")


def _marked(finding: Finding) -> tuple[str, str, str]:
    """The sentence before, in and after the words that decided."""
    sentence, words = finding.sentence, finding.words
    if sentence is None or words is None:
        return "", "", ""
    start, end = words.start - sentence.start, words.end - sentence.start
    return sentence.text[:start], sentence.text[start:end], sentence.text[end:]
