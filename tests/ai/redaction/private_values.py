"""Made-up private values of many kinds, from a seed: valid check digits, several countries, as people write them."""

import random
import string

from stdnum import luhn
from stdnum.iso7064 import mod_97_10


def listed(*texts):
    """What stands between the strokes of some texts."""
    return [each for text in texts for each in text.split("|")]


GIVEN = listed(
    "Zofia|Rajesh|Oluwaseun|Xiaoming|Jürgen|Siobhán|François|Begoña|Þórdís|Anna|Mark|Rose|Will|Grace|Frank|Ernst|Klaus",
    "Priya|Søren|Łukasz|Yusuf|Ngozi|Mehmet|Ivana|Chiara|Joaquín|Aoife|Dmitri|Hiroshi|Fatima",
)
FAMILY = listed(
    "Kowalczyk|Subramaniam|Adeyemi|Nguyen|Müller|O'Brien|Lefèvre|Etxeberria|Guðmundsdóttir|Baker|Young|Klein|Wolf|Green",
    "Bishop|Sørensen|Wiśniewski|Yılmaz|Okonkwo|Novák|Ferrari|Fernández-López|Murphy|Volkov|Tanaka|al-Rashid|Price|Long",
    "Stone|King",
)
STREETS = listed(
    "{n} Elm Street|{n} Oakfield Road|{n}B Baker Street|{n} Church Lane, Flat 3|Lindenstraße {n}|Am Alten Markt {n}a",
    "Schillerstr. {n}|{n} rue de la Paix|{n} avenue Victor Hugo|calle Serrano {n}|Avenida de América {n}",
    "via Garibaldi {n}|piazza Navona, {n}|rua Augusta {n}|Keizersgracht {n}|Prinsenstraat {n}|Storgatan {n}",
    "Kungsvägen {n}|ul. Marszałkowska {n}|ulica Długa {n}/4|{n} MG Road|PO Box {n}21|Postfach {n}21",
)
TOWNS = listed(
    "10115 Berlin|75002 Paris|28013 Madrid|SW1A 1AA|M5V 2T6|00-950 Warszawa|1017 BN Amsterdam|114 55 Stockholm|CA 94105"
)
PHONES = listed(
    "+49 30 ######|030/#######|+44 20 7### ####|07### ######|(415) 555-####",
    "415.555.####|+33 6 ## ## ## ##|06.##.##.##.##",
    "+91 98### #####|+34 6## ### ###|+48 6## ### ###|0043 1 #######|+1-212-555-####|07### ### ###",
)
MAILS = listed(
    "{0}.{1}@example.com|{0}_{1}@mail.example.co.uk|{0}+bank@{1}.de|{0} (at) {1} . com|{0}@{1}.example.io",
    "{0} at {1} dot com",
)
HANDLES = listed("{0}@okaxis|@{0}|${0}|paypal.me/{0}|{0}.@ybl")
BIRTHS = listed("{y}-{m:02}-{d:02}|{d:02}.{m:02}.{y}|{d:02}/{m:02}/{y}|{d} March {y}|{d}. Oktober {y}|May {d}, {y}")
SPOKEN = listed("one|two|three|four|five|seven")


def digits(chance, count):
    return "".join(chance.choice(string.digits) for _ in range(count))


def letters(chance, count):
    return "".join(chance.choice("BCDFGHJKLMNPQRSTVWXZ") for _ in range(count))


def grouped(number, size, by):
    return by.join(number[at : at + size] for at in range(0, len(number), size))


def with_luhn(number):
    return number + luhn.calc_check_digit(number)


def card(chance):
    number = with_luhn(chance.choice(["4", "51", "37", "6011"]) + digits(chance, 13))
    return chance.choice([number, grouped(number, 4, " "), grouped(number, 4, "-"), grouped(number, 4, ".")])


def iban(chance):
    country, bban = chance.choice(
        [
            ("DE", digits(chance, 18)),
            ("GB", letters(chance, 4) + digits(chance, 14)),
            ("FR", digits(chance, 23)),
            ("NL", letters(chance, 4) + digits(chance, 10)),
            ("ES", digits(chance, 20)),
            ("PL", digits(chance, 24)),
        ]
    )
    number = country + mod_97_10.calc_check_digits(bban + country) + bban
    return chance.choice([number, grouped(number, 4, " "), grouped(number, 4, "-")])


