"""A need cut into sentences and clauses, read once for all aspects."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from matching.clarity.findings import ClarityAspect, Finding, State
from matching.documents import Document
from matching.requirements.quantities import Quantity, find_quantities
from matching.requirements.sentences import cut_clauses, cut_sentences
from matching.results import Passage

FIELDS = ("title", "summary", "description")
# Nobody reads further, and typing must not become slow because a text is long.
MOST_SENTENCES = 60
LONGEST_SENTENCE = 400
_ASKS = re.compile(
    r"希望|盼|期望|(?<!规范)(?<!考核)要求|需要|需(?=[^求]|$)|拟|想|目标|打算|计划|应(?!急|用|对)|必须|建设|搭建|"
    r"打造|实现|支持|采用|引入|引进"
    # Official Chinese wishes in clauses that begin with the verb and have no subject.
    r"|^(?:通过|围绕|聚焦|着力|切实|进一步|全面|有效|持续|积极)?(?:建立|健全|完善|构建|运用|推动|推进|加强|强化|优化|提升|提高|增强|"
    r"开展|形成|探索|规范|落实|深化|打通|明确|促进|力争|确保|防止|防范|兼顾|助力|赋能|缓解|降低|减少|杜绝|压降)"
    r"|(?<![只主重就快首必不还也都又竟])要(?!求|么|是|紧|害|点|素|靠|跑|等|花|用|费|翻|半|"
    r"[一二两三四五六七八九十几\d])"
)

_HAN = re.compile(r"[\u4e00-\u9fff]")
# How a happening is told in Chinese rather than a matter named: particles of what is done or going on,
# adverbs that join one step to the next, and persons who speak.
_TELLS = re.compile(
    r"[了着](?!解|名|结|力|重|作|色|装|火|落|床|眼|陆)|[看做试用去来装查找见跑干弄]过|(?:又(?!不)|都(?![要能])|也(?![要得能])|老(?=[是爱说往不])|[就才还却倒偏])(?!业|是|能|医|诊|近|地|餐|读|原|款|有|能|挂|闭|置)"
    r"|咋|啥|[不没]敢|谁|人家|我(?!国|省|市|县|区|院|校|局|司|公|厂)|咱|[他她它](?!项|们的)|说(?!明)|讲|哪[儿个天里]?|得(?=[很像眼直不人])|一[看摸听问翻打拉照晃踩扬]|去[找问查看]|问[^题卷答]|[上下出进起回开过]来(?!自)|下去|把(?!握|关|控|手|子)|被(?=[人他我她退罚骂打拦撞砸叫约压晒坑骗])"
)


@dataclass(frozen=True)
class Clause:
    """A clause in its sentence, with the figures in it.

    `asks` when it wishes rather than says how things are; `tells` when it tells a happening.
    """

    passage: Passage
    sentence: Passage
    quantities: tuple[Quantity, ...]
    asks: bool
    tells: bool

    @property
    def text(self) -> str:
        """The clause's own words."""
        return self.passage.text

    def found(self, match: re.Match[str]) -> Found:
        """What a pattern found in this clause."""
        return self.between(match.start(), match.end())

    def between(self, start: int, end: int) -> Found:
        """This stretch of the clause."""
        return Found(self, start, end)

    def whole(self) -> Found:
        """All of the clause."""
        return Found(self, 0, len(self.text))


def written(clauses: Iterable[Clause]) -> int:
    """How much is written: the different Chinese characters of each different clause. What is repeated, typed
    at random or marked up adds nothing."""
    return sum(len(set(_HAN.findall(text))) for text in {clause.text for clause in clauses})


class Need:
    """The prose of a demand, cut."""

    def __init__(self, document: Document) -> None:
        """`document` is read as a demand, whatever it says it is."""
        self.document = document

    @cached_property
    def sentences(self) -> tuple[Passage, ...]:
        """Title, summary, description; at most MOST_SENTENCES, each cut at LONGEST_SENTENCE characters."""
        return tuple(_shortened(s) for s in _first(self._all_sentences(), MOST_SENTENCES))

    @cached_property
    def clauses(self) -> tuple[Clause, ...]:
        """Every clause of every sentence, in the order of the text."""
        return tuple(
            Clause(
                clause,
                sentence,
                tuple(find_quantities(clause.text)),
                asks=_ASKS.search(clause.text) is not None,
                tells=_TELLS.search(clause.text) is not None,
            )
            for sentence in self.sentences
            for clause in cut_clauses(sentence)
        )

    @property
    def prose(self) -> tuple[Clause, ...]:
        """The clauses without those of the title."""
        return tuple(clause for clause in self.clauses if clause.passage.field != "title")

    @cached_property
    def told(self) -> tuple[Clause, ...]:
        """The clauses that tell how things are, the title's among them."""
        return tuple(clause for clause in self.clauses if not clause.asks)

    @cached_property
    def narrated(self) -> int:
        """How much of it tells a happening, step after step: who tells it so tells how it goes."""
        return written(clause for clause in self.told if clause.tells)

    @cached_property
    def amount_told(self) -> int:
        """How much of the prose tells how things are. Who tells much has told more than words can be listed
        for, so nothing is called missing where this is large."""
        return written(clause for clause in self.told if clause.passage.field != "title")

    def first(self, pattern: re.Pattern[str], clauses: tuple[Clause, ...] | None = None) -> Found | None:
        """The first clause in which `pattern` is found."""
        for clause in self.clauses if clauses is None else clauses:
            match = pattern.search(clause.text)
            if match is not None:
                return clause.found(match)
        return None

    def _all_sentences(self) -> Iterator[Passage]:
        for field in FIELDS:
            yield from cut_sentences(getattr(self.document, field), field)


@dataclass(frozen=True)
class Found:
    """Words of a clause that decided something."""

    clause: Clause
    start: int
    end: int

    def finding(self, aspect: ClarityAspect, state: State, reason: str = "") -> Finding:
        """The finding that these words are the ground of."""
        whole = self.clause.passage
        start, end = whole.start + self.start, whole.start + self.end
        words = Passage(whole.field, start, end, whole.text[self.start : self.end])
        return Finding(aspect, state, reason, self.clause.sentence, words)


def _shortened(sentence: Passage) -> Passage:
    text = sentence.text[:LONGEST_SENTENCE]
    return Passage(sentence.field, sentence.start, sentence.start + len(text), text)


def _first(passages: Iterator[Passage], most: int) -> Iterator[Passage]:
    for number, passage in enumerate(passages):
        if number == most:
            return
        yield passage
