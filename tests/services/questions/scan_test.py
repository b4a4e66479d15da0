"""What gives a writer away is found, and ordinary sentences are left alone."""

from __future__ import annotations

import pytest

from marketplace.services.questions.scan import Trace, core_of, scan_text, split_text

NAMES = ["成都杏林渡医疗科技有限公司", "成都清溪源医院"]


@pytest.mark.parametrize(
    ("text", "trace"),
    [
        ("请打 13812345678 联系", Trace.PHONE),
        ("电话138-1234-5678", Trace.PHONE),
        ("＋８６ １３８ １２３４ ５６７８", Trace.PHONE),
        ("座机 028-8512 3456", Trace.PHONE),
        ("热线400-820-1234", Trace.PHONE),
        ("一三八一二三四五六七八", Trace.PHONE),
        ("1三8一二34五六七8", Trace.PHONE),
        ("壹叁捌壹贰叁肆伍陆柒捌", Trace.PHONE),
        ("138*1234*5678", Trace.PHONE),
        ("1\u200b3\u200b8\u200b1\u200b2\u200b3\u200b4\u200b5\u200b6\u200b7\u200b8", Trace.PHONE),
        ("1、3、8、1、2、3、4、5、6、7、8", Trace.PHONE),
        ("138\n1234\n5678", Trace.PHONE),
        ("wang@hospital。cn", Trace.EMAIL),
        ("wang艾特hospital点cn", Trace.EMAIL),
        ("发到 wang.li@hospital.org.cn 即可", Trace.EMAIL),
        ("wang(at)hospital(dot)cn", Trace.EMAIL),
        ("微信号：abc_12345", Trace.CHAT),
        ("加我微信聊", Trace.CHAT),
        ("VX abc12345", Trace.CHAT),
        ("QQ 123456789", Trace.CHAT),
        ("见 https://example.test/a", Trace.ADDRESS),
        ("官网 www.xinglindu.com", Trace.ADDRESS),
        ("我们清溪源医院想问", Trace.ORGANIZATION),
        ("成都杏林渡医疗科技有限公司已经做过", Trace.ORGANIZATION),
        ("杏林渡医疗的方案", Trace.ORGANIZATION),
        ("我叫王小明", Trace.PERSON),
    ],
)
def test_it_is_found(text: str, trace: Trace) -> None:
    assert [finding.trace for finding in scan_text(text, NAMES)] == [trace]


@pytest.mark.parametrize(
    "text",
    [
        "能否部署在院内服务器？预算100万元，2027年6月30日前上线。",
        "准确率是否达到95.5%，每天处理20000张片子？",
        "编号 X901、G1201 两项能否合并？",
        "是否支持微信小程序登录？",
        "需要通过等保三级，数据不出院。",
        "第1、2、3、4、5、6、7、8、9、10项是否都要做？",
    ],
)
def test_an_ordinary_question_is_left_alone(text: str) -> None:
    assert scan_text(text, NAMES) == []


def test_the_parts_make_up_the_text() -> None:
    text = "请打13812345678或加我微信abcdef1，找王工。"
    parts = split_text(text, scan_text(text, NAMES))
    assert "".join(part for part, _ in parts) == text
    assert [trace for _, trace in parts if trace] == [Trace.PHONE, Trace.CHAT, Trace.PERSON]


def test_an_organization_goes_by_the_core_of_its_name() -> None:
    assert core_of("成都杏林渡医疗科技有限公司") == "杏林渡医疗"
    assert core_of("成都清溪源医院") == "清溪源医院"
