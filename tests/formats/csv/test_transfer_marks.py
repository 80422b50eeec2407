"""What a table says itself of transfers between own accounts, in many languages and columns of all names."""

import itertools

import pytest

from app.formats.interface import Row
from tests.formats.test_world_layouts import layout_and_records

# By language: header, then the words for an expense, an income and a transfer.
WORDS = {
    "en": ("Type", "Expense", "Income", "Transfer"),
    "en plural": ("Kind", "Expenses", "Earnings", "Account transfer"),
    "de": ("Typ", "Ausgabe", "Einnahme", "Umbuchung"),
    "de rail": ("Art", "Ausgaben", "Einkommen", "Überweisung"),
    "fr": ("Type", "Dépense", "Revenu", "Virement"),
    "es": ("Tipo", "Gasto", "Ingreso", "Transferencia"),
    "it": ("Tipo", "Uscita", "Entrata", "Giroconto"),
    "pt": ("Tipo", "Despesa", "Receita", "Transferência"),
    "nl": ("Soort", "Uitgave", "Inkomsten", "Overboeking"),
    "pl": ("Rodzaj", "Wydatek", "Przychód", "Przelew"),
    "cs": ("Typ", "Výdaj", "Příjem", "Převod"),
    "sk": ("Typ", "Výdavok", "Príjem", "Prevod"),
    "hu": ("Típus", "Kiadás", "Bevétel", "Átvezetés"),
    "ro": ("Tip", "Cheltuială", "Venit", "Transfer"),
    "tr": ("Tür", "Gider", "Gelir", "Transfer"),
    "ru": ("Тип", "Расход", "Доход", "Перевод"),
    "uk": ("Тип", "Витрата", "Дохід", "Переказ"),
    "bg": ("Вид", "Разход", "Приход", "Трансфер"),
    "el": ("Τύπος", "Έξοδο", "Έσοδο", "Μεταφορά"),
    "sv": ("Typ", "Utgift", "Inkomst", "Överföring"),
    "nb": ("Type", "Utgift", "Inntekt", "Overføring"),
    "da": ("Type", "Udgift", "Indtægt", "Overførsel"),
    "fi": ("Laji", "Meno", "Tulo", "Siirto"),
    "et": ("Liik", "Kulu", "Tulu", "Ülekanne"),
    "lt": ("Tipas", "Išlaidos", "Pajamos", "Pervedimas"),
    "lv": ("Veids", "Izdevumi", "Ienākumi", "Pārskaitījums"),
    "hr": ("Vrsta", "Trošak", "Prihod", "Prijenos"),
    "zh": ("类型", "支出", "收入", "转账"),
    "zh-TW": ("類型", "支出", "收入", "轉帳"),
    "ja": ("種別", "支出", "収入", "振替"),
    "ko": ("구분", "지출", "수입", "이체"),
    "vi": ("Loại", "Chi tiêu", "Thu nhập", "Chuyển khoản"),
    "th": ("ประเภท", "รายจ่าย", "รายรับ", "โอนเงิน"),
    "id": ("Jenis", "Pengeluaran", "Pemasukan", "Transfer"),
    "ar": ("النوع", "مصروف", "دخل", "تحويل"),
    "he": ("סוג", "הוצאה", "הכנסה", "העברה"),
    "hi": ("प्रकार", "व्यय", "आय", "अंतरण"),
}
SECOND = [
    "To account",
    "Account2",
    "Transfer account",
    "Destination account",
    "Account (to)",
    "Transfers",
    "Zielkonto",
    "Compte de destination",
    "Cuenta destino",
    "Conto di destinazione",
    "Conta de destino",
    "Naar rekening",
    "Na konto",
    "Cílový účet",
    "Célszámla",
    "Hedef hesap",
    "Счет зачисления",
    "На рахунок",
    "Till konto",
    "Kohdetili",
    "转入账户",
    "振替先",
]


def read(text):
    layout, records = layout_and_records(text)
    return layout, [record for record in records if isinstance(record, Row)]


def facts(text):
    return [(str(row.amount), row.is_transfer, row.counterparty_account) for row in read(text)[1]]


