"""Statements rendered from known rows: every dialect, way of writing numbers, dates and signs, in many languages."""

import csv
import io
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

# date, text, amount, debit, credit, balance, flag; the flag's words for money out and in; a shop, an employer
LANGUAGES = {
    "en": "Date|Description|Amount|Debit|Credit|Balance|Dr/Cr|DR|CR|Corner Shop|Acme Ltd",
    "de": "Buchungstag|Verwendungszweck|Betrag|Soll|Haben|Saldo|Soll/Haben|S|H|Bäckerei Müller|Acme GmbH",
    "fr": "Date|Libellé|Montant|Débit|Crédit|Solde|Sens|D|C|Épicerie du Coin|Acme SA",
    "es": "Fecha|Concepto|Importe|Cargo|Abono|Saldo|D/H|D|H|Tienda López|Acme SL",
    "it": "Data|Descrizione|Importo|Dare|Avere|Saldo|Segno|D|A|Bottega Rossi|Acme Spa",
    "pt": "Data|Histórico|Valor|Débito|Crédito|Saldo|D/C|D|C|Padaria João|Acme Lda",
    "nl": "Datum|Omschrijving|Bedrag|Af|Bij|Saldo|Af Bij|Af|Bij|Slagerij Jansen|Acme BV",
    "pl": "Data operacji|Opis operacji|Kwota|Obciążenia|Uznania|Saldo|Rodzaj|obciążenie|uznanie|Sklep Żabka|Acme",
    "cs": "Datum|Popis|Částka|Odchozí|Příchozí|Zůstatek|Směr|odchozí|příchozí|Pekařství Novák|Acme sro",
    "sv": "Bokföringsdag|Text|Belopp|Uttag|Insättning|Saldo|Debet/Kredit|Debet|Kredit|Handlare Åkesson|Acme AB",
    "fi": "Kirjauspäivä|Selitys|Määrä|Otto|Pano|Saldo|Laji|otto|pano|Kauppa Mäkinen|Acme Oy",
    "hu": "Könyvelés dátuma|Közlemény|Összeg|Terhelés|Jóváírás|Egyenleg|Irány|terhelés|jóváírás|Bolt Nagy|Acme Kft",
    "tr": "Tarih|Açıklama|Tutar|Borç|Alacak|Bakiye|B/A|B|A|Bakkal Yılmaz|Acme AŞ",
    "ru": "Дата операции|Описание|Сумма|Расход|Приход|Остаток|Дебет/Кредит|дебет|кредит|Магазин у дома|ООО Акме",
    "el": "Ημερομηνία|Περιγραφή|Ποσό|Χρέωση|Πίστωση|Υπόλοιπο|Χ/Π|Χρέωση|Πίστωση|Φούρνος|Άκμε ΑΕ",
    "he": "תאריך|תיאור|סכום|חובה|זכות|יתרה|חובה/זכות|חובה|זכות|מכולת כהן|אקמי",
    "ar": "التاريخ|الوصف|المبلغ|مدين|دائن|الرصيد|مدين/دائن|مدين|دائن|متجر الزاوية|شركة أكمي",
    "ja": "日付|摘要|金額|出金|入金|残高|入払区分|出金|入金|角の店|アクメ株式会社",
    "zh": "交易日期|摘要|金额|支出|收入|余额|收/支|支出|收入|街角小店|某某公司",
    "ko": "거래일자|적요|금액|출금|입금|잔액|입출금구분|출금|입금|동네가게|주식회사아크미",
    "th": "วันที่|รายการ|จำนวนเงิน|ถอน|ฝาก|ยอดคงเหลือ|ประเภท|ถอน|ฝาก|ร้านค้า|บริษัท",
    "hi": "दिनांक|विवरण|राशि|नामे|जमा|शेष|प्रकार|नामे|जमा|दुकान|कंपनी",
}
SIGNS = ("minus", "trailing", "brackets", "suffix", "flag", "columns", "negative debit")
_NAMES = ("date", "text", "amount", "debit", "credit", "balance", "flag", "out", "in", "shop", "employer")
_ORDERS = {"dmy": "%d{0}%m{0}{1}", "mdy": "%m{0}%d{0}{1}", "ymd": "{1}{0}%m{0}%d"}


