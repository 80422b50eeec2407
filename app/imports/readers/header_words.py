"""What column headers are called in the world's statements, by field.

A header is compared case-folded, without accents and punctuation. A phrase that is the whole header weighs more than one
that is part of it; longer phrases beat shorter ones, so `booking date` is not just a `date`.
"""

import re
import unicodedata
from functools import lru_cache

_WORDS: dict[str, str] = {
    # Day the bank booked the line.
    "date": """booking date|posting date|posted date|post date|date posted|posted on|date processed|process date|processed date|settled date
        |settlement date|date settled|completed date|date completed|accounting date|entry date|book date|date booked|finished on|billing date
        |buchungsdatum|buchungstag|buchung|verbuchungsdatum|abschlussdatum|verbucht am|gebucht am|buchungs datum|datum buchung
        |date comptable|date de comptabilisation|date operation comptable|date d ecriture|date dinscription|date dimputation
        |fecha contable|fecha de contabilizacion|f contable|fecha apunte|data contabile|data registrazione|data contabilizzazione
        |boekingsdatum|boekdatum|uitvoeringsdatum|datum verrekening|verwerkingsdatum|data lancamento|data de lancamento|data do lancamento|data movimento|data mov
        |bokforingsdatum|bokforingsdag|bokford|bokfort|bokfort dato|bokforingsdato|bogforingsdato|bogfort|bokfordato|kirjauspaiva|kirjauspaivamaara|maksupaiva
        |data ksiegowania|data zaksiegowania|datum zauctovani|datum uctovani|zauctovano|datum zaúctovania|konyveles datuma|konyvelesi datum|konyveles napja|data contabilizarii|data inregistrarii
        |muhasebe tarihi|islem muhasebe tarihi|дата проводки|дата списания|дата обработки|дата платежа|ημερομηνια καταχωρησης
        |记账日期|記帳日期|入账日期|入帳日期|记账日|銀行記帳日|银行记账日|入账日|記帳日|過帳日期|过账日期|記帳日|計上日|처리일자|기표일""",
    "any_date": """date|datum|dato|fecha|data|tarih|paivamaara|pvm|päivämäärä|paiva|дата|ημερομηνια|день|kuupaev|datums|data operacji|date time|datetime|timestamp|time stamp|date and time
        |transaction date time|created|created at|created on|date created|datum en tijd|fecha y hora|date et heure|day|日期|日付|年月日|取引日|取引日時|お取引日|お取り扱い日|取扱日|ご利用日|利用日
        |ngay|tanggal|वार|datum operace|datum transakce|dátum|datum i vrijeme|date dd mm yyyy|dag|거래일|거래일자|거래일시|날짜|ngày""",
    "transaction_date": """transaction date|trans date|trn date|txn date|tran date|tran date time|date of transaction|transaction time|purchase date|date of purchase|order date|started date|initiated on|authorisation date|authorization date
        |belegdatum|transaktionsdatum|kaufdatum|einkaufsdatum|umsatzdatum|auftragsdatum|date operation|date de l operation|date d operation|date de transaction|date transaction|date achat|date de la transaction
        |fecha operacion|fecha de operacion|fecha de la operacion|f operacion|fecha transaccion|fecha movimiento|data operazione|data transazione|data acquisto|data e ora
        |transactiedatum|datum verrichting|datum transactie|trx datum|data transacao|data da transacao|data da compra|data da operacao|transaktionsdag|transaksjonsdato|transaktionsdato|kobsdato|kjopsdato|inkopsdatum|tapahtumapaiva|ostopaiva
        |data transakcji|data operacji|datum provedeni|datum realizacie|datum obchodu|datum transakcie|tranzakcio datuma|tranzakcio idopontja|tranzakcio ideje|data tranzactiei|data tranzactie|islem tarihi|дата операции|дата транзакции|ημερομηνια συναλλαγης
        |交易日期|交易日|交易时间|交易時間|消費日|消费日期|消費日期|交易日期时间|창구""",
    "value_date": """value date|valuta|valutadatum|valuta datum|wertstellung|wertstellungsdatum|wert|valuta date|effective date|interest date|date valeur|date de valeur|fecha valor|f valor|data valuta|rentedatum|valutadag
        |data valor|data waluty|valutadato|rentedato|rantedag|valuteringsdag|arvopaiva|datum valuty|datum odpisu|ertek datum|erteknap|erteknapja|data valutei|valor tarihi|valor|дата валютирования|起息日|起息日期|value dt|val date""",
    "amount": """amount|betrag|umsatz|montant|importe|importo|bedrag|valor|belopp|belob|belop|summa|maara|kwota|castka|suma|osszeg|tutar|сумма|ποσο|sum|total|value|amt|transaction amount|net amount|total amount|amount in account currency
        |billing amount|posted amount|settlement amount|settled amount|buchungsbetrag|betrag eur|abrechnungsbetrag|umsatz in eur|gutschrift belastung|betrag in kontowahrung|montant en euros|montant operation|montant de l operation|importe eur|cantidad|monto|ammontare|importo in euro|importo eur|importo operazione
        |bedrag in eur|bedrag eur|quantia|montante|valor r|valor eur|importancia|transaktionsbelopp|belopp sek|belob i kr|belob dkk|belop nok|maara euroa|maara eur|kwota operacji|kwota transakcji|kwota w walucie rachunku|kwota rozliczenia|kwota w pln|obciazenia uznania
        |castka v mene uctu|objem|suma v mene uctu|konyvelt osszeg|terheles jovairas|suma tranzactiei|islem tutari|tutar tl|сумма в валюте счета|сумма операции|сумма платежа|сумма в валюте карты|сумма в рублях
        |交易金额|交易金額|金额|金額|发生额|發生額|入账金额|入帳金額|记账金额|人民币金额|結算金額|结算金额|交易额|應繳金額|新臺幣金額|ご利用金額|利用金額|거래금액|금액|gross|brutto|so tien|số tiền|jumlah|nominal|mutasi|debit credit amount|inflow outflow|credit debit amount|amount debit credit""",
    "debit": """debit|debits|debit amount|amount debit|withdrawal|withdrawals|withdrawal amount|withdrawal amt|money out|paid out|payments out|out|outflow|spent|amount out|outgoing|charges|expense|expenses|payment amount|debit amt|withdrawal dr|dr amount|dr amt
        |soll|belastung|belastungen|lastschrift|ausgabe|ausgaben|ausgang|auszahlung|belastung in chf|betrag soll|montant debit|debit euros|debit eur|debite|depense|depenses|sortie|retrait|retraits
        |cargo|cargos|debe|gasto|gastos|pagos|retiro|retiros|salida|debito|debiti|uscite|uscita|addebiti|addebito|dare|importo debito|debet|af|uitgaven|afschrijving|debitos|saida|saidas|despesa|valor debito|valor a debito
        |uttag|utgift|utgifter|ut|uttag utgift|ut av konto|ut fra konto|udgift|udbetaling|ud|otto|otot|menot|obciazenie|obciazenia|wydatki|wyplata|wyplaty|winien|ma dati|vydaj|vydaje|odchozi|terheles|kiadas|sume debit|borc|cikan|gider
        |расход|списание|дебет|χρεωση|支出|支出金额|支出金額|借方|借方金额|借方发生额|借方金額|出金|お支払金額|お引出し|引出金額|出金金額|支払金額|出金額|提款|提取|출금|출금액|출금금액|찾으신금액|交易金额支出|记账金额支出|转出金额|chi|ghi no|phat sinh no|keluar""",
    "credit": """credit|credits|credit amount|amount credit|deposit|deposits|deposit amount|deposit amt|money in|paid in|payments in|in|inflow|received|amount in|incoming|income|receipts|credit amt|deposit cr|cr amount|cr amt
        |haben|gutschrift|gutschriften|einnahme|einnahmen|eingang|einzahlung|gutschrift in chf|betrag haben|montant credit|credit euros|credit eur|recette|recettes|entree|depot|depots
        |abono|abonos|haber|ingreso|ingresos|deposito|depositos|entrada|entradas|credito|crediti|entrate|accrediti|accredito|avere|importo credito|bij|inkomsten|bijschrijving|creditos|receita|valor credito|valor a credito
        |insattning|inkomst|inkomster|insattning inkomst|inn|inn pa konto|inn til konto|indtaegt|indbetaling|ind|pano|panot|tulot|uznanie|uznania|wplywy|wplata|wplaty|prijem|prijmy|prichozi|jovairas|bevetel|sume credit|alacak|giren|gelir
        |приход|зачисление|поступление|кредит|πιστωση|收入|收入金额|收入金額|贷方|贷方金额|贷方发生额|貸方|貸方金額|入金|お預入れ|お預り金額|預入金額|入金金額|入金額|存入|存款|입금|입금액|입금금액|맡기신금액|交易金额收入|记账金额收入|转入金额|thu|ghi co|phat sinh co|masuk""",
    "other_amount": """original amount|foreign amount|amount foreign currency|foreign currency amount|amount in foreign currency|local amount|local currency amount|transaction amount foreign|source amount|target amount|transfer amount|exchange amount|compensation amount|orig amount|amount original|merchant amount|amount in original currency
        |originalbetrag|ursprunglicher betrag|fremdwahrungsbetrag|betrag fremdwahrung|betrag ursprung|betrag in fremdwahrung|fremdwahrung betrag|einzelbetrag|montant devise|montant en devise|montant d origine|montant initial|importe original|importe divisa|importe en divisa|importo originale|importo in valuta|oorspr bedrag|oorspronkelijk bedrag|bedrag vreemde valuta|valor original
        |utlandskt belopp|valutabelopp|originalbelopp|utlandsk belopp|opprinnelig belop|oprindeligt belob|valutabelob|kwota oryginalna|kwota w walucie oryginalnej|kwota w walucie transakcji|puvodni castka|castka originalu|eredeti osszeg|сумма в валюте операции
        |交易地金额|交易地金額|交易币种金额|外币金额|外幣金額|原币金额|原始金额|交易货币金额|現地通貨額|amount refunded|converted amount|converted amount refunded|cashback|cash back|仕向金額""",
    "fee": """fee|fees|commission|tax|vat|gst|gebuhr|gebuhren|kosten|entgelt|spesen|frais|commissions|comision|comisiones|commissione|commissioni|spese|kosten op verrichting|taxa|avgift|gebyr|prowizja|oplata|poplatek|dij|jutalek|komisyon|комиссия|手续费|手續費|手数料|shipping|shipping refund|gift|refund|discount|surcharge|tip|bonus|points|reward|rewards|interest|principal|gebuhrenschlussel""",
    "balance": """balance|running balance|available balance|account balance|closing balance|ledger balance|balance after|current balance|running bal|bal|balance amount|net balance|balance amt|book balance|end balance|balance eur|resulting balance
        |saldo|kontostand|saldo nach buchung|kontosaldo|neuer saldo|endsaldo|solde|solde apres|solde apres operation|saldo disponible|saldo final|saldo contabile|saldo disponibile|saldo contable|saldo na trn|saldo na mutatie|saldo na boeking|saldo apos|saldo disponivel|saldo contabilistico
        |bokfort saldo|saldo etter|beholdning|saldo po operacji|saldo po transakcji|zustatek|zostatok|egyenleg|konyvelt egyenleg|sold|sold final|bakiye|остаток|баланс|остаток на счете|υπολοιπο|余额|餘額|账户余额|联机余额|本次余额|帳戶餘額|结余|結餘|残高|差引残高|お預り残高|현재잔액|잔액|잔고|거래후잔액|거래 후 잔액|so du|số dư|baki""",
    "currency": """currency|ccy|cur|curr|currency code|account currency|billing currency|settlement currency|amount currency|transaction currency|iso currency|wahrung|waehrung|buchungswahrung|kontowahrung|abrechnungswahrung|devise|monnaie|monn|devise du compte|moneda|divisa|valuta|munt|muntsoort|valutacode|valuta rekening|moeda|valutta
        |waluta|waluta rachunku|waluta operacji|waluta rozliczenia|mena|mena uctu|devizanem|penznem|konyvelesi devizanem|moneda contului|para birimi|doviz|doviz cinsi|валюта|валюта счета|валюта операции|валюта платежа|валюта карты|νομισμα|币种|币别|幣別|货币|貨幣|记账币种|入账币种|入账货币|交易币种|交易货币|通貨|통화|mata uang|loai tien""",
    "other_currency": """original currency|foreign currency|type foreign currency|local currency|local currency type|source currency|target currency|transfer amount currency|foreign currency type|balance currency|converted currency|currency of transaction|merchant currency|originalwahrung|fremdwahrung|devise d origine|devise d'origine|moneda original|oorspr munt|orig currency|original currency code|fee currency|waluta oryginalna|valuta originale|waluta transakcji|mena originalu""",
    "description": """description|transaction description|details|detail|transaction details|transaction detail|particulars|narrative|narration|payee|payee name|merchant|merchant name|name|counterparty|counterparty name|partner name|partner|beneficiary|beneficiary name|recipient|sender|sender or recipient|payer|to|from|merchant description|source|target|target name|source name|paid to|remitter|store name|original description|name of counterparty|item|items|item title|product|title|vendor|supplier|shop
        |auftraggeber empfanger|auftraggeber begunstigter|beguenstigter zahlungspflichtiger|begunstigter zahlungspflichtiger|beguenstigter|begunstigter|empfanger|zahlungsempfanger|zahlungsempfanger in|zahlungspflichtige r|zahlungspflichtiger|auftraggeber|beschreibung|beschreibung1|beschreibung2|beschreibung3|name zahlungsbeteiligter|transaktionsbeschreibung|handler|handlername|transaktionsdetails|gegenpartei|umsatztext|vorgang|partnername|auftraggeber zahlungsempfanger|empfanger auftraggeber
        |libelle|libelle simplifie|libelle operation|libelle de l operation|description 1|description 2|description 3|intitule|beneficiaire|contrepartie|nom de la contrepartie|detail de l ecriture|nature de l operation|marchand|tiers|nom|commercant
        |concepto|descripcion|detalle|beneficiario|comercio|ordenante|establecimiento|movimiento|descrizione|descrizione operazione|causale|operazione|dettagli|esercente|controparte|descrizione estesa|ordinante
        |omschrijving|naam omschrijving|naam|naam tegenpartij|naam van de tegenpartij|tegenpartij van de verrichting|tegenpartij|tegenrekeninghouder|handelaar|begunstigde|naam begunstigde|naam tegenrekening|omschrijving 1|omschrijving1|descricao|historico|estabelecimento|favorecido|descritivo
        |beskrivning|text|tekst|transaktion|mottagare|avsandare|namn|rubrik|beskrivelse|mottaker|avsender|navn|modtager|afsender|forklaring|transaksjonstekst|saaja maksaja|saaja|maksaja|selitys|saajan nimi|kuvaus|nimi|specifikation
        |opis|opis transakcji|opis operacji|tytul|tytul operacji|odbiorca|nadawca|nadawca odbiorca|kontrahent|nazwa odbiorcy|nazwa nadawcy|dane kontrahenta|szczegoly transakcji|popis|nazev protiuctu|nazev uctu protiucet|protistrana|obchodnik|prijemca|leiras|megnevezes|partner neve|kedvezmenyezett|kozlemeny|ellenoldali nev|descriere|detalii|detalii tranzactie|aciklama|alici|islem|islem aciklamasi|karsi hesap
        |описание|описание операции|назначение|назначение платежа|получатель|контрагент|детали|περιγραφη|αιτιολογια|opis prometa|opis placanja|naziv
        |摘要|交易摘要|交易说明|交易說明|交易描述|对方户名|對方戶名|交易对方|对手信息|对方账户名|商户名称|商戶名稱|商品说明|商品名称|商品|交易对手|交易场所|交易地点|交易詳情|交易详情|說明|说明|消費明細|店名|対方|お取引内容|取引内容|ご利用店名|利用店名|摘要内容|取扱内容|적요|내용|거래내용|기재내용|보낸분받는분|가맹점명|keterangan|uraian|dien giai|mo ta|nội dung""",
    "memo": """memo|note|notes|reference|payment reference|transfer reference|remittance information|comment|comments|message|purpose|reason|subject|additional description|additional information|more details|additional info|customer reference|your reference|extended details
        |verwendungszweck|vwz|vwz1|vwz2|vwz3|vwz4|zweck|buchungstext|notiz|zahlungsreferenz|mitteilung|hinweis|kommentar|verwendungszweck 1|info|transaktionsbeschreibung zusatz|betreff|communication|informations complementaires|motif|commentaire|details complementaires|mededeling|mededelingen|omschrijving 2|omschrijving 3|omschrijving2|betalingskenmerk|toelichting|observaciones|mas datos|concepto ampliado|comentario|note aggiuntive|causale estesa
        |meddelande|melding|besked|kommentar|viesti|informacje dodatkowe|szczegoly|zprava pro prijemce|zprava|poznamka|sprava pre prijimatela|informacia pre prijimatela|megjegyzes|mesaj|примечание|комментарий|附言|交易附言|备注|備註|客户摘要|メモ|備考|비고|메모|catatan""",
    "type": """type|transaction type|trans type|category type|operation type|entry type|kind|transaction code|transaction|activity|activity type|umsatzart|umsatztyp|buchungsart|transaktionstyp|vorgangsart|posting text|transaktionsart|buchungs art|type d operation|type operation|type de transaction|tipo|tipo de movimiento|tipo operacion|tipo operazione|tipologia|tipo movimento
        |mutatiesoort|mutationtype|code|type verrichting|soort|transactiesoort|transactietype|betaalwijze|type betaling|transaktionstyp|transaktionstype|typ|typ transakcji|typ operacji|rodzaj operacji|rodzaj transakcji|rodzaj|typ transakce|typ operace|typ pohybu|typ transakcie|tranzakcio tipusa|forgalom tipusa|tip tranzactie|islem tipi|islem turu|тип операции|тип|вид операции|交易类型|交易類型|交易名称|业务类型|业务摘要|取引種類|거래구분|구분|jenis|loai""",
    "flag": """debit credit|credit debit|dr cr|cr dr|d c|c d|dc|cd|debit credit indicator|credit debit indicator|debit or credit|debit or credit|indicator|sign|direction|in out|soll haben|soll haben kennzeichen|s h|sh|kennzeichen|debit kredit|af bij|bij af|creditdebet|debet credit|d k|plus minus|vorzeichen|sens|signe|cargo abono|debe haber|dare avere|segno|debito credito|winien ma|ma dati dal|t j|terheles jovairas jel|borc alacak|b a|дебет кредит|приход расход|收支|借贷|借貸|借贷标志|借贷标记|收支类型|收付标志|交易方向|資金流向|资金流向|入出金|입출금|거래유형|debit credit memo|debet kredit|db cr""",
    "external_id": """transaction id|transaction number|transaction no|id|reference number|reference no|ref no|ref|unique id|order id|bank reference|fitid|transactie id|transactiereferentie|transaktions nr|transaktionsnummer|n de transaction|no de transaction|numero de transaction|numero operacion|numero movimiento|id transazione|id transakcji|numer transakcji|referencni cislo|id transakce|id operace|id pohybu|tranzakcio azonosito|交易流水号|交易订单号|交易单号|流水号|日志号|交易号|日 志 号|operation id|receipt number|reference id|buchungsreferenz|volgnr|volgnummer|referenz""",
    "status": """status|state|transaction status|current status|zustand|statut|etat|estado|stato|stav|allapot|durum|статус|交易状态|交易狀態|当前状态|状态|상태|vergisetzt|pending""",
    "account": """account|account number|account no|account name|own account|iban|iban bban|rekening|rekeningnummer|konto|kontonummer|kontonr|auftragskonto|iban auftragskonto|auftraggeberkonto|iban auftraggeberkonto|card number|card no|card|kreditkarte|kartennummer|numero de compte|compte|cuenta|numero de cuenta|conto|numero conto|rachunek|numer rachunku|cislo uctu|szamlaszam|cont|hesap|hesap no|номер счета|счет|номер карты|账号|卡号|帐号|账户|借记卡号|계좌번호|product|produit|first bank card|card used for transaction|kreditkarten nr""",
    "counter_account": """counter account|counterparty account|counterparty iban|partner iban|target account|tegenrekening|tegenrekening iban bban|tegenrekeningnummer|tegenrekening iban|kontonummer iban|iban zahlungsbeteiligter|gegenkonto|iban gegenkonto|protiucet|cislo protiuctu|bic|blz|swift|swift code|iban empfanger|对方账号|对方卡号账号|对手账号|对方开户行|对方账户""",
    "time": """time|transaction time only|uhrzeit|zeit|heure|hora|ora|tijd|tid|klokkeslett|kellonaika|godzina|cas|ido|saat|время|时间|交易时刻|记账时间|time zone|timezone|abschlusszeit""",
    "skip": """exchange rate|fx rate|rate|wechselkurs|umrechnungskurs|kurs|koers|cours|taux de change|tipo de cambio|tasso di cambio|kurs waluty|汇率|row|num|number|no|nr|item|line|check number|cheque number|check no|cheque no|mcc|quantity|qty|序号|year|month|category|kategorie|categorie|categoria|kategori|kategoria|subcategory|tags|labels|value|limit|credit limit|glaubiger id|mandatsreferenz|postal code|zip|phone|country|city""",
}  # fmt: skip