def table(words, *, signed, place=1, second=None, account=True):
    """A week of a program's lines: money out, in, and moved from Everyday."""
    header, expense, income, transfer = words
    out = "-" if signed else ""
    lines = [
        (expense, f"{out}12.00", "lunch", ""),
        (income, "1000.00", "work", ""),
        (transfer, f"{out}300.00", "aside", "Vault"),
        (expense, f"{out}15.00", "book", ""),
        (expense, f"{out}17.50", "flowers", ""),
    ]
    written = [["Date", "Amount", "Note"], *(["", amount, note] for _, amount, note, _ in lines)]
    for day, row in enumerate(written[1:], 1):
        row[0] = f"2026-10-{day:02}"
    columns = [(place, [header, *(line[0] for line in lines)])]
    columns += [(4, ["Account", *(["Everyday"] * len(lines))])] if account else []
    columns += [(5, [second, *(line[3] for line in lines)])] if second else []
    for at, cells in columns:
        for row, cell in zip(written, cells, strict=True):
            row.insert(at, cell)
    return "".join(f"{';'.join(row)}\n" for row in written)


@pytest.mark.parametrize("place", [1, 3], ids=["before", "behind"])
@pytest.mark.parametrize("signed", [True, False], ids=["signed", "unsigned"])
@pytest.mark.parametrize("language", WORDS)
def test_words_for_income_expense_and_transfer_are_believed(language, signed, place):
    text = table(WORDS[language], signed=signed, place=place, second="To account")
    assert facts(text) == [
        ("-12.00", False, ""),
        ("1000.00", False, ""),
        ("-300.00", True, "Vault"),
        ("-15.00", False, ""),
        ("-17.50", False, ""),
    ]
    assert not read(text)[0].warnings


@pytest.mark.parametrize("second", SECOND)
@pytest.mark.parametrize("signed", [True, False], ids=["signed", "unsigned"])
def test_the_other_account_stands_in_a_column_of_any_name(second, signed):
    found = facts(table(WORDS["en"], signed=signed, second=second))
    assert [row for row in found if row[1]] == [("-300.00", True, "Vault")]


@pytest.mark.parametrize("second", SECOND)
def test_a_filled_second_account_is_a_transfer_without_any_word(second):
    lines = [
        ("2026-10-01", "-12.00", "lunch", ""),
        ("2026-10-02", "-300.00", "aside", "Vault"),
        ("2026-10-03", "9.00", "refund", ""),
    ]
    text = f"Date;Amount;Note;Account;{second}\n" + "".join(f"{d};{a};{n};Everyday;{o}\n" for d, a, n, o in lines)
    assert facts(text) == [("-12.00", False, ""), ("-300.00", True, "Vault"), ("9.00", False, "")]


@pytest.mark.parametrize("language", WORDS)
def test_transfers_of_unsigned_files_without_direction_are_money_out_and_told(language):
    text = table(WORDS[language], signed=False, account=False)
    assert facts(text)[2] == ("-300.00", True, "")
    assert [warning["code"] for warning in read(text)[0].warnings] == ["assumed_transfer_direction"]


DIRECTIONS = [
    ("Transfer-Out", "Transfer-In"),
    ("Outgoing transfer", "Incoming transfer"),
    ("TRANSFER_OUT", "TRANSFER_IN"),
    ("Transfer (out)", "Transfer (in)"),
    ("Virement sortant", "Virement entrant"),
    ("Umbuchung Ausgang", "Umbuchung Eingang"),
    ("Transferencia saliente", "Transferencia entrante"),
    ("Исходящий перевод", "Входящий перевод"),
    ("Przelew wychodzący", "Przelew przychodzący"),
    ("转账转出", "转账转入"),
]


@pytest.mark.parametrize(("out", "into"), DIRECTIONS)
def test_words_that_say_which_way_a_transfer_goes_give_its_sign(out, into):
    text = (
        "Date,Account,Category,Amount,Type\n2026-10-01,Cash,Food,12.00,Expense\n2026-10-02,Bank,Pay,900.00,Income\n"
        f"2026-10-03,Bank,,50.00,{out}\n2026-10-03,Cash,,50.00,{into}\n"
    )
    assert facts(text)[2:] == [("-50.00", True, ""), ("50.00", True, "")]


BANKS_WORDS = [
    ["TRANSFER", "CARD_PAYMENT", "TOPUP", "EXCHANGE"],
    ["Faster payment", "Card payment", "Direct debit", "Transfer"],
    ["Überweisung", "Lastschrift", "Kartenzahlung", "Gutschrift"],
    ["Income", "Outgoing Transfer", "MasterCard Payment", "Income"],
    ["Income", "Outgoing Transfer", "Income", "Outgoing Transfer"],
    ["DEB", "CR", "TFR", "DEB"],
    ["Debit", "Credit", "Transfer", "Debit"],
    ["Virement", "Prélèvement", "Carte", "Virement"],
    ["Przelew", "Płatność kartą", "Przelew", "Opłata"],
    ["Transfer", "Transfer", "Transfer", "Transfer"],
    ["Deposit", "Withdrawal", "Transfer", "Deposit"],
    ["Traspaso", "Recibo", "Compra", "Nómina"],
]


