"""Countries with their capitals and peoples, and abbreviations of the news: only tables."""

from __future__ import annotations

COUNTRIES = """
russia moscow kremlin russian russians
japan tokyo japanese
ukraine kyiv kiev ukrainian ukrainians
china beijing peking chinese
france paris french frenchman élysée
germany berlin german germans
us usa america american americans washington u.s
uk britain london british briton britons england english
turkey turkiye ankara turkish turks
india delhi indian indians
iran tehran iranian iranians
iraq baghdad iraqi iraqis
israel jerusalem israeli israelis
palestine palestinian palestinians ramallah
finland helsinki finnish finns
sweden stockholm swedish swedes
norway oslo norwegian norwegians
denmark copenhagen danish danes
iceland reykjavik icelandic
poland warsaw polish poles
spain madrid spanish spaniards
portugal lisbon portuguese
italy rome italian italians
greece athens greek greeks
hungary budapest hungarian hungarians
croatia zagreb croatian croats
serbia belgrade serbian serbs
slovenia ljubljana slovenian
slovakia bratislava slovak
bosnia sarajevo bosnian
kosovo pristina kosovar
albania tirana albanian
romania bucharest romanian
bulgaria sofia bulgarian
moldova chisinau moldovan
belarus minsk belarusian
lithuania vilnius lithuanian
latvia riga latvian
estonia tallinn estonian
czech czechia prague czechs
austria vienna austrian
switzerland bern swiss
netherlands dutch amsterdam hague holland
belgium belgian
luxembourg luxembourger
ireland dublin irish
scotland edinburgh scottish scots
wales cardiff welsh
argentina argentine argentinian
brazil brasilia brazilian brazilians
chile santiago chilean
colombia bogota colombian
venezuela caracas venezuelan
peru lima peruvian
bolivia bolivian
ecuador quito ecuadorian
uruguay montevideo uruguayan
mexico mexican mexicans
cuba havana cuban
haiti haitian
canada ottawa canadian canadians
eu brussels
un
korea korean koreans seoul pyongyang
taiwan taipei taiwanese
vietnam hanoi vietnamese
thailand bangkok thai
myanmar burma burmese
malaysia malaysian
indonesia jakarta indonesian
philippines manila philippine filipino
pakistan islamabad pakistani
afghanistan kabul afghan
bangladesh dhaka bangladeshi
nepal kathmandu nepali nepalese
kazakhstan astana kazakh
uzbekistan tashkent uzbek
armenia yerevan armenian
azerbaijan baku azerbaijani azeri
georgia tbilisi georgian
syria damascus syrian
lebanon beirut lebanese
jordan amman jordanian
egypt cairo egyptian egyptians
libya tripoli libyan
tunisia tunis tunisian
algeria algiers algerian
morocco rabat moroccan
sudan khartoum sudanese
ethiopia ethiopian
eritrea eritrean
somalia mogadishu somali
kenya nairobi kenyan
uganda kampala ugandan
rwanda kigali rwandan
nigeria abuja nigerian
ghana accra ghanaian
senegal dakar senegalese
mali bamako malian
congo kinshasa congolese
zimbabwe harare zimbabwean
zambia zambian
angola luanda angolan
yemen sanaa yemeni
qatar doha qatari
kuwait kuwaiti
bahrain bahraini
oman omani
saudi riyadh saudis
emirates uae emirati
cyprus nicosia cypriot
malta maltese valletta
australia canberra australian australians
zealand wellington
europe european europeans
africa african africans
asia asian asians
etorofu iturup
kunashiri kunashir
""".strip().splitlines()
"""Each row: words that stand for one country, people or government in the news."""

SHORT_FORMS = {
    "eu": "european union",
    "un": "united nations",
    "us": "united states",
    "usa": "united states",
    "uk": "united kingdom",
    "uae": "united arab emirates",
    "nato": "north atlantic treaty organization",
    "who": "world health organization",
    "wto": "world trade organization",
    "imf": "international monetary fund",
    "ecb": "european central bank",
    "iaea": "international atomic energy agency",
    "opec": "organization petroleum exporting countries",
    "fbi": "federal bureau investigation",
    "cia": "central intelligence agency",
    "nasa": "national aeronautics space administration",
    "epa": "environmental protection agency",
    "fda": "food drug administration",
    "sec": "securities exchange commission",
    "gop": "republican",
    "nhs": "national health service",
    "bbc": "british broadcasting corporation",
    "mp": "member parliament",
    "mep": "member european parliament",
    "pm": "prime minister",
    "ceo": "chief executive",
    "la": "los angeles",
    "nyc": "new york",
    "dc": "washington",
    "icc": "international criminal court",
    "icj": "international court justice",
    "osce": "organization security cooperation europe",
    "unicef": "united nations children fund",
    "unesco": "united nations educational scientific cultural organization",
    "ai": "artificial intelligence",
    "tv": "television",
    "eurozone": "euro area",
}
"""Abbreviation -> the full words of its long form, small words left out."""
