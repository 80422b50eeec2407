"""The JSON of requests for advice."""

from typing import ClassVar

from marshmallow import validate

from app.infra.documentation.examples import named
from app.infra.fields import StrictSchema, Whole
from app.jobs.results import CoachResult

MOST_MONTHS, USUAL_MONTHS = 24, 3


class CoachIn(StrictSchema):
    """How far back to look."""

    EXAMPLES: ClassVar = named(
        usual=("The last months", {}),
        year=("A year", {"months": 12}),
    )

    months = Whole(
        load_default=USUAL_MONTHS,
        validate=validate.Range(1, MOST_MONTHS),
        metadata={
            "description": "Months up to the last one with transactions; the year before tells what is usual.",
            "example": USUAL_MONTHS,
        },
    )


class CoachOut(CoachResult):
    """Three to five pieces of advice, what saves most first; fewer where there is little to tell."""