@pytest.mark.parametrize("values", BANKS_WORDS, ids=" ".join)
@pytest.mark.parametrize("header", ["Type", "Transaction type", "Payment type", "Buchungsart"])
def test_a_banks_words_for_how_money_was_paid_say_nothing_of_whose_it_is(header, values):
    amounts = ["-12.00", "900.00", "-40.00", "-15.00"]
    lines = [
        f"2026-10-0{day},{value},To {day} Nora Quist,{amount}"
        for day, (value, amount) in enumerate(zip(values, amounts, strict=True), 1)
    ]
    found = facts("\n".join([f"Date,{header},Description,Amount", *lines, ""]))
    assert found == [(amount, False, "") for amount in amounts]


NUMBERS = [
    "Counterparty IBAN",
    "IBAN",
    "Gegenkonto",
    "Tegenrekening",
    "Číslo protiúčtu",
    "IBAN contrapartida",
    "对方账号",
    "Motpartens konto",
]


@pytest.mark.parametrize(("header", "kind"), list(itertools.product(NUMBERS, ["Transfer", "Überweisung"])))
def test_the_number_of_the_other_party_is_kept_and_makes_no_transfer(header, kind):
    text = (
        f"Date;Type;Description;{header};Amount\n2026-10-01;{kind};Waterworks;DE89370400440532013000;-50.00\n"
        f"2026-10-02;{kind};Nora Quist;DE02120300000000202051;-20.00\n2026-10-03;Card;Bakery;;-3.00\n"
    )
    assert facts(text) == [
        ("-50.00", False, "DE89370400440532013000"),
        ("-20.00", False, "DE02120300000000202051"),
        ("-3.00", False, ""),
    ]


def test_a_name_of_the_other_side_is_an_account_in_transfers_only():
    text = (
        "type,amount,currency_code,description,date,source_name,destination_name,category\n"
        "Withdrawal,-12.00,EUR,Lunch,2026-10-01,Everyday,Corner Deli,Food\n"
        "Deposit,900.00,EUR,Pay,2026-10-02,Acme Works,Everyday,\n"
        "Transfer,300.00,EUR,Aside,2026-10-03,Everyday,Vault,\n"
        "Withdrawal,-9.00,EUR,Bread,2026-10-04,Vault,Baker,Food\n"
    )
    found = [
        (row.account, str(row.amount), row.is_transfer, row.counterparty_account, row.payee) for row in read(text)[1]
    ]
    assert found == [
        ("Everyday", "-12.00", False, "", "Corner Deli"),
        ("Everyday", "900.00", False, "", "Acme Works"),
        ("Everyday", "-300.00", True, "Vault", ""),
        ("Vault", "-9.00", False, "", "Baker"),
        ("Vault", "300.00", True, "Everyday", ""),
    ]


NAMING = [
    ("Transfer : {}", ""),
    ("Transfer: {}", ""),
    ("Transfert : {}", ""),
    ("Umbuchung: {}", ""),
    ("Transferencia: {}", ""),
    ("Przelew: {}", ""),
    ("Перевод: {}", ""),
    ("", "[{}]"),
    ("aside", "[{}]"),
    ("", "Transfer:[{}]"),
    ("{}", ""),
    ("", "To '{}'"),
]


@pytest.mark.parametrize(("payee", "category"), NAMING)
def test_a_payee_or_category_that_names_an_account_of_the_file_is_a_transfer(payee, category):
    lines = [
        ("Everyday", payee.format("Vault"), category.format("Vault"), "-200.00"),
        ("Vault", payee.format("Everyday"), category.format("Everyday"), "200.00"),
        ("Everyday", "Corner Shop", "Food", "-20.00"),
    ]
    written = [f"2026-10-0{day},{','.join(line)}" for day, line in enumerate(lines, 1)]
    assert facts("\n".join(["Date,Account,Payee,Category,Amount", *written, ""])) == [
        ("-200.00", True, "Vault"),
        ("200.00", True, "Everyday"),
        ("-20.00", False, ""),
    ]


