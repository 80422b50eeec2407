"""Words that tell names of payees from the rest of a note, in the languages that sentences come in."""

from app.ai.local.tokens import word_set

# A name ends before these: small words, and verbs of paying and getting back.
_ENDS_ENGLISH = word_set(
    "at @ from to for on in with via by and or of using because while when since after before during"
    " per through was is were are has have had been yesterday today tonight tomorrow last this next it that which who"
    " but my our minus plus about around near ref refno txn upi info avl avbl avail dated not if call me us him"
    " refunded refund reimbursed returned paid pay pays charged credited debited sent gave got received deposited"
    " transferred reversed cancelled canceled again each split half between"
)
_ENDS_ABROAD = word_set(
    "für am mit und der die das im bei von vom an auf je zu wurde hat habe ist war mir uns eingekauft gekauft einkaufen"
    " bezahlt gezahlt ausgegeben erhalten bekommen getankt bestellt gegessen getrunken abgehoben erstattet"
    " zurückerstattet zurückbekommen gutgeschrieben abgebucht überwiesen heute gestern"
    " pour avec et par dans sur chez au aux ce cette acheté payé dépensé réglé remboursé reçu hier m'a m'ont"
    " por con y el los para en me nos al hoy ayer gasté pagué compré reembolsó devolvió pagado comprado"
    " per la il lo le una un nel nella alla dal dalla oggi ieri speso pagato comprato rimborsato ho ha"
    " com em no na nos nas do da ao pelo pela uma hoje ontem gastei paguei comprei"
    " bij met voor van op aan naar het een gisteren vandaag betaald gekocht uitgegeven besteld gehaald ontvangen"
    " på hos för med och till från ett igår idag betalade köpte handlade"
    " ile için ve dün bugün ödedim aldım harcadım"
    " über unter ohne gegen nach seit bis per um ab aus zum zur beim in als wie hier für à sans vers depuis sin hasta"
    " desde"
    " sobre su senza fino até sem payée payés payées pagada pagata divisa diviso dividida"
    " ka ki ke ko se pe par mein ne liya diya diye kiya kiye kharch kharcha aaj kal parso dalwaya bharwaya kharida mila"
)
ENDS = _ENDS_ENGLISH | _ENDS_ABROAD
# Between two capitalised words they belong to the name: Pão de Açúcar, Café de la Paix, Marks and Spencer.
INNER = word_set("de da do di du del della la le van der den and y e et und of the dos das des")

# Left out in front of a name; those of ROMANCE_ARTICLES are kept where they are written as part of it: El Corte Inglés.
ARTICLES = word_set(
    "the a an my our your his her their some another der die das den dem einem einer einen le la les el los las il lo"
    " l gli i o um uma un une una mon ma meu minha mein meine meinem mi mio mia het een de en ett"
)
ROMANCE_ARTICLES = word_set("el la los las le les il lo")

# Behind `at`, `from` or `to` they name no payee.
NO_PLACES = word_set(
    "home work school airport university lunch dinner breakfast noon midnight night morning me us him"
    " her them you myself savings saving account checking bank cash church least most once all first"
    " buy get pay eat bed one's somebody someone friend friends each a/c ac acct card credit debit station stadium"
    " cinema movies beach office hospital store shop shops market supermarket mall corner atm both only"
    " casa trabajo trabalho lavoro maison travail bureau hause arbeit haus stadt kino supermarkt bahnhof flughafen"
    " markt"
    " efectivo contanti espèces bar dinheiro mitad metà moitié hälfte mí mim person persona personne stück"
    " supermercado supermercato supermarché mercado mercato marché restaurante restaurant ristorante gare stazione cine"
    " farmacia farmácia pharmacie apotheke bäckerei panadería panetteria boulangerie padaria supermarkt station"
    " week weekend month year day week-end fin semana mes mese settimana monat woche"
)

