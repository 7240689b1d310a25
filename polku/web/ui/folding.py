"""Templates with their fixed parts folded: what depends on nothing but the language is drawn once for each language.

Texts, translations, icons, static files and addresses without arguments stand side by side in every page; after a
template is read they become one node. What a page shows of anyone's data is never fixed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from django.template import Context, Template
from django.template.base import FilterExpression, Node, NodeList, TextNode, TokenType, Variable
from django.template.defaulttags import CommentNode, IfNode, LoadNode, URLNode
from django.template.library import SimpleNode
from django.template.loaders import cached
from django.templatetags.i18n import BlockTranslateNode, TranslateNode
from django.templatetags.static import StaticNode
from django.utils.translation import get_language

NOTHING = (CommentNode, LoadNode)
FIXED_TAGS: set[Any] = set()
"""Simple tags whose drawing follows from their arguments and the language alone."""


class Loader(cached.Loader):
    """Reads a template once and folds it."""

    def get_template(self, template_name: str, skip: list[Any] | None = None) -> Template:
        template = super().get_template(template_name, skip)
        if not getattr(template, "folded", False):
            fold(template.nodelist)
            template.folded = True  # type: ignore[attr-defined]
        return template


class Fixed(Node):
    """Nodes side by side that are the same in every page of a language."""

    def __init__(self, nodes: list[Node]) -> None:
        self.nodes = nodes
        self.drawn: dict[str | None, str] = {}

    def render(self, context: Context) -> str:
        language = get_language()
        if language not in self.drawn:
            self.drawn[language] = "".join(node.render(Context()) for node in self.nodes)
        return self.drawn[language]


class FixedAddress(Node):
    """``{% url … as name %}`` without arguments."""

    def __init__(self, node: URLNode) -> None:
        self.node = node
        self.found: dict[str | None, str] = {}

    def render(self, context: Context) -> str:
        language = get_language()
        if language in self.found:
            context[self.node.asvar] = self.found[language]
            return ""
        self.node.render(context)
        if address := context[self.node.asvar]:
            self.found[language] = address
        return ""


def fold(nodes: NodeList) -> None:
    """Join what is fixed, here and in every part below."""
    nodes[:] = list(_joined(node for node in nodes if not isinstance(node, NOTHING)))
    for node in nodes:
        for below in _parts(node):
            fold(below)


def _parts(node: Node) -> Iterator[NodeList]:
    if isinstance(node, IfNode):
        yield from (below for _, below in node.conditions_nodelists)
        return
    for name in node.child_nodelists:
        if isinstance(below := getattr(node, name, None), NodeList):
            yield below


def _joined(nodes: Iterable[Node]) -> Iterator[Node]:
    for fixed, together in groupby(nodes, key=is_fixed):
        if not fixed:
            yield from (FixedAddress(node) if _is_fixed_address(node) else node for node in together)
            continue
        run = list(together)
        if all(isinstance(node, TextNode) for node in run):
            yield TextNode("".join(node.s for node in run))
        else:
            yield Fixed(run)


def is_fixed(node: Node) -> bool:
    """Whether the node draws the same in every page of a language."""
    match node:
        case TextNode():
            return True
        case TranslateNode():
            return not node.asvar and node.message_context is None and is_constant(node.filter_expression)
        case BlockTranslateNode():
            plain = all(token.token_type == TokenType.TEXT for token in node.singular)
            return plain and not (node.asvar or node.countervar or node.extra_context or node.message_context)
        case StaticNode():
            return not node.varname and is_constant(node.path)
        case URLNode():
            return not node.asvar and _without_arguments(node)
        case SimpleNode():
            constant = all(is_constant(each) for each in (*node.args, *node.kwargs.values()))
            return node.func in FIXED_TAGS and node.target_var is None and constant
    return False


def _is_fixed_address(node: Node) -> bool:
    return isinstance(node, URLNode) and bool(node.asvar) and _without_arguments(node)


def _without_arguments(node: URLNode) -> bool:
    return not node.args and not node.kwargs and is_constant(node.view_name)


def is_constant(expression: FilterExpression) -> bool:
    """Whether the expression is a word in quotes, without filters."""
    of = expression.var
    return not expression.filters and (not isinstance(of, Variable) or of.literal is not None)
