"""What the planners' tests share."""

from collections.abc import Iterator

import pytest

from mire.planning.residency import clash as residency_clash
from mire.planning.rotation import clash as rotation_clash
from mire.planning.rotation import plan as rotation_plan
from mire.planning.rotation import stages


@pytest.fixture(autouse=True, scope="module")
def patience() -> Iterator[None]:
    """Let a question to the solver take longer: a busy machine is no reason to prove less."""
    with pytest.MonkeyPatch.context() as changed:
        changed.setattr(residency_clash, "ONE_SECONDS", 60.0)
        changed.setattr(rotation_clash, "ONE_SECONDS", 60.0)
        changed.setattr(rotation_plan, "AT_ONCE_SECONDS", 60.0)
        changed.setattr(stages, "LEAST_SECONDS", 60.0)
        yield