@dataclass(frozen=True)
class Style:
    """How one statement is written."""

    language: str
    delimiter: str
    decimal: str
    thousands: str
    order: str
    mark: str
    long_year: bool
    sign: str
    balance: bool
    quoted: bool
    preamble: int
    total: bool
    newest_first: bool
    ending: str

    @property
    def words(self) -> dict[str, str]:
        return dict(zip(_NAMES, LANGUAGES[self.language].split("|"), strict=True))


def _thousands(decimal):
    return st.sampled_from(["", "'", " ", "," if decimal == "." else "."])


def _styles(decimal):
    return st.builds(
        Style,
        language=st.sampled_from(sorted(LANGUAGES)),
        delimiter=st.sampled_from([",", ";", "\t", "|"]),
        decimal=st.just(decimal),
        thousands=_thousands(decimal),
        order=st.sampled_from(sorted(_ORDERS)),
        mark=st.sampled_from(["/", "-", "."]),
        long_year=st.booleans(),
        sign=st.sampled_from(SIGNS),
        balance=st.booleans(),
        quoted=st.booleans(),
        preamble=st.integers(0, 3),
        total=st.booleans(),
        newest_first=st.booleans(),
        ending=st.sampled_from(["\n", "\r\n", "\r"]),
    )


styles = st.sampled_from([".", ","]).flatmap(_styles)
# Cents, never none of them; money goes both ways in every statement.
rows = st.lists(
    st.tuples(st.dates(date(2022, 1, 1), date(2024, 12, 28)), st.integers(1, 5_000_000), st.sampled_from([-1, -1, 1])),
    min_size=6,
    max_size=20,
).map(lambda drawn: [(day, Decimal(way * cents).scaleb(-2)) for day, cents, way in [*sorted(drawn)]])


def expected(lines, style):
    """(day, signed amount) of each line as it stands in the file, from top to bottom."""
    return lines[::-1] if style.newest_first else lines


def render(lines, style):
    """The statement as bytes of UTF-8."""
    out = io.StringIO()
    quoting = csv.QUOTE_ALL if style.quoted else csv.QUOTE_MINIMAL
    writer = csv.writer(out, delimiter=style.delimiter, quoting=quoting, lineterminator=style.ending)
    for number in range(style.preamble):
        writer.writerow([f"{style.words['employer']} {'abc'[number]}"])
    writer.writerow(_header(style))
    balance = Decimal("1000.00")
    table = []
    for day, amount in lines:
        balance += amount
        table.append(_line(day, amount, balance, style))
    writer.writerows(table[::-1] if style.newest_first else table)
    if style.total:
        writer.writerow(["Total", *[""] * (len(_header(style)) - 1)])
    return out.getvalue().encode()


def _header(style):
    money = {"flag": ["amount", "flag"], "columns": ["debit", "credit"], "negative debit": ["debit", "credit"]}
    names = ["date", "text", *money.get(style.sign, ["amount"]), *(["balance"] if style.balance else [])]
    return [style.words[name] for name in names]


def _line(day, amount, balance, style):
    text = style.words["shop" if amount < 0 else "employer"]
    tail = [number(balance, style)] if style.balance else []
    return [written(day, style), text, *_money(amount, style), *tail]


def written(day, style):
    """The day as the statement writes it."""
    return day.strftime(_ORDERS[style.order].format(style.mark, "%Y" if style.long_year else "%y"))


def number(amount, style):
    """The amount with a minus where it is negative."""
    whole, cents = f"{abs(amount):,.2f}".split(".")
    return f"{'-' if amount < 0 else ''}{whole.replace(',', style.thousands)}{style.decimal}{cents}"


def _money(amount, style):
    plain = number(abs(amount), style)
    out = amount < 0
    return {
        "minus": lambda: [number(amount, style)],
        "trailing": lambda: [f"{plain}-" if out else plain],
        "brackets": lambda: [f"({plain})" if out else plain],
        "suffix": lambda: [f"{plain} {'DR' if out else 'CR'}"],
        "flag": lambda: [plain, style.words["out" if out else "in"]],
        "columns": lambda: [plain, ""] if out else ["", plain],
        "negative debit": lambda: [f"-{plain}", ""] if out else ["", plain],
    }[style.sign]()
