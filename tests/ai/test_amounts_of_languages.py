"""Amounts as other languages write and spell them, with their locale, and with only the currency to tell how."""

from datetime import date
from decimal import Decimal

import pytest

from app.ai.local import parse_text

TODAY = date(2026, 11, 11)

SPOKEN = {
    "fr-FR": """
        trente-cinq euros pour le coiffeur = 35 EUR
        un vélo à deux cent cinquante euros = 250 EUR
        quatre-vingt-dix-sept dollars = 97 USD
        la maison coûte 2,5 millions d'euros = 2500000 EUR
        une dette de 10 millions de dollars = 10000000 USD
        un don de mille deux cents francs suisses = 1200 CHF
        45 livres sterling pour le billet = 45 GBP
        600 couronnes suédoises = 600 SEK
        3 000 yens japonais = 3000 JPY
        un budget de 1 250,75 € = 1250.75 EUR
        12 milliards de dollars américains = 12000000000 USD
        vingt et un dollars canadiens = 21 CAD
        soixante-quinze roupies indiennes = 75 INR
    """,
    "es-ES": """
        treinta y cinco euros en la peluquería = 35 EUR
        una bici por doscientos cincuenta euros = 250 EUR
        noventa y siete dólares = 97 USD
        la casa cuesta 2,5 millones de euros = 2500000 EUR
        una deuda de 10 millones de dólares = 10000000 USD
        mil doscientos francos suizos = 1200 CHF
        45 libras esterlinas por el billete = 45 GBP
        600 coronas suecas = 600 SEK
        tres mil yenes = 3000 JPY
        un presupuesto de 1.250,75 € = 1250.75 EUR
        12 mil millones de dólares = 12000000000 USD
        20 mil pesos mexicanos = 20000 MXN
        setenta y cinco rupias indias = 75 INR
    """,
    "it-IT": """
        trentacinque euro dal barbiere = 35 EUR
        una bici da duecentocinquanta euro = 250 EUR
        novantasette dollari = 97 USD
        la casa costa 2,5 milioni di euro = 2500000 EUR
        un debito di 10 milioni di dollari = 10000000 USD
        milleduecento franchi svizzeri = 1200 CHF
        45 sterline per il biglietto = 45 GBP
        600 corone svedesi = 600 SEK
        tremila yen giapponesi = 3000 JPY
        una spesa di 1.250,75 € = 1250.75 EUR
        12 miliardi di dollari = 12000000000 USD
        ventuno dollari canadesi = 21 CAD
        venti mila rupie indiane = 20000 INR
    """,
    "pt-BR": """
        trinta e cinco reais no barbeiro = 35 BRL
        uma bicicleta por duzentos e cinquenta reais = 250 BRL
        noventa e sete dólares = 97 USD
        a casa custa 2,5 milhões de reais = 2500000 BRL
        uma dívida de 10 milhões de dólares = 10000000 USD
        mil e duzentos francos suíços = 1200 CHF
        45 libras esterlinas pelo bilhete = 45 GBP
        600 coroas suecas = 600 SEK
        três mil ienes = 3000 JPY
        um gasto de R$ 1.250,75 = 1250.75 BRL
        12 bilhões de dólares = 12000000000 USD
        vinte e um dólares canadenses = 21 CAD
        20 mil reais = 20000 BRL
    """,
    "tr-TR": """
        otuz beş lira berber = 35 TRY
        iki yüz elli lira bisiklet = 250 TRY
        doksan yedi dolar = 97 USD
        ev 2,5 milyon lira = 2500000 TRY
        10 milyon dolar borç = 10000000 USD
        bin iki yüz avro = 1200 EUR
        45 İngiliz sterlini bilet = 45 GBP
        600 İsveç kronu = 600 SEK
        üç bin Japon yeni = 3000 JPY
        1.250,75 TL harcadım = 1250.75 TRY
        12 milyar dolar = 12000000000 USD
        yirmi bir Kanada doları = 21 CAD
        20 bin lira = 20000 TRY
    """,
    "hi-IN": """
        पैंतीस रुपये नाई = 35 INR
        साइकिल दो सौ पचास रुपये = 250 INR
        सत्तानवे डॉलर = 97 USD
        घर 2.5 करोड़ रुपये = 25000000 INR
        10 लाख रुपये का कर्ज = 1000000 INR
        एक हजार दो सौ यूरो = 1200 EUR
        45 ब्रिटिश पाउंड = 45 GBP
        600 स्वीडीश क्रोना = 600 SEK
        तीन हज़ार जापानी येन = 3000 JPY
        ₹ 1,25,075.50 खर्च = 125075.50 INR
        20 हजार रुपए = 20000 INR
        रु 500 दिए = 500 INR
    """,
    "nl-NL": """
        vijfendertig euro bij de kapper = 35 EUR
        een fiets voor tweehonderdvijftig euro = 250 EUR
        zevenennegentig dollar = 97 USD
        het huis kost 2,5 miljoen euro = 2500000 EUR
        een schuld van 10 miljoen dollar = 10000000 USD
        twaalfhonderd Zwitserse frank = 1200 CHF
        45 Britse pond voor het kaartje = 45 GBP
        600 Zweedse kronen = 600 SEK
        drieduizend Japanse yen = 3000 JPY
        uitgegeven € 1.250,75 = 1250.75 EUR
        12 miljard dollar = 12000000000 USD
        twintig duizend euro = 20000 EUR
    """,
    "sv-SE": """
        trettiofem kronor hos frisören = 35 SEK
        en cykel för tvåhundrafemtio kronor = 250 SEK
        nittiosju dollar = 97 USD
        huset kostar 2,5 miljoner kronor = 2500000 SEK
        en skuld på 10 miljoner dollar = 10000000 USD
        tusen tvåhundra schweiziska franc = 1200 CHF
        45 brittiska pund för biljetten = 45 GBP
        600 norska kronor = 600 NOK
        tretusen japanska yen = 3000 JPY
        handlade för 1 250,75 kr = 1250.75 SEK
        12 miljarder dollar = 12000000000 USD
        tjugo tusen euro = 20000 EUR
    """,
    "de-DE": """
        fünfunddreißig Euro beim Friseur = 35 EUR
        ein Fahrrad für zweihundertfünfzig Euro = 250 EUR
        siebenundneunzig Dollar = 97 USD
        das Haus kostet 2,5 Millionen Euro = 2500000 EUR
        zehn Millionen Dollar Schulden = 10000000 USD
        eintausendzweihundert Schweizer Franken = 1200 CHF
        45 britische Pfund für die Karte = 45 GBP
        600 schwedische Kronen = 600 SEK
        dreitausend japanische Yen = 3000 JPY
        ausgegeben 1.250,75 € = 1250.75 EUR
        12 Mrd. Dollar = 12000000000 USD
        zwanzigtausend Euro = 20000 EUR
    """,
}
CASES = [
    (locale, *line.strip().rsplit(" = ", 1)) for locale, lines in SPOKEN.items() for line in lines.strip().split("\n")
]


