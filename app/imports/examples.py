"""Examples of uploads for the OpenAPI document; sent in its order, each succeeds."""

from app.infra.documentation.examples import ACCOUNT_ID, named

_STATEMENT = (
    "Date,Description,Amount\n2026-10-01,ACME INC PAYROLL,2500.00\n2026-10-02,NETFLIX.COM,-15.99\n"
    "2026-10-05,BLUE BOTTLE 0123,-12.50\n"
)
_FOREIGN = "Gebucht;Wer;Wofür;Wert\n07.10.2026;Bäckerei Kern;Brot;-6,20\n15.10.2026;BVG;Ticket 4711;-2,75\n"
_MAPPING = '{"date": "Gebucht", "amount": "Wert", "description": ["Wer", "Wofür"], "date_order": "dmy"}'

UPLOAD = named(
    statement=("A statement into an account", {"file": _STATEMENT, "account_id": ACCOUNT_ID}),
    mapped=(
        "One with a mapping of its columns, in a currency that it does not name",
        {"file": _FOREIGN, "currency": "EUR", "mapping": _MAPPING},
    ),
)
PREVIEW = named(
    statement=("As it would be read", {"file": _STATEMENT, "account_id": ACCOUNT_ID}),
    mapped=("With a mapping of its columns", {"file": _FOREIGN, "currency": "EUR", "mapping": _MAPPING}),
)
ROWS = named(
    rows=(
        "Transactions of another program",
        {
            "account_id": ACCOUNT_ID,
            "transactions": [
                {
                    "date": "2026-10-08",
                    "amount": "-31.40",
                    "description": "GREEN GROCER 12",
                    "category": "groceries",
                    "external_id": "20261008-17",
                },
                {"date": "2026-10-08", "amount": "-2.75", "description": "CITY TRANSIT", "tags": ["commute"]},
            ],
        },
    ),
)
