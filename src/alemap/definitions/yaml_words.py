"""What ruamel.yaml says of a text that is no YAML, in the user's language: the frequent reasons."""

from __future__ import annotations

import re

from alemap.domain import Label

_SIGNS = {
    "<block mapping start>": "en ny rad `fält: värde`",
    "<block sequence start>": "en ny lista",
    "<block end>": "blockets slut",
    "<document end>": "dokumentets slut",
    "<document start>": "ett nytt dokument",
    "<flow mapping start>": "`{`",
    "<flow sequence start>": "`[`",
    "<scalar>": "ett värde",
    "<stream end>": "filens slut",
    "?": "en nyckel",
    "-": "en punkt i en lista",
}
_REASONS = (
    (r"mapping values are not allowed here", "här kan inget `:` stå; sätt texten inom citattecken"),
    (r"mapping keys are not allowed here", "här kan ingen nyckel stå"),
    (r"sequence entries are not allowed here", "här kan ingen punkt i en lista stå"),
    (r"could not find expected ':'", "ett `:` fattas efter nyckeln"),
    (r"found unexpected end of stream", "filen slutar mitt i en text; ett citattecken fattas"),
    (r"found character '\\t' that cannot start any token", "en tabb står där; dra in raden med mellanslag"),
    (
        r"found character '(.+)' that cannot start any token",
        "tecknet `{0}` kan inte inleda ett värde; citera det",
    ),
    (r"found unknown escape character '(.+)'", r"`\{0}` betyder inget inom citattecken"),
    (r"expected <block end>, but found '(.+)'", "indragningen stämmer inte: här står {0}"),
    (r"expected the node content, but found '(.+)'", "ett värde väntades, men här står {0}"),
    (r"expected ',' or '([\]}])', but got '(.+)'", "`,` eller `{0}` väntades, men här står {1}"),
    (r"expected '<document start>', but found \('(.+)',\)", "dokumentet är slut, men här står {0}"),
    (r"invalid int?endation or unclosed '\[' or '\{'", "fel indragning, eller en klammer som inte är stängd"),
    (r"expected alphabetic or numeric character, but found '(.+)'", "`{0}` kan inte följa på `&` eller `*`"),
    (
        r"expected chomping or indentation indicators, but found '(.+)'",
        "`{0}` kan inte följa på `|` eller `>`",
    ),
    (
        r"unacceptable character #x0*(\w+): special characters are not allowed\s.*",
        "tecknet U+{0} får inte stå där",
    ),
)


def reason_of(text: str) -> Label | str:
    """The parser's reason as a label; as it is where it is not among the frequent ones."""
    for pattern, words in _REASONS:
        found = re.fullmatch(pattern, text)
        if found is not None:
            return Label(words.format(*(_SIGNS.get(each, each) for each in found.groups())), text)
    return text
