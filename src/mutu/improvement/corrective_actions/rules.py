"""The life of a corrective action (10.2.1). Pure Python."""

from enum import StrEnum

from mutu.lib.workflow import Workflow


class State(StrEnum):
    PLANNED = "planned"
    DONE = "done"
    WITHDRAWN = "withdrawn"


WORKFLOW = Workflow(
    State.PLANNED,
    {
        "complete": ({State.PLANNED}, State.DONE),
        "send_back": ({State.DONE}, State.PLANNED),
        "move_due": ({State.PLANNED}, None),
        "hand_over": ({State.PLANNED}, None),
        "withdraw": ({State.PLANNED}, State.WITHDRAWN),
    },
)
ENDED = frozenset({State.DONE, State.WITHDRAWN})
