"""The vocabulary of requirements: words in which needs ask and supplies answer the same kind of thing."""

from __future__ import annotations

import re
from functools import lru_cache

from matching.requirements.numerals import fold

# A need says 学会, a supply 培训; the encoder sees two sentences, a reader sees the same question.
GROUPS: dict[str, str] = {
    "training": r"培训|学会|上手|教会|易用|向导|简单|操作员|使用手册|文档",
    "interface": r"对接|接入|接口|打通|联动|联锁|集成|互导|互通|导入|导出|回写|写入|协议",
    "grounds": r"依据|理由|原因|解释|说明|举证|证据|取证|存证|公证|法庭|法院|质证|鉴定|报告",
    "privacy": r"脱敏|隐私|遮|模糊|匿名|姓名|身份|敏感|户门|人脸",
    "installation": r"安装|装[好完]|加装|改装|施工|布设|敷设|进场|工期|完工|架设|拆卸|拆装|卡扣|绑扎|固定",
    "price": r"元|费|价|预算|租|订阅|分成|付|买断|授权|掏钱|成本",
    "upkeep": r"质保|保修|维护|运维|售后|备件|维修|供应|寿命|更换",
    "alarm": r"报警|告警|预警|提醒|提示|通知|推送|喊停|报出|上报",
    "records": r"记录|留存|保存|归档|存档|日志|台账|档案|回放|留痕|对账",
    "errors": r"误报|误判|误差|漏报|漏检|漏判|误[扣拦识伤]|错放|虚警|偏差|差错|准确|精度|检出|命中|查实|属实",
    "speed": r"秒|分钟|实时|时延|延迟|耗时|用时|即时|当场|立即|马上|当天|次日",
    "power": r"电池|续航|供电|停电|断电|充电|功耗|电源|太阳能",
    "weather": r"防水|防护|ip\d|雨|雾|台风|大风|高温|低温|℃|盐雾|粉尘|防爆|防腐|露天|户外|室外|恒温|潮",
    "automation": r"人工|人手|值守|无人|自动|一键|免人|省人|逐张|逐个|手工",
    "trial": r"试点|试用|试运行|先[在做装试]|示范|验收|合格|满意后",
    "proof": r"注册证|认证|许可|资质|证书|检测报告|案例|已在|已用于|运行经验|累计|应用于",
    "terminal": r"手机|小程序|平板|网页|浏览器|app|钉钉|微信|驾驶室|大屏|席位|手写",
    "ranking": r"排序|名单|优先|筛|挑|打分|评分|最可疑|重点|清单|先查",
    "changes": r"对比|比对|前后|比较|对照|变化|多期|扩展|增长|趋势",
    "scale": r"同时|并发|路|多台|多个|覆盖|规模|批量|满载|全市|全县",
    "sharing": r"共享|公开|对外|第三方|外部|出网|离开|外传|出院|出厂|出局",
    "computing": r"服务器|工作站|显卡|gpu|算力|超算|机房|单机|部署|云",
    "rules": r"规则|口径|模板|标准|条款|配置|自定义|设置|切换|换型|换品",
    "assignment": r"派单|派给|派车|派遣|就近|调度|工单|责任人|闭环|跟踪|督办",
    "place": r"定位|位置|经纬度|哪[一里条根座只]|地图|坐标|编号",
    "sound": r"声|噪|喊话|语音|听",
    "night": r"夜|光线|红外|补光|照明|热像|微光",
    "contact": r"钻孔|打孔|焊|粘|无损|不接触|非接触|痕|拆",
    "language": r"语言|方言|英语|日语|德语|翻译|双语|多语",
    "update": r"更新|升级|迭代|每月|每周|每季|按月|按周|定期|新增",
}
_PATTERNS = {name: re.compile(pattern) for name, pattern in GROUPS.items()}


@lru_cache(maxsize=8192)
def groups_in(text: str) -> frozenset[str]:
    """The groups whose words `text` uses."""
    folded = fold(text)
    return frozenset(name for name, pattern in _PATTERNS.items() if pattern.search(folded))
