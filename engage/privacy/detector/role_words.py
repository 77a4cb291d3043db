"""Words that make up a phrase which points at one person: who it may be, where, doing what."""

from typing import Final

# fmt: off
PEOPLE: Final = frozenset((
    "woman", "man", "lady", "guy", "fellow", "gentleman", "girl", "boy", "kid", "person", "mom",
    "dad", "mother", "father", "couple", "widow", "teenager", "senior", "gal", "dude", "chap",
    "student", "tenant", "neighbour", "neighbor", "owner", "grandmother", "grandfather", "lad",
    "femme", "homme", "dame", "gars", "monsieur", "bloke", "youngster", "newcomer",
))
TRADES: Final = frozenset((
    "hydro", "telus", "fortis", "shaw", "rogers", "icbc", "purolator", "ups", "fedex", "propane",
    "septic", "gas", "water", "meter", "parking", "bylaw", "plow", "snowplow", "tow", "garbage",
    "mail", "milk", "paper", "pizza", "cable", "recycling", "security", "weed", "delivery", "taxi",
    "internet", "wifi", "phone", "oil", "firewood", "wood", "tree", "lawn", "egg", "fish", "bread",
    "courier", "amazon", "compost", "sewer", "insurance", "tax", "it", "computer", "repair",
    "maintenance", "handydart", "transit", "ticket", "coffee", "lunch", "cleaning", "home", "rink",
    "zamboni", "fuel", "feed", "hay", "liquor", "bottle", "return-it", "canteen", "concession",
))
DEFINITE: Final = frozenset((
    "the", "our", "my", "that", "this", "their", "your", "la", "le", "notre", "mon", "ma", "his",
    "her", "l'",
))
AT: Final = frozenset((
    "at", "in", "on", "of", "from", "for", "with", "near", "a", "de", "du", "des", "au", "aboard",
    "behind", "outside", "beside", "by", "opposite", "above", "below", "off", "along", "across",
    "inside", "next", "under", "around", "dans", "sur",
))
STATIONED: Final = frozenset((
    "based", "stationed", "posted", "assigned", "working", "down", "out", "up", "over", "here",
    "sent", "us", "gave",
    "there", "who", "employed", "located", "living", "responsible", "we", "they", "have", "we've",
    "got", "had", "still", "left", "that", "you", "they've", "currently",
))
WORKPLACES: Final = frozenset((
    "school", "elementary", "secondary", "college", "university", "daycare", "preschool", "library",
    "branch", "hospital", "clinic", "pharmacy", "hospice", "manor", "lodge", "detachment", "jail",
    "courthouse", "hotel", "motel", "inn", "pub", "bar", "cafe", "restaurant", "diner", "bakery",
    "store", "market", "mall", "shop", "mill", "sawmill", "mine", "yard", "sort", "camp", "plant",
    "dock", "terminal", "station", "ferry", "airport", "arena", "rink", "pool", "gym", "church",
    "band", "office", "co-op", "centre", "center", "shelter", "kitchen", "farm", "ranch", "winery",
    "bank", "union", "hall", "bus", "route", "road", "street", "avenue", "highway", "building",
    "laundry", "warehouse", "depot", "dump", "landfill", "post", "gurdwara", "temple", "start",
    "care", "home", "hydro", "firehall", "theatre", "museum", "garage", "quarry", "pit", "ecole",
    "clinique", "hopital", "bibliotheque", "garderie", "poste", "caserne", "magasin", "laundromat",
    "campground", "campsite", "marina", "wharf", "weigh", "scale", "scales", "desk", "counter",
    "zamboni", "run", "shift", "village", "town", "district", "reserve", "hatchery", "greenhouse",
    "orchard", "legion", "casino", "studio", "salon", "thrift", "transfer", "cemetery", "trailhead",
    "lookout", "resort", "lab", "ward", "unit", "class", "truck", "plow", "grader", "crew", "boat",
    "tug", "ambulance", "tower", "rig", "loader", "sweeper", "trailer", "reception", "window",
    "till", "checkout", "foods", "nursery", "gate", "hotline", "switchboard", "dispatch", "hangar",
    "barge", "mailroom", "schoolhouse", "practice", "exchange", "preserve", "pass", "border",
    "crossing",
))
DAYS: Final = frozenset((
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
))
DOES: Final = frozenset((
    "comes", "visits",
    "runs", "ran", "drives", "drove", "works", "worked", "owns", "owned", "cooks", "teaches",
    "taught", "manages", "cleans", "operates", "lives", "delivers", "sells", "coaches", "plows",
    "serves", "answers", "sits", "bartends", "rents", "plays", "fixes", "lived", "handles", "does",
    "helps", "leads", "looks", "stocks", "staffs", "minds", "coordinates", "took", "bought",
    "opened", "started", "keeps", "tends", "patrols", "pumps", "rings", "chairs", "heads", "hosts",
    "supervises", "oversees", "guards", "unlocks", "opens", "closes", "plowed", "grooms", "sweeps",
    "mows", "paints", "repairs", "tunes", "cuts", "grinds", "bakes", "makes", "brews", "farms",
    "ranches", "fishes", "grades", "logs", "traps", "guides", "skippers", "pilots", "flies",
    "referees", "umpires", "tutors", "babysits", "fosters", "houses", "feeds", "dispenses", "tows",
    "hauls", "dispatches", "inspects", "reads", "signs", "issues", "collects", "managed", "cooked",
    "cleaned", "delivered", "tient", "gere", "dirige", "conduit", "enseigne", "travaille",
))
WHO: Final = frozenset((
    "who", "whose", "that", "qui", "dont", "who's",
))
ONE_WHO: Final = frozenset((
    "with", "who", "whose", "that", "they", "everyone", "we", "in", "from",
))
ENDS_CLAUSE: Final = frozenset((
    "told", "is", "was", "reads", "has", "decides", "hasn't", "isn't", "wasn't", "can't", "had",
    "says", "said", "got", "keeps", "won't", "doesn't", "didn't", "never", "always", "hits",
))
ARTICLES: Final = frozenset((
    "the", "a", "an", "his", "her", "all", "no", "two", "one", "those",
))
RUNNING: Final = frozenset((
    "running", "driving", "teaching", "managing", "doing", "working", "cleaning", "cooking",
    "coaching", "plowing", "selling", "answering", "operating", "covering", "doling", "guarding",
))
PAST: Final = frozenset((
    "swore", "told", "cried", "hit", "took", "left", "sold", "stole", "lied", "said", "quit",
    "came", "let", "put", "ran", "beat", "threw", "shot", "kept", "drank", "fell", "broke", "sells",
    "takes", "drinks", "reads", "screams", "smells", "beats", "hits", "steals", "lies", "and",
))
# fmt: on
