"""What the form of a listing says at each field: the hint, an example of a good text, what is wrong and why.

Hints speak the reader's language. Examples are in Chinese, as the texts they are examples of.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _l

from marketplace.models import Kind
from marketplace.services.drafts.check import FieldProblem

SECTION_TITLES: Mapping[str, LazyString] = {
    "what": _l("What it is about"),
    "content": _l("The text"),
    "terms": _l("Terms"),
    "contact": _l("Contact person"),
}
SECTION_LEADS: Mapping[str, LazyString] = {
    "what": _l("The first thing a reader sees, and how it is found."),
    "content": _l("Write for somebody who has never seen your place of work."),
    "terms": _l("Who knows the terms at once does not ask for them later."),
    "contact": _l("Never public. The other side sees it only after both of you have accepted a pair."),
}
HINTS: Mapping[Kind, Mapping[str, LazyString]] = {
    Kind.DEMAND: {
        "title": _l("Name the problem and where it arises, not the product you imagine."),
        "industry": _l("Where the problem arises, not the technology that may solve it."),
        "region": _l("Where it will be used."),
        "summary": _l("Who has the problem, how often or how much, and what should become better."),
        "description": _l(
            "How it is done today; who will use it; which data there are and where they may go; what must "
            "not change; by which figures you will accept it."
        ),
        "technologies": _l("Only if you know: separated by 、. Leave it empty if any way is welcome."),
        "budget_wan": _l(
            "In units of 10,000 yuan. Leave it empty if it is open; a range can stand in the text."
        ),
        "deadline": _l("Until when suppliers may answer. The listing ends on this day."),
        "cooperation": _l("Purchase, pilot, joint development or another form."),
        "contact_name": _l("Whoever can answer questions about the need."),
    },
    Kind.SUPPLY: {
        "title": _l("Say what it does, not how good it is."),
        "industry": _l("Where it is used most."),
        "region": _l("Where you are based."),
        "summary": _l("For whom it does what, with one figure that was measured."),
        "description": _l(
            "How it works, what it needs on site, what it connects to, which figures it reaches under which "
            "conditions, and what it does not do."
        ),
        "cases": _l("Where it runs, since when and with what result. Leave it empty if nowhere yet."),
        "technologies": _l("Separated by 、, the most important first."),
        "maturity": _l("As far as it has come today; readers will ask for proof."),
        "cooperation": _l("Purchase, pilot, joint development or another form."),
        "contact_name": _l("Whoever can answer questions about the offer."),
    },
}
EXAMPLES: Mapping[Kind, Mapping[str, str]] = {
    Kind.DEMAND: {
        "title": "中小学食堂后厨卫生巡查",
        "summary": "全区六十二所学校食堂每天由两名专员抽看录像，只能看到百分之三，希望违规当天就能发现。",
        "description": "现状：后厨装有四百路摄像头，录像存各校，专员每天抽看二十分钟。使用者：区教育局两名"
        "专员、各校食堂管理员。要求：发现未戴帽、老鼠、地面积水三类情况，当天推送给学校；漏报不超过一成，误报每校每天"
        "不超过两条。数据与环境：录像不得出校，可在校内放一台设备；不更换摄像头。验收：选六所学校试用一个月，"
        "与人工逐段复核对比。",
        "cooperation": "采购服务，先试点后推广",
    },
    Kind.SUPPLY: {
        "title": "食堂后厨视频巡查一体机",
        "summary": "供学校与养老机构食堂使用，接现有摄像头识别十二类违规，六所学校试用中漏报百分之六。",
        "description": "一台设备接十六路摄像头，录像不出本地，十分钟内推送截图。识别未戴帽、鼠患、积水等"
        "十二类，新类别积累五十张图片即可加入。需要有线网络和一个机柜位；不含摄像头更换。逆光与油烟大的工位准确率会下降，"
        "现场勘查时逐一标出。",
        "cases": "2026年三月起在某区六所小学运行，专员复核四百条告警，误报二十六条。",
        "cooperation": "设备采购或按年服务",
    },
}
PROBLEMS: Mapping[str, LazyString] = {
    "required": _l("Please fill this in."),
    "too_long": _l("This has %(length)s characters; at most %(limit)s are possible."),
    "not_in_list": _l("Please choose one of the values offered."),
    "bad_budget": _l("Write one number, such as 120 or 85.5, or leave it empty."),
    "budget_decimals": _l("The unit is 10,000 yuan: at most two decimals."),
    "bad_date": _l("Write the date as 2027-03-31."),
    "date_serial": _l("Write the date as 2027-03-31."),
    "no_such_date": _l("There is no such day. Write the date as 2027-03-31."),
    "past_deadline": _l("This day has passed. Choose a later one."),
    "too_many_technologies": _l("There are %(count)s technologies; keep the %(limit)s most important."),
    "technology_too_long": _l(
        "One technology has %(length)s characters. Separate them by 、 and keep each short."
    ),
    "bad_phone": _l("Write one number with its area code, such as 028-85551234."),
    "bad_email": _l("Write one address, with one @ and no spaces."),
    "formula": _l("A text cannot begin with “=”."),
    "control_character": _l("The text contains the invisible character %(number)s. Type that place anew."),
    "broken_text": _l("Some characters were lost when this was copied. Type that place anew."),
}
UNREADABLE = _l("This cannot be read. Please type it anew.")


def say_problem(problem: FieldProblem) -> str:
    """The sentence for a problem, which names the mend."""
    text = str(PROBLEMS.get(problem.code, UNREADABLE))
    return text % problem.values if problem.values and "%(" in text else text


def say_optional(required: bool) -> str:
    """What stands beside the label of a field that may stay empty."""
    return "" if required else str(gettext("(optional)"))
