"""The JSON of requests for summaries."""

from collections.abc import Mapping
from typing import Any, ClassVar

from marshmallow import fields, validate

from app.infra.documentation.examples import IMPORT_ID, TRANSACTION_ID, named
from app.infra.fields import FormsSchema, Id, StrictSchema
from app.jobs.schemas import SummariesJob, SummaryJob

MOST_NAMED = 500


class ImportForm(StrictSchema):
    """The transactions of an import."""

    import_id = Id(required=True, metadata={"description": "The import.", "example": IMPORT_ID})


class NamedForm(StrictSchema):
    """Transactions by their ids."""

    transaction_ids = fields.List(
        Id(),
        required=True,
        validate=validate.Length(1, MOST_NAMED),
        metadata={"description": f"1 to {MOST_NAMED} ids.", "example": [TRANSACTION_ID], "maxItems": MOST_NAMED},
    )


class SummarizeIn(FormsSchema):
    """An import, or transactions by their ids."""

    EXAMPLES: ClassVar = named(
        imported=("The transactions of an import", {"import_id": IMPORT_ID}),
        several=("Some transactions", {"transaction_ids": [TRANSACTION_ID]}),
    )

    FORMS = (ImportForm, NamedForm)

    def form_of(self, body: Mapping[Any, Any]) -> type[StrictSchema]:
        """Returns the form whose field the body has."""
        return NamedForm if "transaction_ids" in body else ImportForm


class SummaryStarted(StrictSchema):
    """The job that summarises a transaction."""

    job = fields.Nested(SummaryJob, required=True)


class SummariesStarted(StrictSchema):
    """The job that summarises many."""

    job = fields.Nested(SummariesJob, required=True)
