"""Data and environment: what there is to work with, and where it will stand."""

from __future__ import annotations

import re

from matching.clarity.findings import Finding
from matching.clarity.need import Clause, Need
from matching.requirements.quantities import Quantity

# What work is done with: records, devices, networks, power.
_THING = (
    r"(?:数据|附件|台账|记录|照片|影像|录音|录像|样[本张]|病历|病例|视频|画面|图[像片纸]|标书|手册|合同|凭证|票据|语音|带宽|底片|底数|"
    r"文件|卷宗|扫描件|档案|母带|案例|字库|语料|目录|地址|库|资料|手账|采购单|摄像[头机]|日志|曲线|"
    r"球机|探头|传感器|液位计|[电水]表|表(?![示达明现格])|控制[器柜]|串口|条码|终端|定位|高拍仪|系统|"
    r"服务器|机房|内网|外网|专网|网线|网络|宽带|光纤|无线网?|信号|[45]G|市电|电源|插座|供电(?![所局公段])|配电柜|"
    r"[机台]床|数控|机台|黑匣子|雷达|卫星|变压器|地磁|电脑|班班通|平台|场地|园区|示范园|仓库|扫描仪|"
    r"电子秤|硬盘|磁盘|联单|手环|腕带|围墙|闸机|刷卡机|行车记录仪|无人机|自动站|[雨水测监观][^，]{0,2}站|站网|在线仪|仪表|文档|接口|资料)"
)
_LIES = (
    r"(?:(?<!所)有|没|无(?!法)|(?<![不许准加])装|存|可用|能[用导读拿接抄]|导出|提供|只有|缺(?!乏)|少(?!于)|多[是为]|"
    r"[都全]?是(?!否|因|不是)|走|接|联网|分属|属于|在(?!线)|攒不出|混用|互不|不齐|不全|开放|牌子|丢失|分散|对不上|打不透|占|差$|拿不到)"
)
_AT_HAND = (
    r"(?:(?<!所)有|没|无(?!法)|(?<![不许准加])装[有了着]?|存[有了着]?|仅(?=[一二两三四五六七八九十\d])|[多都全]是|"
    r"能[读导接]|导出|提供|用到|接[的在入了]?|读出|只有|只能|已)"
)
_NUMBER = r"[一二两三四五六七八九十百千万\d.]+"
_EXISTS = re.compile(
    rf"{_AT_HAND}[^，的]{{0,12}}{_THING}|{_AT_HAND}[^，]{{0,3}}{_THING}|{_THING}[^，的]{{0,14}}{_LIES}"
    rf"|{_THING}[^，]{{0,6}}{_NUMBER}\s*(?:年|个月|万|张|份|条|小时|[TGP]B?\b)"
    rf"|{_NUMBER}[余多来几]*\s*(?:个(?:点位|站|测点|[^，]{{0,3}}(?:平台|系统|库|网站)))"
    rf"|{_NUMBER}[余多来几]*\s*(?:页|篇|首|万字|种文字|个?型号|种语)"
    rf"|{_NUMBER}间(?:手术|教|病|房|车|库|机|实验|诊|客|宿|厂|店)"
    r"|现有[^，]{2,10}(?:只|仅|无|不)|页[\d一二两三四五六七八九十.]+万|在[^，]{0,6}(?:机房|[内外专]网|云|库里|服务器|硬盘|平台)(?!上线)"
)
# What the place is like: light, weather, dirt, space, noise, speech.
_PLACE = re.compile(
    r"粉尘|灰大|湿度|潮湿|反光|露天|淋雨|雨天(?:糊|也|照|要)|(?<![喷酸])雾(?!化)|夜[间里](?:没灯|无灯|灯光|画面|看不清|发黑|反光)"
    r"|(?:光线|灯光|灯)[昏暗差弱]|[内里][^，]{0,2}(?:[昏灰]?暗|漆黑|潮|高温)|遮挡|噪[声音]|串音|嘈杂|分贝|水汽|坡[度地道]?[^，]{0,3}度|坡地|坡道(?!上)|山坡|山路|阴天|"
    rf"{_NUMBER}度(?:以上|以下)?$|零下|洁净度|防爆|内网|专网|方言|本地话|土话|普通话|四川话|切削液|没有?[市]?电$|不带电|充电一?次|"
    r"续航|强光|振动大|(?<!电)电磁(?!辐射)|[高低]温"
)
_GENERAL = re.compile(
    r"(?:多方|各类|各种|相关|海量|各部门|多源|全量|业务|历史|现有)[^，]{0,4}(?:数据|资料|信息|"
    r"系统)|大数据|数据(?:等|共享|汇聚|互联|资源)|(?:整合|汇聚|接入|打通|融合)[^，]{0,12}(?:数据"
    r"|资料|资源|系统)|等(?:资料|数据|系统|信息)|现有[^，]{0,12}(?:程度|水平)"
    r"|(?:与|和)[^，]{1,10}等?系统[^，]{0,3}对接"
)
# What is counted so tells how large the place is, or how much is on record: 二百一十个棚, 三十五辆车, 九千笔.
_COUNTED = re.compile(r"^count:[台辆路套座口处栋间根艘盏柜株笔份张幅册段只具组条种]$")
_PLACES = re.compile(
    r"^(?:病区|点位|站|泵|断面|路口|机柜|接头|测点|监测|探头|房间|车间|网点|教学点|小区|棚|工位|摄像|塘|池)"
)
# What is measured describes the place, unless a story is told by it: 跑了十几公里.
_MEASURED = re.compile(r"^(?:length|mass|volume|temperature|power|voltage|data|sound)$")
_FEW = {"count:条": 1000.0, "count:种": 20.0}
_FLOW = re.compile(r"(?:[日月年周]均?|每[天日年月架]|一[天年夜]|误差(?:平均)?|少飞|走)[^，]{0,4}$")
_MUCH = 130


def read_data(need: Need) -> Finding:
    """Clear by what is at hand, what lacks, or the conditions of the place; vague by data in general."""
    for clause in need.clauses:
        if _GENERAL.search(clause.text) and not clause.quantities:
            continue
        told = not clause.asks and (clause.passage.field != "title" or clause.quantities)
        match = _PLACE.search(clause.text) or (_EXISTS.search(clause.text) if told else None)
        if match is not None:
            return clause.found(match).finding("data", "clear")
    for clause in need.told:
        for quantity in clause.quantities:
            if _is_scale(clause, quantity):
                return clause.between(quantity.start, quantity.end).finding("data", "clear")
    if need.amount_told > _MUCH:
        return Finding("data", "clear")
    vague = need.first(_GENERAL)
    if vague is not None:
        return vague.finding("data", "vague", "general")
    return Finding("data", "missing", "nothing")


def _is_scale(clause: Clause, quantity: Quantity) -> bool:
    """Whether a figure says how much there is, rather than what is wanted or what once happened."""
    if quantity.direction != "plain" or _FLOW.search(quantity.before) or quantity.after.startswith("床"):
        return False
    if quantity.dimension == "count:个":
        return (_PLACES.match(quantity.after) or _PLACES.match(quantity.before[-2:])) is not None
    if _MEASURED.match(quantity.dimension):
        return not clause.tells
    return _COUNTED.match(quantity.dimension) is not None and quantity.low >= _FEW.get(
        quantity.dimension, 2.0
    )
