"""A test that cannot fail is a bug."""

import ast

from tests.architecture.tree import name, ours

FAILS_BY_CALL = {"raises", "warns", "fail", "deprecated_call"}


def can_fail(function: ast.AST, others: frozenset[str] = frozenset()) -> bool:
    """Whether it asserts something, expects an error, or hands over to a function that does."""
    for node in ast.walk(function):
        if isinstance(node, ast.Assert):
            return True
        if isinstance(node, ast.Call):
            called = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if called in FAILS_BY_CALL | others or "assert" in called or called.startswith(("check", "expect", "must")):
                return True
    return False


def written_in(source: str) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [
        node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test")
    ]


def helpers() -> frozenset[str]:
    """The functions under tests/ that are no tests and can fail themselves."""
    trees = [ast.parse(path.read_text()) for path in ours(".py") if name(path).startswith("tests/")]
    functions = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    return frozenset(node.name for node in functions if not node.name.startswith("test") and can_fail(node))


def test_every_test_can_fail():
    toothless, seen, others = [], 0, helpers()
    for path in ours(".py"):
        if name(path).startswith("tests/") and path.stem.startswith("test_"):
            tests = written_in(path.read_text())
            seen += len(tests)
            toothless += [f"{name(path)}::{test.name}" for test in tests if not can_fail(test, others)]
    assert toothless == []
    assert seen > 100


def test_a_test_without_an_assertion_is_recognised():
    source = (
        "def test_a():\n    print(1)\ndef test_b():\n    assert f()\ndef test_c():\n    with raises(E):\n        f()\n"
    )
    assert [(test.name, can_fail(test)) for test in written_in(source)] == [
        ("test_a", False),
        ("test_b", True),
        ("test_c", True),
    ]
