"""Works a plan out over the rows of GET /transactions, in plain Python and knowing nothing of the program's."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from statistics import median

CENT = Decimal("0.01")
KINDS = {"expense": {"expense"}, "income": {"income"}, "net": {"expense", "income"}, "transfer": {"transfer"}}
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DAYS = {**{name: {number} for number, name in enumerate(WEEKDAYS)}, "weekend": {5, 6}, "workday": {0, 1, 2, 3, 4}}


def cents(value):
    return value.quantize(CENT, ROUND_HALF_EVEN)


class Oracle:
    """The rows of a ledger, the tree of its categories, its accounts."""

    def __init__(self, rows, parents, accounts):
        self.rows = [row for row in rows if row["status"] in ("posted", "pending")]
        self.parents, self.accounts = parents, accounts

    def family(self, slugs):
        found = set(slugs)
        for slug in self.parents:
            above = slug
            while above:
                if above in slugs:
                    found.add(slug)
                above = self.parents.get(above)
        return found

    def facts(self, plan, first, last, currency):
        """(row, what of its amount counts, the parts that do), oldest first."""
        ours = plan.filters
        wanted = self.family(ours.category) if ours.category else None
        unwanted = self.family(plan.exclude.category)
        for row in sorted(self.rows, key=lambda each: (each["date"], each["id"])):
            day = date.fromisoformat(row["date"])
            if (first and day < first) or (last and day > last) or (currency and row["currency"] != currency):
                continue
            if not self.named(plan, row, day):
                continue
            parts = [
                part
                for part in (row["splits"] or [row])
                if self.of_kind(plan.kind, part)
                and (wanted is None or part["category"] in wanted)
                and part["category"] not in unwanted
            ]
            amount = sum(Decimal(part["amount"]) for part in parts)
            if parts and self.of_size(ours, abs(amount)) and self.is_once(plan, row):
                yield row, amount, parts

    def of_kind(self, kind, part):
        if kind == "refund":
            came_back = part["kind"] == "expense" and part["amount"][0] != "-"
            return came_back or part["category"] in self.family(["refunds"])
        return part["kind"] in KINDS[kind]

    def named(self, plan, row, day):
        ours, not_ours = plan.filters, plan.exclude
        text = f"{row['description']}\n{row['merchant'] or ''}".lower()
        return all(
            (
                not ours.merchant or row["merchant"] in ours.merchant,
                row["merchant"] not in not_ours.merchant,
                not ours.account_id or row["account_id"] in ours.account_id,
                row["account_id"] not in not_ours.account_id,
                not ours.tag or set(ours.tag) & set(row["tags"]),
                not set(not_ours.tag) & set(row["tags"]),
                not ours.text or ours.text.lower() in text,
                not ours.weekday or day.weekday() in DAYS[ours.weekday],
            )
        )

    @staticmethod
    def of_size(ours, size):
        return (ours.amount_min is None or size >= ours.amount_min) and (
            ours.amount_max is None or size <= ours.amount_max
        )

    @staticmethod
    def is_once(plan, row):
        """Of a transfer between two known accounts the leg that pays stands for both."""
        return plan.kind != "transfer" or plan.filters.account_id or row["amount"][0] == "-" or not row["transfer_id"]

    @staticmethod
    def money(plan, facts):
        if plan.kind == "transfer":
            return sum((abs(amount) for _, amount, _ in facts), Decimal(0))
        total = sum((amount for _, amount, _ in facts), Decimal(0))
        return -total if plan.kind == "expense" else total

    @staticmethod
    def moved(plan, facts):
        """The magnitudes of what moved the way of its kind."""
        sign = {"expense": -1, "income": 1, "refund": 1}.get(plan.kind)
        return [abs(amount) for _, amount, _ in facts if sign is None or amount * sign > 0]

    def figure(self, plan, facts, length):
        if plan.measure in ("largest", "smallest", "median"):
            moved = self.moved(plan, facts)
            choose = {"largest": max, "smallest": min, "median": lambda them: cents(Decimal(median(them)))}
            return choose[plan.measure](moved) if moved else None
        if plan.measure == "count":
            return len(facts) if length is None else cents(Decimal(len(facts)) / length)
        total = self.money(plan, facts)
        if length is not None:
            return cents(total / length)
        if plan.measure == "sum":
            return total
        return cents(total / len(facts)) if facts else None

    def grouped(self, plan, facts):
        """Facts by the key that the number of a group is called by."""
        groups = defaultdict(list)
        for row, amount, parts in facts:
            day = date.fromisoformat(row["date"])
            if plan.group_by == "category":
                own = defaultdict(Decimal)
                for part in parts:
                    own[part["category"] or "none"] += Decimal(part["amount"])
                for slug, part_amount in own.items():
                    groups[slug].append((row, part_amount, parts))
                continue
            keys = {
                "merchant": [row["merchant"] or "none"],
                "account": [self.accounts[row["account_id"]]],
                "tag": row["tags"],
                "month": [row["date"][:7]],
                "day": [row["date"]],
                "weekday": [WEEKDAYS[day.weekday()]],
                "week": [(day - timedelta(days=day.weekday())).isoformat()],
            }[plan.group_by]
            for key in keys:
                groups[key].append((row, amount, parts))
        return groups
