"""A month in the base currency: each day's money by the rate of its day, and the rate shown."""

RATES = b"Date,USD,\n2026-03-06,1.2500,\n2026-03-02,1.0000,\n"


def open_account(user, currency):
    return user.post("/accounts", {"name": f"In {currency}", "type": "checking", "currency": currency}).json["id"]


def book(user, account_id, day, amount, description="Salary"):
    body = {"account_id": account_id, "date": day, "amount": amount, "description": description}
    assert user.post("/transactions", body).status == 201


def euros(user):
    workspace = user.get("/workspaces").json["data"][0]["id"]
    assert user.patch(f"/workspaces/{workspace}", {"currency": "EUR"}).status == 200


def test_each_day_takes_the_last_rate_published_before_it(user):
    euros(user)
    user.upload(RATES, "rates.csv", path="/rates")
    book(user, open_account(user, "EUR"), "2026-03-10", "100.00")
    dollars = open_account(user, "USD")
    book(user, dollars, "2026-03-03", "10.00")
    book(user, dollars, "2026-03-08", "12.50")
    book(user, dollars, "2026-03-08", "-5.00", "Coffee")

    base = user.get("/insights/summary", month="2026-03").json["base_totals"]

    assert (base["currency"], base["income"], base["expense"], base["net"]) == ("EUR", "120.00", "4.00", "116.00")
    assert base["transactions"] == 4
    assert base["rates"] == [
        {"currency": "USD", "date": "2026-03-02", "rate": "1"},
        {"currency": "USD", "date": "2026-03-06", "rate": "0.8"},
    ]
    assert (base["unconverted"], base["stale"]) == ([], False)


def test_what_has_no_rate_is_left_out_and_named(user):
    euros(user)
    user.upload(RATES, "rates.csv", path="/rates")
    book(user, open_account(user, "EUR"), "2026-03-10", "100.00")
    book(user, open_account(user, "USD"), "2026-03-01", "10.00")
    book(user, open_account(user, "KWD"), "2026-03-10", "1.000")

    base = user.get("/insights/dashboard", month="2026-03").json["base_totals"]

    assert base["income"] == "100.00"
    assert {left["currency"]: left["income"] for left in base["unconverted"]} == {"KWD": "1.000", "USD": "10.00"}


def test_a_rate_that_is_long_out_of_date_is_called_stale(user):
    euros(user)
    user.upload(RATES, "rates.csv", path="/rates")
    book(user, open_account(user, "USD"), "2026-03-25", "12.50")

    base = user.get("/insights/summary", month="2026-03").json["base_totals"]

    assert (base["income"], base["stale"], base["rates"][0]["date"]) == ("10.00", True, "2026-03-06")


def test_one_currency_needs_no_rates(user):
    book(user, open_account(user, "USD"), "2026-03-25", "12.50")
    summary = user.get("/insights/summary", month="2026-03").json
    assert summary["base_totals"]["income"] == summary["totals"]["income"] == "12.50"
    assert summary["base_totals"]["rates"] == []
