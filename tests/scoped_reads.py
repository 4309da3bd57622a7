"""Finds reads that nobody scoped: in views and forms every read goes through `visible_to(user)`."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
APPS = ("agencies", "audits", "workplan", "reports")
SHORTCUTS = {"get_object_or_404", "get_list_or_404"}
UNSCOPED_MANAGERS = {"_base_manager", "_default_manager"}


def files_to_check():
    """Return the view and form modules of every app."""
    return sorted(path for app in APPS for room in ("views", "forms") for path in (ROOT / app / room).glob("*.py"))


def faults(source: str) -> list[str]:
    """Return what is wrong with the reads in this source, each as "line: what"."""
    tree = ast.parse(source)
    followed = {
        id(node.value): node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute)
    }
    return [f"{node.lineno}: {fault}" for node in ast.walk(tree) for fault in _faults_of(node, followed)]


def _faults_of(node, followed):
    if isinstance(node, ast.Attribute) and node.attr == "objects" and followed.get(id(node)) != "visible_to":
        yield "objects is not followed by visible_to"
    if isinstance(node, ast.Attribute) and node.attr in UNSCOPED_MANAGERS:
        yield f"{node.attr} passes by visible_to"
    if isinstance(node, ast.Call) and _name(node.func) in SHORTCUTS and _is_class(node.args[0]):
        yield f"{_name(node.func)} is given a class, not a scoped queryset"
    if isinstance(node, ast.Assign) and _name(node.targets[0]) == "fields" and _is_all(node.value):
        yield "fields = '__all__' lets a form set what nobody meant"
    if isinstance(node, ast.Assign) and _name(node.targets[0]) == "exclude":
        yield "exclude lets a form set what nobody meant"


def _name(node):
    return node.id if isinstance(node, ast.Name) else ""


def _is_class(node):
    return isinstance(node, ast.Name) and node.id[:1].isupper()


def _is_all(node):
    return isinstance(node, ast.Constant) and node.value == "__all__"
