"""Names written in Chinese: a surname and one or two signs behind a word that announces a person.

The words of such a text are not parted by spaces, so the rules for words do not reach them.
"""

import re
from collections.abc import Iterator
from typing import Final

_SURNAMES: Final = (
    "王李张張刘劉陈陳杨楊黄黃赵趙吴吳周徐孙孫马馬朱胡郭何林高罗羅郑鄭梁谢謝宋唐许許邓鄧冯馮韩韓"
    "曹曾彭肖萧蕭蔡潘田董袁于余叶葉蒋蔣杜苏蘇魏程吕呂丁沈任姚卢盧傅钟鐘鍾姜崔谭譚廖范汪陆陸金石戴贾賈"
    "韦韋夏邱方侯邹鄒熊孟秦白江阎閻薛尹段雷黎史龙龍陶贺賀顾顧毛郝龚龔邵万萬钱錢严嚴武莫孔汤湯关關區欧"
)
_SELF: Final = "我是|我叫|我的名字是|我的名字叫|本人"
_OTHERS: Final = (
    "邻居|鄰居|房东|房東|同事|朋友|妻子|太太|老婆|丈夫|老公|妈妈|媽媽|母亲|母親|爸爸|父亲|父親|儿子|兒子|"
    "女儿|女兒|弟弟|哥哥|姐姐|妹妹|奶奶|爷爷|爺爺|外婆|外公|室友|租客|医生|醫生|老师|老師|护士|護士|老板|"
    "老闆|司机|司機|经理|經理|同学|同學|阿姨|叔叔|叫|名叫|名字是|叫做|婆婆|公公|姥姥|姥爷|姥爺|岳父|岳母|"
    "姑姑|姑妈|姑媽|舅舅|舅妈|舅媽|姨妈|姨媽|表哥|表弟|表姐|表妹|堂哥|堂弟|堂姐|堂妹|侄子|侄女|外甥|孙子|孫子|"
    "孙女|孫女|女婿|媳妇|媳婦|嫂子|姐夫|妹夫|伯伯|伯父|大伯|婶婶|嬸嬸|未婚妻|男友|女友|男朋友|女朋友|闺蜜|閨蜜|"
    "先夫|亡夫|亡妻|家长|家長|校长|校長|房客|业主|業主|看护|看護|保姆|社工|教练|教練|师傅|師傅|牧师|牧師|名字"
)
_I_AM_A: Final = re.compile("我是[^\uff0c\u3002的]{0,6}$")
_NOT_SECOND: Final = (
    "得有在是被说說患住的了不也和去要从從给給没沒就很"
    "因来來会會想能为為让讓做每都还還把对對电電今昨已跟"
    "\u3001\u3002\uff01\uff0c\uff1f"
)
_NAME: Final = re.compile(
    rf"(?P<cue>{_SELF}|{_OTHERS})[叫是\uff1a:]?"
    rf"(?P<name>[{_SURNAMES}][\u4e00-\u9fff](?:(?![{_NOT_SECOND}])[\u4e00-\u9fff])?)"
)
_TITLED: Final = re.compile(
    rf"(?<![\u4e00-\u9fff])(?P<name>[{_SURNAMES}][\u4e00-\u9fff]{{0,2}}?)"
    r"(?=先生|女士|小姐|太太|医生|醫生|老师|老師|护士|護士|婆婆|阿姨|奶奶|爷爷|爺爺|伯伯|叔叔|师傅|師傅|校长|校長)"
)


def find_chinese_names(text: str) -> Iterator[tuple[int, int, bool]]:
    """Code points of each name, and whether the author gives it as their own."""
    end = 0
    for match in _NAME.finditer(text):
        start, end = match.span("name")
        if text[start + 1] in _NOT_SECOND:
            continue
        before = text[max(0, match.start() - 8) : match.start()]
        is_self = re.fullmatch(_SELF, match["cue"]) or _I_AM_A.search(before)
        yield start, end, is_self is not None
    for match in _TITLED.finditer(text, end):
        yield *match.span("name"), False
