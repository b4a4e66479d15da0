"""What in a question or a reply would tell who wrote it: found before staff pass it on."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

SHORTEST_NAME = 2


class Trace(StrEnum):
    """What kind of thing gives a writer away."""

    PHONE = "phone"
    EMAIL = "email"
    CHAT = "chat"
    ADDRESS = "address"
    ORGANIZATION = "organization"
    PERSON = "person"


@dataclass(frozen=True)
class Finding:
    """A stretch of the text, from `start` to before `end`."""

    trace: Trace
    start: int
    end: int


# Spaces, dots and dashes are how people hide a number from a machine, and how others write it properly.
GAP = r"[\s\-.·–—_*/|,，、。~～()（）\u00ad\u200b-\u200f\u2060-\u2064\ufeff]{0,3}"
NUMERALS = "0-9零〇一幺二两三四五六七八九壹贰叁肆伍陆柒捌玖"
NOT_WITHIN = r"(?<![0-9A-Za-z])", r"(?![0-9A-Za-z])"
PATTERNS: tuple[tuple[Trace, re.Pattern[str]], ...] = (
    (
        Trace.EMAIL,
        re.compile(
            r"[\w.+-]+\s*(?:@|\(at\)|\[at\]|#at#|艾特)\s*[\w-]+(?:\s*(?:[.。]|\(dot\)|\[dot\]|点)\s*\w+)+",
            re.I,
        ),
    ),
    (
        Trace.CHAT,
        re.compile(
            r"(?:微信|威信|薇信|v信|vx|wx|wechat|weixin|qq|企鹅号|钉钉|飞书)\s*(?:号码|号|id|账号)?\s*"
            r"[:：是为]?\s*[a-z0-9][\w-]{4,30}|加(?:我|个)?(?:微信|威信|薇信|v信|vx|qq)",
            re.I,
        ),
    ),
    (Trace.ADDRESS, re.compile(r"(?:https?://|www\.)\S+|\b[\w-]+\.(?:com|cn|net|org|io|top)\b", re.I)),
    (
        Trace.PHONE,
        re.compile(
            NOT_WITHIN[0]
            + rf"(?:(?:\+?86{GAP})?1[3-9]\d(?:{GAP}\d){{8}}|0\d{{2,3}}{GAP}\d{{3,4}}{GAP}\d{{4}}"
            + rf"|[48]00{GAP}\d{{3,4}}{GAP}\d{{3,4}})"
            + NOT_WITHIN[1]
        ),
    ),
    # Numerals written out, or mixed with digits: 1三8, 壹叁捌.
    (
        Trace.PHONE,
        re.compile(
            rf"(?<![0-9])[1一幺壹]{GAP}[3-9三四五六七八九叁肆伍陆柒捌玖](?:{GAP}[{NUMERALS}]){{9}}(?![0-9])"
        ),
    ),
    (Trace.PERSON, re.compile(r"(?:我叫|我姓|联系人[:：]?|找)\s*[\u4e00-\u9fff]{1,4}")),
)
PLACE = re.compile(r"^(?:四川省|四川|成都市|成都|中国)+")
FORM = re.compile(
    r"(?:（.*?）|\(.*?\)|股份|有限|责任|公司|集团|科技|技术|信息|网络|数据|智能|软件|系统|服务|发展|工程)+$"
)


def scan_text(text: str, names: Iterable[str] = ()) -> list[Finding]:
    """The findings in the order of the text, none within another. `names`: organizations and people."""
    plain = "".join(_plain(letter) for letter in text)
    found = [*_patterns(plain), *_names(plain, names)]
    found.sort(key=lambda finding: (finding.start, -finding.end))
    kept: list[Finding] = []
    for finding in found:
        if not kept or finding.start >= kept[-1].end:
            kept.append(finding)
    return kept


def _plain(letter: str) -> str:
    """The letter in one width, so that places in the text stay what they are."""
    narrow = unicodedata.normalize("NFKC", letter)
    return narrow if len(narrow) == 1 else letter


def _patterns(text: str) -> Iterator[Finding]:
    for trace, pattern in PATTERNS:
        for hit in pattern.finditer(text):
            yield Finding(trace, hit.start(), hit.end())


def _names(text: str, names: Iterable[str]) -> Iterator[Finding]:
    lowered = text.casefold()
    for name in names:
        for form in {name, core_of(name)}:
            if len(form) < SHORTEST_NAME:
                continue
            for hit in re.finditer(re.escape(form.casefold()), lowered):
                yield Finding(Trace.ORGANIZATION, hit.start(), hit.end())


def core_of(name: str) -> str:
    """The part of an organization's name that others call it by: 成都杏林渡医疗科技有限公司 → 杏林渡医疗."""
    return FORM.sub("", PLACE.sub("", name))


def split_text(text: str, findings: Iterable[Finding]) -> list[tuple[str, Trace | None]]:
    """The text in stretches, each with what it gives away (None: nothing), for showing."""
    parts: list[tuple[str, Trace | None]] = []
    place = 0
    for finding in findings:
        if finding.start > place:
            parts.append((text[place : finding.start], None))
        parts.append((text[finding.start : finding.end], finding.trace))
        place = finding.end
    if place < len(text):
        parts.append((text[place:], None))
    return parts
