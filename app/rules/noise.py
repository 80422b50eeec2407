"""Words that stand around a merchant's name on bank statements, by what they are. Data of ``merchants``."""


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Payment processors that write their name and "*" before the merchant's.
PROCESSORS = _set("""
paypal pp pypl ppl sq gosq.com sumup izettle zettle iz ztl tst google sp spo stripe mollie klarna adyen wl fs ec dnh
cke py wpy eb par toast clover lsp nyx ic sqsp 2co 2co.com paddle paddle.net fsprg dri bill payu p24 przelewy24 mp
mercadopago pagseguro ebanx dlo razorpay paytm ccb
""")

# Wallets whose name a dash or colon parts from the merchant's: Alipay, Tenpay, WeChat Pay, UnionPay.
WALLETS = (
    r"\u652f\u4ed8\u5b9d",
    r"\u8d22\u4ed8\u901a",
    r"\u5fae\u4fe1\u652f\u4ed8",
    r"\u4e91\u95ea\u4ed8",
    r"\u94f6\u8054",
    r"paypal",
)

# Skipped while no word of the name was seen.
NOISE = _set("""
dslip k1 k2 k3 pos purchase purch card debit credit visa mastercard maestro mc amex visadebit vpay girocard
contactless nfc chip pin payment payments pmt pymt point of sale terminal term trx txn tran ref
reference no nr number auth authorized authorization on at to from for recurring online web www
internet international intl domestic ach sepa eft ddr dd d/d checkcard chkcard ckcd withdrawal
pending posted date value checking sale electronic preauthorized pre-authorized direct bill bp1 fpi
fpo bgc stc dpc deb cpm so vis clp ecomm ecommerce signature dbt crd pur prch inst xfer
kartenzahlung kartenumsatz karte lastschrift basislastschrift sepa-lastschrift sepa-basislastschrift
folgelastschrift erstlastschrift einzugsermaechtigung einzugsermächtigung ueberweisung überweisung
sepa-überweisung sepa-ueberweisung dauerauftrag gutschrift girokarte ec ec-karte bargeldlos umsatz
zahlung kauf einkauf vom am abbuchung elv debitkarte echtzeitüberweisung kreditkarte
internet-überweisung onlineüberweisung e-comm wero carte cb achat paiement prlv prelevement
prélèvement vir virement sepa par facture du le au fact paiement-carte psc retrait compra pago
tarjeta tarj recibo transferencia cargo adeudo en de con operacion operación bizum debito débito
cartao cartão pagamento acquisto carta addebito bonifico presso operazione del pagobancomat bancomat
contactl compras servico betaling betaalautomaat pin pinpas bea gea ideal incasso overboeking naar
van pasvolgnr automatische iban naam omschrijving platnosc płatność karta kartą zakup zakupy przelew
blik transakcja operacja kartowa kort köp kortköp kortkøb dankort visakøb nets varekjøp varekjop 消费
支付 转账 快捷支付 网上快捷支付 无卡支付
""")

# A word that ends the name.
TAILS = _set("""
kartenzahlung kartenumsatz lastschrift folgelastschrift erstlastschrift gutschrift überweisung ueberweisung
dauerauftrag abschluss kreditkartenumsatz debitkartenumsatz presentment
sagt dankt danke card karte purchase ref reference txn auth terminal kaufumsatz folgenr. folgenr
verfalld verfalld. ending via kartennr. karten-nr mandat mandatsref gläubiger-id rechnung
rechnungsnr kundennr kd-nr invoice inv carte tarjeta web id: ppd ccd indn: des: pasvolgnr:
transactie: datum valuta cb dd sepa sdd girocard kasse fil pasvolgnr bea nr kd-nr vsnr tarj fact
facture ppd prlv addebito
""")

# A legal form that ends the name wherever it stands; what follows is the purpose.
CLOSING_FORMS = _set("gmbh ltd limited inc llc plc b.v bv sarl s.r.l srl s.p.a spa sp.z.o.o z.o.o e.v ohg kg lda slu")

LEGAL_FORMS = _set("""
gmbh gmbh&co mbh ag kg ohg ug se ev e.v e.k ek co inc llc ltd limited plc corp corporation company
lp llp pty pte bv b.v nv n.v sa s.a sas s.a.s sarl s.a.r.l s.à.r.l sl s.l slu s.l.u spa s.p.a srl
s.r.l lda ltda oy ab as a/s aps sp z.o.o zoo s.c sro s.r.o kft & und
""")

COUNTRIES = _set("""
us usa gb gbr uk de deu ger fr fra es esp it ita nl nld at aut ch che be bel ie irl pt prt pl pol se
swe dk dnk fi fin cz cze lu lux hu hun gr grc ca can au aus nz nzl za zaf in ind sg sgp hk hkg jp
jpn cn chn ae are mx mex br bra mt cy ee lt lv ro bg hr si sk tr al ak az ar co ct dc fl ga hi id il
ia ks ky la me md ma mi mn ms mo mt ne nv nh nj nm ny nc nd oh ok or pa ri sc sd tn tx ut vt va wa
wv wi wy on qc bc ab mb sk ns nb nsw vic qld germany deutschland france spain españa italy italia
netherlands nederland austria österreich switzerland schweiz portugal poland polska ireland england
scotland wales canada australia singapore japan china
""")

PLACES = _set("""
london manchester birmingham leeds glasgow edinburgh bristol liverpool cardiff sheffield newcastle
nottingham belfast dublin cork oxford cambridge brighton reading york bath southampton berlin
hamburg muenchen münchen munich koeln köln cologne frankfurt stuttgart duesseldorf düsseldorf
leipzig dresden hannover bremen nuernberg nürnberg bonn essen dortmund potsdam mainz wien vienna
graz linz salzburg innsbruck zuerich zürich zurich genf geneve genève basel bern lausanne paris lyon
marseille toulouse nice bordeaux lille nantes strasbourg madrid barcelona valencia sevilla malaga
málaga bilbao roma rome milano milan torino napoli firenze bologna venezia amsterdam rotterdam
utrecht den haag eindhoven bruxelles brussels antwerpen gent luxembourg lisboa lisbon porto warszawa
krakow kraków wroclaw wrocław poznan poznań gdansk gdańsk lodz łódź praha prague budapest stockholm
kobenhavn københavn copenhagen oslo helsinki athens istanbul new york brooklyn manhattan bronx
queens san francisco los angeles diego jose oakland sacramento seattle portland denver boulder
phoenix austin dallas houston chicago boston cambridge philadelphia washington atlanta miami orlando
tampa nashville charlotte minneapolis detroit cleveland columbus pittsburgh baltimore las vegas salt
lake city toronto montreal vancouver calgary ottawa sydney melbourne brisbane perth auckland
singapore hong kong tokyo shanghai beijing shenzhen guangzhou johannesburg cape town durban mumbai
delhi bangalore bengaluru hyderabad chennai dubai
""")

LINKING_WORDS = _set("and of the de la le les du des del da do dos van von der den und & et y e di to at in on for a")

# Abbreviations that are names.
UPPERCASE = _set("""
kfc bp dm hm ikea ups dhl dpd gls usps tfl rmv hvv bvg mvg vbb vvs db cvs rei aldi-sued dkb ing hsbc
tsb rbs bmw vw kia atm irs hmrc dvla axa huk aok tk bkk adac rtl zdf hbo nhs ymca mta bart ltr usa
uk eu tv pc dc nyc sf aws ibm o2 ee bt dvd cd bbq
""")
