from __future__ import annotations

import ast
import json
import re
from pathlib import Path
from string import Formatter

import alemap.errors
from alemap.render.translate import catalogue, translate, translator

_SRC = Path(alemap.errors.__file__).parent
_ERRORS = {
    name
    for name, value in vars(alemap.errors).items()
    if isinstance(value, type) and issubclass(value, alemap.errors.AlemapError)
}


def _texts(node: ast.expr | None) -> list[str]:
    """Text constants of an expression, both sides of a conditional."""
    match node:
        case ast.Constant(value=str(text)):
            return [text]
        case ast.IfExp(body=body, orelse=other):
            return [*_texts(body), *_texts(other)]
        case _:
            return []


def _called(call: ast.Call) -> str:
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def _user_texts(tree: ast.AST) -> set[str]:
    """What users read, less the commands they type: a command is the same in every language."""
    same = re.compile(r"alemap( \w+)*|(\{\w+\})?")
    return {text for text in _all_texts(tree) if not same.fullmatch(text)}


def _passed_on(tree: ast.AST) -> dict[str, list[int]]:
    """The module's own functions that are given a message or hint, and which of their arguments it is."""
    named = {"message", "hint"}
    places = {
        each.name: [at for at, argument in enumerate(each.args.args) if argument.arg in named]
        for each in ast.walk(tree)
        if isinstance(each, ast.FunctionDef)
    }
    return {name: found for name, found in places.items() if found}


def _of_call(call: ast.Call, own: dict[str, list[int]]) -> set[str]:
    """The texts that a call is given for users."""
    name, places = _called(call), []
    if name in {"_", "__init__", "YamlFault", "Remark", "Why", "UnfitError", *_ERRORS}:
        places = [0]
    elif name == "fault":
        places = [2]
    elif name == "Finding":
        places = [0, 1]
    elif isinstance(call.func, ast.Name):
        places = own.get(name, [])
    given = [argument for at in places for argument in call.args[at : at + 1]]
    given += [
        keyword.value
        for keyword in call.keywords
        if keyword.arg == "hint" or (keyword.arg == "message" and name in _ERRORS)
    ]
    return {text for argument in given for text in _texts(argument)}


def _all_texts(tree: ast.AST) -> set[str]:
    """What `_()` is called with, first texts of errors, texts of findings, and every `hint`."""
    own = _passed_on(tree)
    found: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Call():
                found |= _of_call(node, own)
            # texts that have a name before they are used
            case ast.Assign(
                targets=[ast.Name(id="what" | "message" | "hint") | ast.Attribute(attr="hint")], value=value
            ):
                found.update(_texts(value))
            case (
                ast.Assign(targets=[ast.Name(id="_TEMPLATES" | "_UNKNOWN")], value=ast.Dict(values=values))
                | ast.AnnAssign(target=ast.Name(id="_TEMPLATES"), value=ast.Dict(values=values))
            ):
                found.update(text for value in values for text in _texts(value))
    return found


def _collected() -> dict[str, set[str]]:
    modules = sorted(_SRC.rglob("*.py"))
    return {
        str(module.relative_to(_SRC)): texts
        for module in modules
        if (
            texts := _user_texts(tree := ast.parse(module.read_text(encoding="utf-8")))
            | _refusals(module, tree)
        )
    }


def _refusals(module: Path, tree: ast.AST) -> set[str]:
    """What a definition's model refuses a value with."""
    if module.parent.name != "definitions":
        return set()
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args)
    return {text for call in calls if _called(call) == "ValueError" for text in _texts(call.args[0])}


def test_every_text_for_users_has_a_swedish_one() -> None:
    swedish = catalogue("sv")
    missing = [
        f"{module}: {text!r}"
        for module, texts in _collected().items()
        for text in sorted(texts - set(swedish))
    ]
    assert not missing, "no Swedish text in locale/sv/*.json for:\n" + "\n".join(missing)


def _fields(template: str) -> set[str]:
    return {name for _text, name, _spec, _conversion in Formatter().parse(template) if name is not None}


def test_a_translation_keeps_fields_names_and_commands() -> None:
    # every form of a text has fields such as {count}; words between backticks are names and commands
    names = re.compile(r"`[^`]*`")
    for english, swedish in catalogue("sv").items():
        assert _fields(swedish) == _fields(english), english
        assert sorted(names.findall(swedish)) == sorted(names.findall(english)), english
        assert swedish.strip(), english


def test_each_part_of_the_catalogue_is_sorted_and_no_text_stands_twice() -> None:
    everything = []
    for path in sorted((_SRC / "locale" / "sv").glob("*.json")):
        pairs = json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=lambda found: found)
        texts = [text for text, _swedish in pairs]
        assert texts == sorted(texts), path.name
        everything += texts
    assert len(everything) == len(set(everything))


def test_a_text_without_translation_comes_back_as_it_is() -> None:
    assert translate("no such text", "sv") == "no such text"
    assert translator("en")("worse") == "worse"
    assert translator("sv")("worse") == "sämre"
