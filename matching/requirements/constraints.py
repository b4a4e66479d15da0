"""Conditions that come in opposites: on premises or in a cloud, offline or online, goes on or must stop."""

from __future__ import annotations

import re
from dataclasses import dataclass

from matching.requirements.numerals import fold


@dataclass(frozen=True)
class Constraint:
    """A condition by name.

    A need insists on it in the words of `wanted`; a supply grants it in those of `granted` and goes against
    it in those of `refused`. `asked` and `against` are the codes of the opposites.
    """

    name: str
    asked: str
    against: str
    wanted: re.Pattern[str]
    granted: re.Pattern[str]
    refused: re.Pattern[str]


_LOCAL = (
    r"本地|私有化|内网|专网|办公网"
    r"|(?:院|厂|局|段|馆|校|站|企业|自有|用户|信息科|管理中心|自建)(?:内|方)?的?(?:自有)?(?:机房|服务器)"
    r"|不出(?:域|局|院|厂|网|校|本)|不离开|物理隔离|气隙|一体机|边缘计算|边缘侧|数据[^，。；]{0,6}(?:院|厂|局|域|站)内"
)
_CLOUD = (
    r"公有云|云平台|云端|saas|云服务|云上|上传(?:至|到)"
    r"|(?:我公司|我们的?|本公司|厂商|教育|服务商)的?(?:[^，。；不]{0,4})云"
    r"|(?:公有云|外部|第三方|在线)[^，。；不]{0,6}(?:接口|服务)"
)
_NO = r"(?:无须|无需|不需要?|不必|不用|不依赖|不调用|不接|不连|不上|不经|免)[^，。；]{0,4}"


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


CONSTRAINTS: tuple[Constraint, ...] = (
    Constraint(
        "deployment",
        "local",
        "cloud",
        _words(
            r"本地(?:化)?部署|私有化|内网|专网|自有机房|信创服务器|只能放在|不出(?:域|局|院|厂|网|校|本)|(?:不得|不能|不许|不可|禁止|不)[^，。；]{0,6}(?:上云|公有云|出网|上网|外网|联网|离开|传出|放在[^，。；]{0,4}云|给外部|上传|外传)"
            r"|在院内|留在(?:厂|院|局|校|站)?内|单机或内网|不接互联网"
        ),
        _words(_LOCAL + r"|" + _NO + r"(?:公有云|云端|外部接口|外网|互联网)|离线(?:运行|推理)"),
        _words(_CLOUD),
    ),
    Constraint(
        "connectivity",
        "offline",
        "online",
        _words(r"离线|断网|没有信号|无信号|无网络|没有网络|没有专线|单机能?用|弱网"),
        _words(
            r"离线|断网|没有信号|无信号|无网|单机|弱网|不依赖网络|自动补传|先存在|"
            + _NO
            + r"(?:网络|联网|互联网)|设备内完成"
        ),
        _words(
            r"(?<!无)(?<!不)(?:需|须|要|必须|保持)[^，。；无不]{0,6}(?:联网|在线|网络连接)|依赖(?:网络|云)"
        ),
    ),
    Constraint(
        "place",
        "outdoor",
        "indoor",
        _words(r"室外|户外|露天|野外|田间|海岛"),
        _words(r"室外|户外|露天|野外|全天候|ip6[5-9]"),
        _words(r"(?:仅|只)[^，。；]{0,6}室内|室内(?:使用|安装|专用)|不适合(?:室外|户外|露天)"),
    ),
    Constraint(
        "domestic",
        "domestic",
        "imported",
        _words(r"信创|国产|自主可控"),
        _words(r"信创|国产|自主可控|鲲鹏|飞腾|龙芯|麒麟|统信|昇腾|海光"),
        _words(r"进口|(?:欧洲|美国|德国|日本|国外)[^，。；]{0,2}原装|不支持国产"),
    ),
    Constraint(
        "uninterrupted",
        "keeps_running",
        "must_stop",
        _words(
            r"(?:不能|不得|不许|不准|不允许|不可|不)(?:[^，。；]{0,2})(?:停产|停机|停水|停业|停电|封交通|封道|断水|断交)"
        ),
        _words(
            r"(?:不|无须|无需|不用)(?:[^，。；]{0,3})(?:停产|停机|停水|停业|封道|封交通|断水)|照常|正常通行|在线安装|带电(?:使用|作业)|无感|不影响(?:运行|生产|通行)"
        ),
        _words(r"(?<!不)(?<!无)(?:需|须|要)[^，。；无不]{0,6}(?:停产|停机|停水|停业|封道|封闭|断电)"),
    ),
    Constraint(
        "existing_equipment",
        "kept",
        "replaced",
        _words(
            r"(?:用|接|利用|只用)[^，。；]{0,6}(?:现有|原有|已有|现成)|不(?:得)?(?:更换|改造|加装|改动|新立杆|另立杆|大换)|(?:现有|原有)[^，。；]{0,10}(?:不换|不动|联动)|利旧"
        ),
        _words(
            r"(?:利用|接入|沿用|读取|兼容|基于|取自|接|用|写入|对接|复用|联动)[^，。；]{0,8}(?:现有|原有|已有|既有)|利旧|(?:无须|无需|不用|不需|不)[^，。；]{0,3}(?:改装|改造|加装|更换|新增|新建|改动)"
        ),
        _words(r"(?<!无)(?<!不)(?:需|须|要)[^，。；无不]{0,6}(?:更换|替换|加装|新增|增加|新建|改造)"),
    ),
    Constraint(
        "untouched",
        "no_trace",
        "leaves_traces",
        _words(r"(?:不|禁止|禁|不得|不能)[^，。；]{0,6}(?:钻孔|打孔|钉孔|粘胶|焊接|开凿|附着)"),
        _words(r"(?:不|无须|无需|免|非)[^，。；]{0,3}(?:钻孔|打孔|钉|焊接|接触|粘)|绑扎|无痕|夹持|卡箍|卡扣"),
        _words(r"(?<!无)(?<!不)(?:需|须|要)[^，。；无不]{0,4}(?:钻孔|打孔|焊接|开孔|植筋|粘贴)"),
    ),
    Constraint(
        "hours",
        "around_the_clock",
        "office_hours",
        _words(r"7\s*[x×*]\s*24|24\s*小时值守|全天候|全年无休|夜间也?要"),
        _words(r"7\s*[x×*]\s*24|24\s*小时|全天候|全年无休|昼夜"),
        _words(r"5\s*[x×*]\s*8|工作日(?:内)?(?:响应|服务)|仅白天"),
    ),
)
BY_NAME = {constraint.name: constraint for constraint in CONSTRAINTS}


def wanted_constraints(text: str) -> list[Constraint]:
    """The conditions that a stretch of a need insists on."""
    folded = fold(text)
    return [constraint for constraint in CONSTRAINTS if constraint.wanted.search(folded)]


def stance_on(constraint: Constraint, text: str) -> bool | None:
    """Whether a sentence of a supply grants the condition, goes against it (False), or is silent (None)."""
    folded = fold(text)
    if constraint.granted.search(folded):
        return True
    return False if constraint.refused.search(folded) else None
