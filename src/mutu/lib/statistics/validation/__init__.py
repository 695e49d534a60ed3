"""Evidence that the library computes correctly: published cases in, a judgement per case out.

ISO 9001:2015 7.1.5.1 asks for evidence that measuring resources are fit for their purpose; software that
judges products is one of them.
"""

from mutu.lib.statistics.validation.cases import Case, read_cases
from mutu.lib.statistics.validation.run import CaseResult, run_case, run_cases

__all__ = ["Case", "CaseResult", "read_cases", "run_case", "run_cases"]
