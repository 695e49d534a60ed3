"""What is asked of a table: its kind, the names on the picture, the specification, and which column is what."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from mutu.lib.statistics.capability import Specification
from mutu.lib.statistics.errors import InputError
from mutu.lib.statistics.inputs import finite, whole
from mutu.lib.statistics.rules import DEFAULT, RULE_SETS, RuleSet, rule_set
from mutu.lib.statistics.sheets import CHARTS, DECIMALS

SHEETS = ("measurements", "counts", "gauge")
COUNTED = ("items", "nonconformities")
ROLES = {
    "measurements": ("value", "subgroup"),
    "counts": ("label", "count", "size"),
    "gauge": ("part", "operator", "value"),
}
LONGEST = 200


@dataclass(frozen=True)
class Asked:
    """One request. ``columns`` names a column for a role of `ROLES`; a role without one is found out.

    >>> Asked(sheet="counts", counted="items", size=50).size
    50.0
    """

    sheet: str = "measurements"
    characteristic: str = ""
    unit: str = ""
    sampling: str = ""
    """how the subgroups were taken: the rule that makes them rational"""
    lower: float | None = None
    upper: float | None = None
    target: float | None = None
    chart: str = "auto"
    rules: str = "default"
    counted: str = "items"
    size: float | None = None
    phase1: int | None = None
    """limits come from so many points at the start, and are carried forward"""
    decimal: str = "auto"
    columns: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, known in (
            ("sheet", SHEETS),
            ("chart", ("auto", *CHARTS)),
            ("rules", ("default", *RULE_SETS)),
            ("counted", COUNTED),
            ("decimal", DECIMALS),
        ):
            if getattr(self, name) not in known:
                raise InputError(f"unknown_{name}", f"'{getattr(self, name)}' is none of {', '.join(known)}.")
        for name in ("characteristic", "unit", "sampling"):
            value = getattr(self, name)
            if not isinstance(value, str) or len(value) > LONGEST:
                raise InputError("too_long", f"The {name} is a text of at most {LONGEST} letters.")
        for name in ("lower", "upper", "target", "size"):
            value = getattr(self, name)
            if value is not None:
                object.__setattr__(self, name, finite(value, name))
        if self.size is not None and self.size <= 0:
            raise InputError("not_positive", "The sample size must be greater than zero.")
        if self.lower is not None and self.upper is not None and self.lower >= self.upper:
            raise InputError("specification_order", "The lower limit must lie below the upper limit.")
        if self.phase1 is not None:
            object.__setattr__(self, "phase1", whole(self.phase1, "number of points to set limits from", least=2))
        self._check_columns()

    def _check_columns(self) -> None:
        if not isinstance(self.columns, Mapping) or not all(
            role in ROLES[self.sheet] and isinstance(name, str) for role, name in self.columns.items()
        ):
            raise InputError("unknown_role", f"Columns are named for {', '.join(ROLES[self.sheet])}.")
        object.__setattr__(self, "columns", {role: name for role, name in self.columns.items() if name})

    @property
    def specification(self) -> Specification | None:
        """The specification, if there is one."""
        if self.lower is None and self.upper is None:
            return None
        return Specification(self.lower, self.upper, self.target)

    def chosen_rules(self) -> RuleSet:
        """The run rules to judge by; by default a point beyond a limit, and nine on one side."""
        return DEFAULT if self.rules == "default" else rule_set(self.rules)

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Any) -> "Asked":
        """What `to_dict` wrote, or anybody: every part is checked.

        >>> Asked.from_dict({"sheet": "gauge", "operators": 3})
        Traceback (most recent call last):
        ...
        mutu.lib.statistics.errors.InputError: This is no request of this library.
        """
        if not isinstance(data, Mapping) or set(data) - {each.name for each in fields(cls)}:
            raise InputError("not_a_study", "This is no request of this library.")
        return cls(**data)
