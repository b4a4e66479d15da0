"""Units of measure in Chinese texts, each with its dimension and its size in that dimension's base unit."""

from __future__ import annotations

import re

# dimension: {unit: size}. Bases: 1 (ratio), second, metre, square metre, gram, litre, yuan, degree Celsius.
DIMENSIONS: dict[str, dict[str, float]] = {
    "ratio": {"%": 0.01, "‰": 0.001, "个百分点": 0.01, "百分点": 0.01, "个点": 0.01, "成": 0.1},
    "time": {
        "微秒": 1e-6,
        "毫秒": 1e-3,
        "ms": 1e-3,
        "秒钟": 1,
        "秒": 1,
        "分钟": 60,
        "个小时": 3600,
        "小时": 3600,
        "钟头": 3600,
        "个工作日": 86400,
        "工作日": 86400,
        "天": 86400,
        "日": 86400,
        "周": 604800,
        "星期": 604800,
        "个月": 2_592_000,
        "月": 2_592_000,
        "个季度": 7_776_000,
        "季度": 7_776_000,
        "个学期": 10_368_000,
        "学期": 10_368_000,
        "年": 31_536_000,
    },
    "length": {
        "微米": 1e-6,
        "毫米": 1e-3,
        "mm": 1e-3,
        "厘米": 1e-2,
        "cm": 1e-2,
        "米": 1,
        "m": 1,
        "公里": 1000,
        "千米": 1000,
        "km": 1000,
        "像素": 1e9,  # a length on a screen: compares with itself only
    },
    "area": {
        "平方厘米": 1e-4,
        "平方米": 1,
        "平方": 1,
        "㎡": 1,
        "平米": 1,
        "亩": 666.67,
        "公顷": 1e4,
        "平方公里": 1e6,
    },
    "mass": {"微克": 1e-6, "毫克": 1e-3, "千克": 1000, "公斤": 1000, "kg": 1000, "克": 1, "吨": 1e6},
    "volume": {"毫升": 1e-3, "升": 1, "立方米": 1000, "方": 1000},
    "money": {"元": 1, "块钱": 1, "块": 1, "万元": 1e4, "万块": 1e4, "亿元": 1e8},
    "temperature": {"℃": 1, "°c": 1, "摄氏度": 1},
    "resistance": {"毫欧": 1e-3, "欧姆": 1, "欧": 1, "兆欧": 1e6},
    "sound": {"分贝": 1, "db": 1},
    "power": {"瓦": 1, "千瓦": 1000, "kw": 1000, "兆瓦": 1e6, "mw": 1e6},
    "energy": {"千瓦时": 1, "度电": 1},
    "voltage": {"伏": 1, "千伏": 1000, "kv": 1000},
    "data": {"mb": 1, "gb": 1024, "tb": 1024**2, "mbps": 1, "gbps": 1024},
}
# A count compares only with a count of the same measure word (路 of cameras with 路).
MEASURE_WORDS = (
    "个台辆路套座张件种类瓶只人名次项户条家架口处栋例份根枚组门款册首头级页位站"
    "点班车艘盏柜票户字句轮倍亩株群艇场帧楼"
)
_SIZE = {unit: (name, size) for name, units in DIMENSIONS.items() for unit, size in units.items()}
_WORDS = sorted(_SIZE, key=len, reverse=True)
UNIT = "|".join(map(re.escape, _WORDS)) + f"|[{MEASURE_WORDS}]"


def measure(unit: str) -> tuple[str, float]:
    """The dimension of a unit and its size; a measure word is a dimension of its own."""
    if unit == "像素":
        return "pixel", 1.0
    return _SIZE.get(unit, (f"count:{unit}", 1.0))
