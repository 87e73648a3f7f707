//! Microdata and RDFa of a page as the same objects that JSON-LD gives.

use scraper::{ElementRef, Html, Selector};
use serde_json::{Map, Value};
use url::Url;

/// How a page marks its data.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Markup {
    /// `itemscope`, `itemtype`, `itemprop`.
    Microdata,
    /// `typeof`, `property`.
    Rdfa,
}

/// Deepest nesting of objects, and of the elements that are searched for them.
const OBJECTS_MAX: usize = 16;
const ELEMENTS_MAX: usize = 256;

/// Properties whose text is HTML.
const HTML: [&str; 6] = [
    "description",
    "responsibilities",
    "qualifications",
    "jobBenefits",
    "incentiveCompensation",
    "employerOverview",
];

/// Every JobPosting that is not inside another object.
pub(super) fn postings(page: &Html, markup: Markup, base: Option<&Url>) -> Vec<Value> {
    let selector = match markup {
        Markup::Microdata => "[itemscope][itemtype]",
        Markup::Rdfa => "[typeof]",
    };
    let selector = Selector::parse(selector).expect("the selector is well formed");
    let objects = page.select(&selector).filter(|element| {
        let names = markup.types(*element);
        names.iter().any(|name| name == "JobPosting")
    });
    objects.map(|element| object(element, markup, base, 0)).collect()
}

impl Markup {
    /// Names of types, without the vocabulary.
    fn types(self, element: ElementRef<'_>) -> Vec<String> {
        let attribute = match self {
            Self::Microdata => "itemtype",
            Self::Rdfa => "typeof",
        };
        words(element.attr(attribute))
    }

    /// Names of properties, without the vocabulary.
    fn properties(self, element: ElementRef<'_>) -> Vec<String> {
        let attribute = match self {
            Self::Microdata => "itemprop",
            Self::Rdfa => "property",
        };
        words(element.attr(attribute))
    }

    fn is_object(self, element: ElementRef<'_>) -> bool {
        match self {
            Self::Microdata => element.attr("itemscope").is_some(),
            Self::Rdfa => element.attr("typeof").is_some(),
        }
    }

    fn id(self, element: ElementRef<'_>) -> Option<&str> {
        match self {
            Self::Microdata => element.attr("itemid"),
            Self::Rdfa => element.attr("resource").or_else(|| element.attr("about")),
        }
    }
}

/// `https://schema.org/title schema:name` are `title` and `name`.
fn words(attribute: Option<&str>) -> Vec<String> {
    let words = attribute.unwrap_or_default().split_ascii_whitespace();
    words.map(|word| word.rsplit(['/', '#', ':']).next().unwrap_or(word).to_owned()).collect()
}

fn object(element: ElementRef<'_>, markup: Markup, base: Option<&Url>, depth: usize) -> Value {
    let mut fields = Map::new();
    let types = markup.types(element).into_iter().map(Value::String).collect::<Vec<_>>();
    fields.insert("@type".to_owned(), Value::Array(types));
    if let Some(id) = markup.id(element) {
        fields.insert("@id".to_owned(), Value::String(absolute(id, base)));
    }
    if depth < OBJECTS_MAX {
        // Each with how deep it lies; what is deeper than allowed is not read.
        let mut open: Vec<(ElementRef<'_>, usize)> = children(element, 0);
        while let Some((child, level)) = open.pop() {
            let names = markup.properties(child);
            let is_object = markup.is_object(child);
            for name in &names {
                let value = if is_object {
                    object(child, markup, base, depth + 1)
                } else {
                    Value::String(text(child, markup, name, base))
                };
                add(&mut fields, name, value);
            }
            if !is_object && level < ELEMENTS_MAX {
                open.extend(children(child, level + 1));
            }
        }
    }
    Value::Object(fields)
}

/// The child elements, the last first, so that the first is taken first.
fn children(element: ElementRef<'_>, level: usize) -> Vec<(ElementRef<'_>, usize)> {
    element.children().rev().filter_map(ElementRef::wrap).map(|child| (child, level)).collect()
}

/// What a property says: an attribute of the element, or its text.
fn text(element: ElementRef<'_>, markup: Markup, property: &str, base: Option<&Url>) -> String {
    if let Some(content) = element.attr("content") {
        return content.to_owned();
    }
    let name = element.value().name();
    let link = match name {
        "a" | "area" | "link" => element.attr("href"),
        "img" | "audio" | "video" | "iframe" | "embed" | "source" => element.attr("src"),
        "object" => element.attr("data"),
        _ if markup == Markup::Rdfa => element.attr("href").or_else(|| element.attr("resource")),
        _ => None,
    };
    // A link around a title is a title.
    if let Some(link) = link.filter(|_| !matches!(property, "title" | "name" | "description")) {
        return absolute(link, base);
    }
    let machine = match name {
        "time" => element.attr("datetime"),
        "data" | "meter" => element.attr("value"),
        _ => None,
    };
    if let Some(value) = machine {
        return value.to_owned();
    }
    if HTML.contains(&property) {
        return element.inner_html();
    }
    element.text().collect::<Vec<_>>().join(" ")
}

fn absolute(link: &str, base: Option<&Url>) -> String {
    let joined = base.and_then(|base| base.join(link.trim()).ok());
    joined.map_or_else(|| link.trim().to_owned(), |url| url.to_string())
}

fn add(fields: &mut Map<String, Value>, name: &str, value: Value) {
    match fields.get_mut(name) {
        None => {
            fields.insert(name.to_owned(), value);
        }
        Some(Value::Array(values)) => values.push(value),
        Some(first) => {
            let before = first.take();
            *first = Value::Array(vec![before, value]);
        }
    }
}