def amount_in(text, locale="en-US", currency="USD"):
    [found] = parse_text(text, TODAY, locale, currency)
    return f"{abs(found.amount).normalize():f} {found.currency}"


@pytest.mark.parametrize(("locale", "text", "wanted"), CASES)
def test_amounts_are_read_in_the_language_of_the_locale(locale, text, wanted):
    value, currency = wanted.split()
    assert amount_in(text, locale) == f"{Decimal(value).normalize():f} {currency}"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("buty 2 499,00 zł", "2499 PLN"),
        ("rent 12 500 kr", "12500 SEK"),
        ("taxi 1 250 000 IDR", "1250000 IDR"),
        ("lunch Rp 35.000", "35000 IDR"),
        ("lunch Rp35,000", "35000 IDR"),
        ("phở 65.000 ₫", "65000 VND"),
        ("market 1.250 TL", "1250 TRY"),
        ("market 1.250,50 TL", "1250.5 TRY"),
        ("dinner R$ 1.234,56", "1234.56 BRL"),
        ("такси 450 руб", "450 RUB"),
        ("такси 1 450,50 руб.", "1450.5 RUB"),
        ("кофе 120 р.", "120 RUB"),
        ("обед 220 грн", "220 UAH"),
        ("12 345 678 EUR for a house", "12345678 EUR"),
        ("tuk tuk 700 Sri Lankan rupees", "700 LKR"),
        ("tuk tuk 1,500 Sri Lankan rupee", "1500 LKR"),
        ("coffee 4 500 yen", "500 JPY"),
        ("phone 1 299,00 Kč", "1299 CZK"),
        ("bread 1.250 KWD", "1.25 KWD"),
        ("2 500 dollars", "500 USD"),
    ],
)
def test_the_currency_beside_a_number_says_how_it_is_written(text, wanted):
    value, currency = wanted.split()
    assert amount_in(text) == f"{Decimal(value).normalize():f} {currency}"