@pytest.mark.parametrize(("payee", "category"), [("Transfer : {}", ""), ("aside", "[{}]"), ("", "Transfer:[{}]")])
def test_so_is_one_in_the_register_of_a_single_account(payee, category):
    text = (
        "Date,Account,Payee,Category,Amount\n"
        f"2026-10-01,Everyday,{payee.format('Vault')},{category.format('Vault')},-200.00\n"
        "2026-10-02,Everyday,Corner Shop,Food,-20.00\n"
    )
    assert facts(text) == [("-200.00", True, "Vault"), ("-20.00", False, "")]


@pytest.mark.parametrize(
    ("payee", "category"),
    [
        ("Transfer: Nora Quist", "Friends"),
        ("Nora Quist", "Transfer"),
        ("Card issuer", "Credit Card Payment"),
        ("Vault", "Shopping"),
        ("To Nora", "Transfer: Friends"),
        ("Quist [Nora]", "Friends"),
        ("Vault", "Vault"),
    ],
)
def test_payments_to_others_that_a_program_files_as_transfers_are_none(payee, category):
    text = (
        "Date,Account,Payee,Category,Amount\n"
        f"2026-10-01,Everyday,{payee},{category},-200.00\n2026-10-02,Vault,Corner Shop,Food,-20.00\n"
    )
    assert facts(text) == [("-200.00", False, ""), ("-20.00", False, "")]


SIDES = [
    ("From account", "To account"),
    ("Fra konto", "Til konto"),
    ("Numer rachunku nadawcy", "Numer rachunku odbiorcy"),
    ("Debtor IBAN", "Creditor IBAN"),
    ("IBAN ordenante", "IBAN beneficiario"),
    ("Auftraggeber IBAN", "Empfänger IBAN"),
]


@pytest.mark.parametrize(("sender", "recipient"), SIDES)
def test_of_the_numbers_of_sender_and_recipient_the_other_partys_is_kept(sender, recipient):
    text = (
        f"Date;Description;{recipient};{sender};Amount\n2026-10-01;Shop;15030011111;12031112345;-120.00\n"
        "2026-10-02;Aside;12032255555;12031112345;-500.00\n2026-10-03;Pay;12031112345;15031234567;2000.00\n"
    )
    assert facts(text) == [
        ("-120.00", False, "15030011111"),
        ("-500.00", False, "12032255555"),
        ("2000.00", False, "15031234567"),
    ]


@pytest.mark.parametrize(
    ("header", "yes", "no"),
    [
        ("transfer", "true", "false"),
        ("Is transfer", "Yes", "No"),
        ("振替", "1", "0"),
        ("Umbuchung", "ja", "nein"),
        ("Virement", "oui", "non"),
    ],
)
def test_a_column_of_yes_and_no_is_believed(header, yes, no):
    text = (
        f"Date,Account,Note,Amount,{header}\n2026-10-01,Giro,Shop,-12.00,{no}\n2026-10-02,Giro,aside,-50.00,{yes}\n"
        f"2026-10-02,Vault,aside,50.00,{yes}\n"
    )
    assert facts(text) == [("-12.00", False, ""), ("-50.00", True, ""), ("50.00", True, "")]


def test_balances_say_which_way_transfers_go_and_nothing_is_assumed():
    text = (
        "Date,Type,Amount,Balance,Note\n2026-10-01,Expense,60.00,940.00,Lunch\n2026-10-01,Income,1.00,941.00,Interest\n"
        "2026-10-02,Transfer,100.00,841.00,aside\n2026-10-03,Transfer,50.00,891.00,back\n2026-10-04,Expense,1.00,890.00,gum\n"
    )
    assert [row[:2] for row in facts(text)][2:4] == [("-100.00", True), ("50.00", True)]
    assert "assumed_transfer_direction" not in [warning["code"] for warning in read(text)[0].warnings]


def test_a_banks_deposits_and_transfers_between_named_accounts_are_its_own_words():
    text = (
        "Date,Type,Description,Amount,From account,To account\n2026-10-01,Withdrawal,ATM,-60.00,Everyday,\n"
        "2026-10-02,Deposit,Cash,100.00,,Everyday\n2026-10-03,Transfer,Gift,-30.00,Everyday,Nora Quist\n"
    )
    assert not any(row[1] for row in facts(text))


def test_a_balance_set_right_is_neither_income_nor_expense():
    text = (
        "Date,Type,Account,Amount,Note\n2026-10-01,Balance Modification,Giro,500.00,\n"
        "2026-10-01,Expense,Giro,60.00,Lunch\n"
        "2026-10-02,Income,Giro,1.00,Interest\n"
    )
    assert facts(text) == [("500.00", True, ""), ("-60.00", False, ""), ("1.00", False, "")]
