"""The control words of RTF that stand for signs, say how bytes are read, or begin what nobody
sees."""

from __future__ import annotations

SIGNS = {
    "tab": "\t",
    "emdash": "—",
    "endash": "–",
    "emspace": "\u2003",
    "enspace": "\u2002",
    "qmspace": "\u2005",
    "bullet": "•",
    "lquote": "‘",
    "rquote": "’",
    "ldblquote": "“",
    "rdblquote": "”",
    "zwj": "\u200d",
    "zwnj": "\u200c",
    "ltrmark": "\u200e",
    "rtlmark": "\u200f",
}
"""Words that are a sign."""
SYMBOLS = {
    b"~": "\xa0",
    b"_": "\u2011",
    b"{": "{",
    b"}": "}",
    b"\\": "\\",
    b"-": "",
    b"|": "",
    b":": "",
}
"""Signs behind a backslash; soft hyphens are not seen."""
CHARSETS = {
    77: "mac_roman",
    78: "cp932",
    128: "cp932",
    129: "cp949",
    130: "johab",
    134: "gb18030",
    136: "big5hkscs",
    161: "cp1253",
    162: "cp1254",
    163: "cp1258",
    177: "cp1255",
    178: "cp1256",
    186: "cp1257",
    204: "cp1251",
    222: "cp874",
    238: "cp1250",
    254: "cp437",
    255: "cp850",
}
"""The encoding of a font, by the number of its charset."""
TO_SEE = frozenset(
    (
        "shppict shpinst shptxt ud listtext pntext fldinst formfield ffl ffname atnauthor "
        "atnid annotation"
    ).split()
)
"""Destinations that programs may pass over (`\\*`) and that are read here."""
SILENT = frozenset(
    "author background bkmkend bkmkstart blipuid buptim category colorschememapping colortbl "
    "comment company creatim datafield datastore defchp defpap doccomm docvar factoidname falt "
    "fchars ffdeftext ffentrymcr ffexitmcr ffformat ffhelptext ffstattext file filetbl fontemb "
    "fontfile ftncn ftnsep ftnsepc aftncn aftnsep aftnsepc generator gridtbl hlinkbase htmltag "
    "info keywords latentstyles lchars leveltext levelnumbers lfolevel listname "
    "listoverridetable listpicture liststylename listtable manager mhtmltag mmath nesttableprops "
    "nextfile nonesttables nonshppict objdata objname objtime oldcprops oldpprops oldsprops "
    "oldtprops operator panose password pgp pgptbl picprop pn pnseclvl pntxta pntxtb printim "
    "private propname protend protstart protusertbl revtbl revtim rsidtbl rxe sn stylesheet "
    "subject sv svb tc template themedata title txe upr userprops wgrffmtfilter windowcaption "
    "writereservation writereservhash xe xform xmlattrname xmlattrvalue xmlclose xmlname "
    "xmlnstbl xmlopen".split()
)
"""Destinations whose text is not on the page."""


def codec_of(page: int) -> str:
    """The codec of a Windows code page, cp1252 for one that Python does not know."""
    from farside.documents.encoding import known_charset

    return known_charset(f"cp{page}") or ("utf-8" if page == 65001 else "cp1252")
