"""Words that tell names of payees from the rest of a note."""

from app.ai.local.tokens import word_set

# A name ends before these.
ENDS = word_set(
    "at @ from to for on in with via by and or of using because while when since after before during"
    " per through was is were yesterday today tonight tomorrow last this next it that which who but"
    " minus plus about around für am mit und pour avec et por con y e com em no na il la le di der die"
    " das"
)

# Left out in front of a name.
ARTICLES = word_set("the a an my our your his her their some another der die das le la les el los il lo o um")

# Behind `at`, `from` or `to` they name no payee.
NO_PLACES = word_set(
    "home work school airport university lunch dinner breakfast noon midnight night morning me us him"
    " her them you myself savings saving account checking bank cash church least most once all first"
    " buy get pay eat bed one's somebody someone friend friends"
)

# What money is spent on or earned with: no payee, unless more words follow a small word.
GENERIC = word_set(
    "order selling credit card freelance client split cashback sun coffee lunch dinner breakfast"
    " brunch groceries grocery rent gas fuel petrol taxi bus train ticket tickets drinks drink beer"
    " beers wine snack snacks food meal meals salary wage wages paycheck refund bonus income interest"
    " dividend gift haircut parking toll tolls utilities electricity water internet phone bill bills"
    " insurance shoes clothes shirt books book medicine pharmacy doctor dentist gym movie cinema"
    " concert tip donation subscription membership tea pizza burger sandwich coffees lunches shopping"
    " transfer transferred withdrawal atm cash deposit fee fees tax taxes loan mortgage repair car"
    " flight flights hotel hostel fruit bread milk vegetables meat fish cake icecream ice cream"
    " monthly weekly daily new old big small large total price cost costs payment expense supermarket"
    " restaurant bar café cafe bakery miete kaffee mittagessen loyer déjeuner alquiler almuerzo"
    " affitto pranzo aluguel almoço kostet"
)

# A note that begins with one of these begins with no name.
NO_NAMES = word_set(
    "sat lost i we he she they you it i'm i've i'd we've just only have has had did do was were is"
    " are be been will would can could should paid pay spent spend bought buy purchased got get gave"
    " give received earned sold cost costs charged ordered moved transfer transferred sent withdrew"
    " withdrawal deposited saved today yesterday please add there here for about another what when"
    " where how not no yes so then also this that these those"
)