# What money is spent on or earned with: no payee, unless more words follow a small word.
_GENERIC_ENGLISH = word_set(
    "order selling credit card freelance client split cashback sun coffee lunch dinner breakfast"
    " brunch groceries grocery rent gas fuel petrol taxi bus train ticket tickets drinks drink beer"
    " beers wine snack snacks food meal meals salary wage wages paycheck refund refunds bonus income interest"
    " dividend gift gifts haircut parking toll tolls utilities electricity water internet phone bill bills"
    " insurance shoes clothes shirt shirts book books medicine pharmacy doctor dentist gym movie movies cinema"
    " concert tip donation subscription membership tea pizza burger sandwich coffees lunches shopping"
    " transfer transferred withdrawal atm cash deposit fee fees tax taxes loan mortgage repair repairs car"
    " flight flights hotel hostel fruit bread milk vegetables meat fish cake icecream ice cream bagel bagels juice"
    " monthly weekly daily new old big small large total price cost costs payment expense expenses supermarket"
    " restaurant bar café cafe bakery reimbursement repayment reversal purchase cappuccino latte espresso muffin"
    " croissant donut soup salad sushi toys toy pens notebook notebooks vet barber laundry dry cleaning plumber"
    " electrician cleaner babysitter daycare tuition course class museum zoo theater theatre popcorn soda chips"
    " chocolate candy eggs cheese chicken rice pasta noodles tacos taco burrito fries steak jacket coat dress jeans"
    " socks hat flowers wood paint tools nails batteries charger headphones keyboard mouse laptop monitor desk"
    " chair lamp sofa table furniture dear customer alert notice update bank your a/c acct account txn dues"
    " scooter bike ride cab ferry tram toll ticket pass share"
)
_GENERIC_ABROAD = word_set(
    "miete kaffee mittagessen abendessen frühstück essen brötchen brot kuchen eis bier wein wasser strom heizung benzin"
    " tanken sprit gehalt lohn rückerstattung erstattung gutschrift kino kinokarte kinokarten karten fahrkarte"
    " fahrkarten"
    " bahn zug hose hemd schuhe jacke kleid buch bücher geschenk blumen friseur zahnarzt arzt apotheke einkauf einkäufe"
    " lebensmittel supermarkt bäckerei rechnung versicherung steuer beitrag abo kosten kostet trinkgeld parken mittag"
    " loyer déjeuner dîner café cafés croissant croissants pain baguette essence carburant salaire remboursement"
    " courses"
    " cinéma place places billet billets restaurant resto taxi livre livres chaussures cadeau cadeaux facture"
    " abonnement"
    " médecin dentiste coiffeur pharmacie vin bière eau thé gâteau fromage viande légumes fruits argent"
    " alquiler almuerzo comida cena desayuno café cafés gasolina nómina sueldo salario devolución reembolso compra"
    " compras"
    " supermercado entradas entrada billete billetes zapatos camisa pantalones regalo libro libros cerveza vino agua"
    " luz"
    " factura peluquería dentista médico farmacia tacos refresco cine pan fruta carne recarga propina"
    " affitto pranzo cena colazione benzina stipendio rimborso spesa biglietto biglietti scarpe regalo libro birra vino"
    " bolletta medico parrucchiere gelato caffè pane abbonamento"
    " aluguel almoço jantar gasolina salário reembolso compra compras mercado ingresso ingressos passagem sapatos"
    " presente"
    " livro cerveja vinho água conta remédio padaria lanche corrida assinatura mensalidade"
    " huur boodschappen koffie lunch benzine salaris loon terugbetaling kaartjes schoenen boek bier brood eten cadeau"
    " hyra mat kaffe lön återbetalning biljetter skor bok öl bröd bensin fika present"
    " kira yemek kahve maaş iade market ekmek bilet kitap benzin"
    " chai doodh sabzi khana nashta kiraya bijli pani kirana dawai tankhwah petrol diesel auto rickshaw recharge paani"
    " samosa dahi paneer rupaye rupay rupees"
)
GENERIC = _GENERIC_ENGLISH | _GENERIC_ABROAD

# A note that begins with one of these begins with no name.
_NO_NAMES_ENGLISH = word_set(
    "sat lost i we he she they you it i'm i've i'd we've just only have has had did do was were is"
    " are be been will would can could should paid pay spent spend bought buy purchased got get gave"
    " give received earned sold cost costs charged ordered moved transfer transferred sent withdrew"
    " withdrawal deposited saved today yesterday please add there here for about another what when"
    " where how not no yes so then also this that these those my our half split share two three four five six"
    " treated grabbed picked topped booked renewed refunded returned lent owe owed borrowed donated tipped fined"
    " between from around approx roughly nearly almost over under up"
)
_NO_NAMES_ABROAD = word_set(
    "ich wir du er sie es habe haben hab hatte für am im in bei von vom der die das ein eine einen einem mein meine"
    " heute"
    " gestern vorgestern morgen bezahlt gekauft ausgegeben erhalten bekommen"
    " je j'ai nous on il elle ai avons pour un une des du de le la les mon ma hier aujourd'hui payé acheté dépensé"
    " yo he hemos pagué gasté compré me nos ayer hoy anteayer el la los las un una unos unas por para mi"
    " io ho abbiamo ieri oggi pagato speso comprato un uno una il lo gli mi ci per di"
    " recebi recibí recibimos ricevuto reçu ontvangen fick eu nós ontem hoje anteontem paguei gastei comprei o a os"
    " as um uma meu minha para"
    " ik we heb hebben de het een voor mijn gisteren vandaag betaald gekocht"
    " jag vi har en ett för min mitt igår idag köpte betalade"
    " ben dün bugün bir için benim"
    " aaj kal parso maine mera meri hum humne mujhe"
)
NO_NAMES = _NO_NAMES_ENGLISH | _NO_NAMES_ABROAD

# Brands that are everyday words too: names only where they are written as names.
EVERYDAY = word_set(
    "apple orange target shell next boots three subway metro gap visa star total sky ring match prime post"
)
