"""What the library says when it cannot compute: a code for programs and a sentence for people."""


class InputError(ValueError):
    """The data or the settings do not allow the computation asked for.

    ``code`` is stable and machine-readable (``no_data``, ``count_above_size``, ...); the sentence is plain
    English and names what is wrong.

    >>> raise InputError("no_data", "There are no values.")
    Traceback (most recent call last):
    ...
    mutu.lib.statistics.errors.InputError: There are no values.
    """

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