_CJK = re.compile(r"[぀-ヿ㐀-鿿가-힯]")
_MARKS = re.compile(r"[^\w]+|_+")


@lru_cache(maxsize=8192)
def normalised(text: str) -> str:
    """Case-folded words without accents and punctuation, one space between them."""
    folded = unicodedata.normalize("NFKD", text.casefold().replace("ß", "ss").replace("ł", "l").replace("ø", "o").replace("æ", "ae"))
    if _CJK.search(text):
        folded = unicodedata.normalize("NFC", folded)
    plain = "".join(c for c in folded if not unicodedata.combining(c))
    words = _MARKS.sub(" ", plain).strip()
    return words.replace(" ", "") if _CJK.search(words) else words


def _phrases() -> dict[str, list[str]]:
    table: dict[str, list[str]] = {}
    for role, text in _WORDS.items():
        for phrase in text.split("|"):
            roles = table.setdefault(normalised(phrase.strip()), [])
            if role not in roles:
                roles.append(role)
    return table


_PHRASES = _phrases()
_CJK_PHRASES = sorted((p for p in _PHRASES if _CJK.search(p) and len(p) > 1), key=len, reverse=True)
_LONGEST = 5  # words of the longest phrase looked for inside a header


@lru_cache(maxsize=8192)
def roles_of(header: str) -> dict[str, float]:
    """Fields a header may stand for, with a weight: 3 for the whole header, less for a part of it."""
    words = normalised(header)
    if not words or len(words) > 80:
        return {}
    without_note = normalised(re.sub(r"[(\[（].*?[)\]）]", " ", header))
    for text, weight in ((words, 3.0), (without_note, 2.8)):
        if text in _PHRASES:
            return {role: weight - 0.1 * place for place, role in enumerate(_PHRASES[text])}
    return _cjk_part(words) if _CJK.search(words) else _word_part(words)


def _cjk_part(words: str) -> dict[str, float]:
    """Roles of all phrases in a header without word gaps; the longest weighs most (`入账币种金额`: currency, amount)."""
    found: dict[str, float] = {}
    rest = words
    for phrase in _CJK_PHRASES:
        if phrase in rest:
            rest = rest.replace(phrase, " ")
            for role in _PHRASES[phrase]:
                found.setdefault(role, 1.0 + len(phrase) / len(words))
    return found


def _word_part(words: str) -> dict[str, float]:
    parts = words.split()
    for length in range(min(_LONGEST, len(parts)), 0, -1):
        for start in range(len(parts) - length + 1):
            phrase = " ".join(parts[start : start + length])
            if phrase in _PHRASES and len(phrase) > 2:
                return {role: 1.0 + length / len(parts) for role in _PHRASES[phrase]}
    return {}


def header_weight(cells: list[str]) -> float:
    """How much a record reads like a header: the number of different fields its cells name."""
    named: dict[str, float] = {}
    for cell in cells:
        for role, weight in roles_of(cell.strip()).items():
            named[role] = max(named.get(role, 0.0), weight)
            break
    return sum(weight for role, weight in named.items() if role != "skip") + 0.3 * ("skip" in named)