def phone(chance):
    return filled(chance, chance.choice(PHONES))


def filled(chance, form):
    return "".join(digits(chance, 1) if char == "#" else letters(chance, 1) if char == "@" else char for char in form)


def email(chance):
    return chance.choice(MAILS).format(chance.choice(GIVEN[:6]).lower(), chance.choice(FAMILY[:4]).lower())


def handle(chance):
    return chance.choice(HANDLES).format(f"{chance.choice(GIVEN[:4])}{chance.choice(FAMILY[:3])}".lower())


def one_of(*forms):
    """A generator of values of these forms: `#` is a digit, `@` a letter."""
    return lambda chance: filled(chance, chance.choice(forms))


def person(chance):
    return f"{chance.choice(GIVEN)} {chance.choice(FAMILY)}"


def address(chance):
    return chance.choice(STREETS).format(n=chance.randint(1, 299))


def with_town(chance):
    return f"{address(chance)}, {chance.choice(TOWNS)}"


def hexadecimal(chance, count):
    return "".join(chance.choice("0123456789abcdef") for _ in range(count))


def birth(chance):
    year, month, day = chance.randint(1940, 2004), chance.randint(1, 12), chance.randint(1, 28)
    return chance.choice(BIRTHS).format(y=year, m=month, d=day)


def wallet(chance):
    address = hexadecimal(chance, 38).replace("1", "7").replace("b", "8")
    return chance.choice(["0x" + hexadecimal(chance, 40), "bc1q" + address])


KINDS = {
    "e-mail": email,
    "phone": phone,
    "card": card,
    "iban": iban,
    "person": person,
    "address": address,
    "address with town": with_town,
    "birth": birth,
    "ssn": one_of("###-##-####", "### ## ####"),
    "national insurance": one_of("AB######C", "QQ ## ## ## C"),
    "aadhaar": one_of("2### #### ####", "2###########"),
    "indian tax": one_of("@@@@@####@"),
    "cpf": one_of("###.###.###-##", "###########"),
    "spanish id": one_of("########@", "##.###.###-@", "X#######@"),
    "german tax": one_of("## ### ### ###", "###########"),
    "fiscal code": one_of("@@@@@@##A##@###@"),
    "french insurance": one_of("1 ## 0# ## ### ### ##", "2##0########## ##"),
    "swedish id": one_of("######-####", "19######-####", "######+####"),
    "dutch, polish, norwegian id": one_of("#########", "###########", "###### #####"),
    "chilean, argentine id": one_of("##.###.###-#", "##.###.###"),
    "passport": one_of("C0#X##T##", "@########", "@@#######"),
    "driving licence": one_of("@@@@@######@@#@@", "@###-####-####"),
    "account": one_of("########", "##########", "##-##-## ########", "######-########", "### ### ###"),
    "routing": one_of("#########", "@@@@0######"),
    "booking": one_of("@#@#@@", "@@@###", "#@@#@#", "@@#@#@"),
    "policy": one_of("@@-####-######", "@@@/####/###", "POL#######", "@@ ### ### ###"),
    "document": one_of("####/######", "INV-####-#####", "@@########", "RF18 #### #### ####"),
    "plate": one_of("B-@@ ####", "@@## @@@", "@@-###-@@", "#### @@@", "KA 0# @@ ####", "#@@@###", "@@@ ####"),
    "ip": one_of("192.168.1.1##", "10.##.1##.##", "2001:db8:85a3::8a2e:370:####"),
    "mac": lambda chance: grouped(hexadecimal(chance, 12), 2, chance.choice(":-")),
    "imei": lambda chance: with_luhn("35" + digits(chance, 12)),
    "crypto": wallet,
    "uuid": lambda chance: "-".join(hexadecimal(chance, count) for count in (8, 4, 4, 4, 12)),
    "handle": handle,
    "coordinates": one_of("52.#####, 13.#####", "-33.####,151.####", "52°3#'1#\"N"),
    "link": lambda chance: f"https://bank.example/{letters(chance, 8)}?account={digits(chance, 8)}",
    "digits in words": lambda chance: " ".join(chance.choice(SPOKEN) for _ in range(9)),
}  # fmt: skip


def values(kind, count):
    """So many values of a kind, the same each time."""
    chance = random.Random(f"private {kind}")
    return [KINDS[kind](chance) for _ in range(count)]
