"""The refusals of the credential library: a code for programs, an English sentence for people."""

from __future__ import annotations


class CredentialError(ValueError):
    """Something about a credential, key, list or document is not as it must be.

    >>> error = CredentialError("signature", "The signature does not match the key.")
    >>> error.code, str(error)
    ('signature', 'The signature does not match the key.')
    """

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


class MissingContextError(CredentialError):
    """A JSON-LD context is needed to check an RDFC signature and the verifier does not hold it."""

    def __init__(self, url: str) -> None:
        super().__init__("context-missing", f"The context document {url} is not at hand.")
        self.url = url
