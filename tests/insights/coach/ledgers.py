"""Ledgers of some months with what a coach should find in them, sent through the API."""

MONTHS = [f"2026-{month:02d}" for month in range(1, 11)]


def rows(merchant, category, amounts, *, day="05", months=MONTHS):
    """A payment of a merchant in each month."""
    return [
        {
            "merchant": merchant,
            "description": merchant,
            "category": category,
            "amount": amount,
            "date": f"{month}-{day}",
        }
        for month, amount in zip(months, amounts, strict=True)
    ]


def a_year():
    """Ten months of somebody with several things to mend."""
    found = [
        *rows("Employer", "salary", ["3000.00"] * 10, day="01"),
        *rows("Landlord", "rent-mortgage", ["-1000.00"] * 10, day="02"),
        *rows("Netflix", "subscriptions", ["-11.99"] * 6 + ["-13.99"] * 4),
        *rows("Spotify", "subscriptions", ["-9.99"] * 10, day="07"),
        *rows("Gym 24", "fitness", ["-29.90"] * 10, day="09"),
        *rows("Gym 24", "fitness", ["-29.90"] * 10, day="20"),
        *rows("Bank", "bank-fees", ["-4.90"] * 10, day="28"),
        *rows("Supermarket", "groceries", [f"-{300 + number % 3}.00" for number in range(10)], day="11"),
        *rows("Restaurant", "dining", ["-50.00"] * 7 + ["-120.00"] * 3, day="13"),
        *rows("Electronics Shop", "electronics", ["-249.00"] * 2, day="14", months=["2026-09", "2026-09"]),
        *rows("Unheard Of", None, ["-33.00"], day="15", months=["2026-10"]),
    ]
    for month in MONTHS[-3:]:
        for day in range(3, 27, 3):
            found += rows("Kiosk", "coffee", ["-3.50"], day=f"{day:02d}", months=[month])
    return found


def sent(user, account, ledger):
    """Create the rows of a ledger in an account."""
    for start in range(0, len(ledger), 400):
        operations = [
            {"op": "create", "fields": {"account_id": account["id"], **{k: v for k, v in row.items() if v is not None}}}
            for row in ledger[start : start + 400]
        ]
        answer = user.post("/transactions/bulk", {"operations": operations})
        assert answer.status == 200, answer.json
