"""Words and names for the RULER tasks, of our own making: all drawn by chance, none twice.

RULER takes its words from a package of English words and its questions from SQuAD and HotpotQA.
These lists make names that no model has seen, in both languages, and enough of them for contexts of
some 200K tokens.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import prod
from random import Random

from farside.lab.base import Language

# No word begins or ends with another one: a compound of two never stands inside another compound.
_NOUNS = """
acorn almond amber anchor apple apron arrow autumn bacon badge bamboo banjo barley basket beacon
beaver bishop blanket blossom border bottle bridge brook bucket butter button cabin candle canvas
carpet castle cattle cellar cherry chimney cinder circle citrus clover cobalt coffee comet copper
coral corner cotton cradle crayon cricket crystal curtain dagger daisy desert diamond dolphin donkey
dragon drawer eagle ember engine fabric falcon feather fiddle finger flannel flute forest fossil
fountain garden garlic ginger glacier goblet granite gravel guitar hammer harbour harvest helmet
hermit honey island ivory jacket jasmine jungle kettle kitchen ladder lantern lemon lizard locket
lumber magnet mango maple marble meadow melon mirror mitten monkey mosaic muffin mustard napkin
needle nickel oasis olive onion orchid otter oyster paddle panther parcel parrot pebble pencil
pepper pigeon pillow planet pocket prairie pumpkin puzzle quarry quilt rabbit raven ribbon river
rocket saddle salmon sandal scarf shadow silver spider sponge squirrel stable summer sunset tablet
temple thimble thunder ticket timber tractor trumpet tulip tunnel turtle valley velvet violin walnut
whistle willow window winter zipper
""".split()
_SIGNS = (
    "山水石木林森云雨雪风雷电星月日光火灯烛炉金银铜铁玉珠竹松柏梅兰菊荷桃李杏枣梨橘柚麦稻谷豆瓜菜"
    "茶酒盐糖蜜油布丝棉麻衣帽鞋袜伞扇镜钟鼓琴笛箫锣弓箭刀剑盾车船舟桥路街巷门窗墙瓦砖柱梁井泉溪湖"
    "海岛沙泥田园花草叶根枝藤鸟鹰雁燕鹤鹅鸭鸡鱼虾蟹龟蛇马牛羊猪狗猫虎豹狼熊鹿兔鼠猴象"
    "纸笔墨砚书画诗歌"
)
_ADJECTIVES = (
    "brave calm clever dusty early faded gentle golden hidden hollow humble icy jolly lonely loud "
    "mellow narrow noble patient polite proud quiet rapid rusty secret shiny silent sleepy smooth "
    "sturdy sudden swift tidy tiny vivid warm weary wild wooden young"
).split()
_ADJECTIVES_ZH = (
    "旧 新 红色 蓝色 绿色 白色 黑色 金色 银色 紫色 安静 明亮 小巧 沉重 轻盈 破损 "
    "珍贵 古老 温暖 冰冷"
).split()
_THINGS_ZH = (
    "灯笼 帆船 茶壶 雨伞 石桥 风筝 钢琴 望远镜 铜镜 花瓶 书架 竹篮 算盘 木箱 围巾 手套 "
    "烛台 罗盘 水车 屏风 毛笔 砚台 古琴 台灯 邮票 门铃 沙漏 面具 木马 酒杯"
).split()

_ONSETS = (
    "Bar Bel Bran Cal Cor Dal Dren Elm Fal Fen Gar Glen Hal Har Ister Kel Lan Lor Mar "
    "Mel Nor Or Pel Quen"
).split()
_MIDDLES = "ba da de do ga ka la li ma mo na re ri sa ta va".split()
_TOWN_ENDS = (
    "bury by cott dale field ford gate ham hurst ley mere mouth stead stoke thorpe ton "
    "well wick wold worth"
)
_RIVER_ENDS = (
    "bourne brook dee den dre gris kin lisk lune mire nesk nine rell rive run sel tarn tay vane vey"
)
_FIRST_NAMES = (
    "Ada Agnes Alma Anton Basil Bruno Carla Clara Conrad Dora Edith Edwin Elsa Emil Felix Flora "
    "Georg Greta Hanna Hugo Ida Ivan Jonas Julia Karl Lena Leo Lydia Magda Martin Nora Oscar "
    "Paula Peter Rosa Rufus Sonja Tilda Viktor Wanda"
).split()
_SURNAME_ENDS = (
    "bach berg cott feld gren hart lind low mann moss rick shaw son stram ter vane vik "
    "wald well winter"
)
_SURNAMES_ZH = (
    "赵钱孙周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华姜谢邹喻苏潘葛范彭郎鲁韦马苗方俞任袁史唐"
)


def draw_words(language: Language, chance: Random, number: int) -> list[str]:
    """Compound nouns ("lanternbridge", "山灯")."""
    return _joined(_pairs(language), chance, number)


def draw_keys(language: Language, chance: Random, number: int) -> list[str]:
    """Things with an adjective ("quiet-lantern", "银色的灯笼"): what a needle is about."""
    if language == "zh":
        return _joined((_ADJECTIVES_ZH, ["的"], _THINGS_ZH), chance, number)
    return _joined((_ADJECTIVES, ["-"], _NOUNS), chance, number)


def draw_libraries(language: Language, chance: Random, number: int) -> list[str]:
    if language == "zh":
        return [f"{name}书院" for name in draw_words(language, chance, number)]
    return [f"{name.capitalize()} Library" for name in draw_words(language, chance, number)]


def draw_towns(language: Language, chance: Random, number: int) -> list[str]:
    if language == "zh":
        return [f"{name}镇" for name in draw_words(language, chance, number)]
    return _joined((_ONSETS, _MIDDLES, _TOWN_ENDS.split()), chance, number)


def draw_rivers(language: Language, chance: Random, number: int) -> list[str]:
    if language == "zh":
        return [f"{name}河" for name in draw_words(language, chance, number)]
    return _joined((_ONSETS, _MIDDLES, _RIVER_ENDS.split()), chance, number)


def draw_people(language: Language, chance: Random, number: int) -> list[str]:
    if language == "zh":
        return _joined((_SURNAMES_ZH, _SIGNS, _SIGNS), chance, number)
    return _joined((_FIRST_NAMES, [" "], _ONSETS, _SURNAME_ENDS.split()), chance, number)


def most_words(language: Language) -> int:
    """Count the different words that exist."""
    return prod(map(len, _pairs(language)))


def most_names(language: Language) -> int:
    """The least number of different libraries, towns, rivers and people that exist."""
    if language == "zh":
        return most_words("zh")
    return len(_ONSETS) * len(_MIDDLES) * min(len(_TOWN_ENDS.split()), len(_RIVER_ENDS.split()))


def _pairs(language: Language) -> tuple[Sequence[str], Sequence[str]]:
    return (_SIGNS, _SIGNS) if language == "zh" else (_NOUNS, _NOUNS)


def _joined(lists: tuple[Sequence[str], ...], chance: Random, number: int) -> list[str]:
    """Make `number` different joins of one item from each list. Raises `ValueError` where there are
    fewer."""
    return [
        "".join(_items(lists, index))
        for index in chance.sample(range(prod(map(len, lists))), number)
    ]


def _items(lists: tuple[Sequence[str], ...], index: int) -> Iterator[str]:
    for items in lists:
        index, place = divmod(index, len(items))
        yield items[place]
