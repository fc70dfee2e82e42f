"""Small wrong changes to a module, made on its syntax tree: each is one mutant.

Left out, since no test of behaviour can see them: annotations and type aliases, texts of docstrings and errors,
`__all__`, `__slots__`, imports, decorators and base classes.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from typing import NamedTuple

__all__ = ["Mutant", "mutants_of", "mutated"]


class Mutant(NamedTuple):
    """One change: the node that is replaced (by its place in the walk), by which of its variants, and how it reads."""

    module: str
    place: int
    choice: int
    line: int
    before: str
    after: str


class _Site(NamedTuple):
    """A node and where it hangs."""

    node: ast.AST
    parent: ast.AST
    field: str
    at: int | None

    def replace(self, new: ast.AST) -> None:
        if self.at is None:
            setattr(self.parent, self.field, new)
        else:
            getattr(self.parent, self.field)[self.at] = new


_COMPARED: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
_COMPUTED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.BitXor: ast.BitAnd,
    ast.Mod: ast.FloorDiv,
}
_CALLED = {
    "min": "max",
    "max": "min",
    "any": "all",
    "all": "any",
    "sorted": "list",
    "reversed": "list",
    "bisect_left": "bisect_right",
    "bisect_right": "bisect_left",
}
_GENERIC = {"tuple", "list", "dict", "set", "Literal", "Mapping", "Iterator", "Iterable"}
_UNSEEN_FIELDS = {"annotation", "returns", "decorator_list", "bases"}


def mutants_of(module: str, source: str) -> list[Mutant]:
    """Every mutant of a module, in the order of its lines."""
    found: list[Mutant] = []
    for place, site in enumerate(_sites(ast.parse(source))):
        for choice, new in enumerate(_variants(site)):
            line = getattr(site.node, "lineno", 0) or getattr(site.parent, "lineno", 0)
            found.append(Mutant(module, place, choice, line, _text(site.node), _text(new)))
    return sorted(found, key=lambda mutant: (mutant.line, mutant.place, mutant.choice))


def mutated(source: str, mutant: Mutant) -> ast.Module:
    """The tree of the module with that one change."""
    tree = ast.parse(source)
    site = next(site for place, site in enumerate(_sites(tree)) if place == mutant.place)
    new = _variants(site)[mutant.choice]
    site.replace(ast.copy_location(new, site.node) if hasattr(site.node, "lineno") else new)
    return ast.fix_missing_locations(tree)


def _text(node: ast.AST) -> str:
    lines = ast.unparse(node).splitlines()
    return lines[0] if len(lines) == 1 else f"{lines[0]} ... ({len(lines)} lines)"


def _sites(tree: ast.AST) -> Iterator[_Site]:
    for field, value in ast.iter_fields(tree):
        if field in _UNSEEN_FIELDS or (field == "keywords" and isinstance(tree, ast.ClassDef)):
            continue
        for index, child in enumerate(value) if isinstance(value, list) else ((None, value),):
            if isinstance(child, ast.AST) and not _unseen(child):
                yield _Site(child, tree, field, index)
                yield from _sites(child)


def _unseen(node: ast.AST) -> bool:
    match node:
        case ast.Import() | ast.ImportFrom() | ast.Raise() | ast.expr_context():
            return True
        case ast.Expr(value=ast.Constant()):  # a docstring
            return True
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            return name.startswith("__") or any(
                isinstance(part, ast.Subscript) and isinstance(part.value, ast.Name) and part.value.id in _GENERIC
                for part in (value, *ast.iter_child_nodes(value))
            )
    return False


def _variants(site: _Site) -> list[ast.AST]:
    """The nodes that may stand in a node's place."""
    node = copy.deepcopy(site.node)
    match node:
        case ast.Compare(ops=ops):
            return [
                _with(node, ops=[*ops[:i], new(), *ops[i + 1 :]])
                for i, op in enumerate(ops)
                for new in _COMPARED[type(op)]
            ]
        case ast.BoolOp(op=op, values=values):
            other: ast.boolop = ast.Or() if isinstance(op, ast.And) else ast.And()
            fewer = [values[:i] + values[i + 1 :] for i in range(len(values))]
            dropped = [some[0] if len(some) == 1 else _with(node, values=some) for some in fewer]
            return [_with(node, op=other), *dropped]
        case ast.BinOp(left=left, op=ast.BitOr(), right=right) if _is_class_check(site.parent):
            return [left, right]
        case ast.BinOp(op=op) | ast.AugAssign(op=op):
            changed: list[ast.AST] = [_with(node, op=_COMPUTED[type(op)]())] if type(op) in _COMPUTED else []
            return [*changed, ast.Pass()] if isinstance(node, ast.AugAssign) else changed
        case ast.UnaryOp(operand=operand):
            return [operand]
        case ast.Constant(value=value):
            return [] if isinstance(site.parent, ast.JoinedStr) else _constants(value)
        case ast.Call():
            return _calls(node)
        case ast.Slice(lower=lower, upper=upper):
            return [
                *([_with(node, lower=None)] if lower is not None else []),
                *([_with(node, upper=None)] if upper is not None else []),
            ]
        case ast.comprehension(ifs=ifs) if ifs:
            return [_with(node, ifs=[])]
        case _:
            return _statements(node)


def _statements(node: ast.AST) -> list[ast.AST]:
    match node:
        case ast.If(test=test) | ast.While(test=test) | ast.IfExp(test=test):
            if isinstance(test, ast.Compare | ast.UnaryOp):  # changed by themselves
                return []
            return [_with(node, test=ast.UnaryOp(op=ast.Not(), operand=test))]
        case ast.Expr() | ast.Assign(targets=[ast.Subscript()]):
            return [ast.Pass()]
        case ast.Continue():
            return [ast.Break()]
        case ast.Break():
            return [ast.Continue()]
        case ast.Match(cases=cases):
            return [_with(node, cases=cases[:i] + cases[i + 1 :]) for i in range(len(cases)) if len(cases) > 1]
        case ast.MatchOr(patterns=patterns):
            rests = [patterns[:i] + patterns[i + 1 :] for i in range(len(patterns))]
            return [rest[0] if len(rest) == 1 else _with(node, patterns=rest) for rest in rests]
        case ast.match_case(guard=ast.expr()):
            return [_with(node, guard=None)]
    return []


def _constants(value: object) -> list[ast.AST]:
    if isinstance(value, bool):
        return [ast.Constant(not value)]
    if isinstance(value, int):
        return [ast.Constant(value + 1)]
    if isinstance(value, str):
        return [ast.Constant("XX" + value)]
    return []


def _calls(node: ast.Call) -> list[ast.AST]:
    found: list[ast.AST] = []
    if isinstance(node.func, ast.Name) and node.func.id in _CALLED:
        name = _CALLED[node.func.id]
        kept = [] if name == "list" else node.keywords
        found.append(_with(node, func=ast.Name(id=name, ctx=ast.Load()), keywords=kept))
    for i in range(len(node.keywords)):
        found.append(_with(node, keywords=node.keywords[:i] + node.keywords[i + 1 :]))
    return found


def _is_class_check(parent: ast.AST) -> bool:
    if isinstance(parent, ast.BinOp):  # the inner part of a longer union
        return False
    return isinstance(parent, ast.Call) and isinstance(parent.func, ast.Name) and parent.func.id == "isinstance"


def _with(node: ast.AST, **changes: object) -> ast.AST:
    new = copy.copy(node)
    for field, value in changes.items():
        setattr(new, field, value)
    return new
