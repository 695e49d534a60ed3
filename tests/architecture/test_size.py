"""A file fits in a head, a function on a screen."""

import ast

from tests.architecture.tree import name, ours

LINES_IN_A_FILE = 400
LINES_IN_A_FUNCTION = 60


def long_functions(source: str) -> list[tuple[str, int]]:
    """Functions over the limit; their docstring, where lib has its worked examples, does not count."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[1] if ast.get_docstring(node) and len(node.body) > 1 else node.body[0]
            lines = (node.end_lineno or 0) - first.lineno + 1 + (node.body[0].lineno - node.lineno)
            if lines > LINES_IN_A_FUNCTION:
                found.append((node.name, lines))
    return found


def test_no_file_is_longer_than_400_lines():
    lengths = {name(path): len(path.read_text().splitlines()) for path in ours(".py", ".html", ".js", ".css", ".sh")}
    assert {path: lines for path, lines in lengths.items() if lines > LINES_IN_A_FILE} == {}
    assert len(lengths) > 50


def test_every_function_fits_on_a_screen():
    program = [path for path in ours(".py") if not name(path).startswith("tests/")]
    long = {name(path): found for path in program if (found := long_functions(path.read_text()))}
    assert long == {}


def test_the_measure_counts_code_and_not_the_docstring():
    body = "    x = 1\n" * 60
    docstring = '    """Says.\n' + "    more\n" * 80 + '    """\n'
    assert long_functions(f"def fits():\n{docstring}{body[10:]}") == []
    assert long_functions(f"def fits_not():\n{docstring}{body}") != []
    assert long_functions(f"async def fits_not():\n{body}    x = 2\n") == [("fits_not", 62)]
