//! One item as a tree of JSON values: text of an element is a string, what it
//! holds an object, attributes are `@name`, text beside attributes is `#text`,
//! what repeats is an array. HTML that stands unescaped in an element is text.

use std::collections::BTreeMap;

use quick_xml::NsReader;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::name::{Namespace, PrefixDeclaration, QName, ResolveResult};
use schemas::rejected::Fault;
use serde_json::{Map, Value};

use crate::escapes::entities;

/// Deepest nesting of an item.
const DEPTH_MAX: usize = 64;

/// Names of elements that are HTML, when all of an element's children are.
const HTML: [&str; 29] = [
    "p", "br", "ul", "ol", "li", "div", "span", "b", "strong", "i", "em", "u", "h1", "h2", "h3",
    "h4", "h5", "h6", "table", "tbody", "thead", "tr", "td", "th", "a", "hr", "font", "img", "dl",
];

/// Namespaces and the prefixes that a format gives them:
/// `https://teamtailor.com/locations` is `tt`. A blank prefix is none.
pub(crate) type Names = BTreeMap<String, String>;

/// Prefixes that elements around an item bind.
#[derive(Clone, Default, Debug)]
pub(crate) struct Bindings(Vec<(Vec<u8>, Vec<u8>)>);

impl Bindings {
    /// Most prefixes that are kept.
    const MAX: usize = 256;

    /// Adds what a start tag binds.
    pub(super) fn add(&mut self, tag: &[u8]) {
        let Ok(tag) = std::str::from_utf8(tag) else { return };
        let mut reader = quick_xml::Reader::from_str(tag);
        reader.config_mut().check_end_names = false;
        let Ok(Event::Start(start)) = reader.read_event() else { return };
        for attribute in start.attributes().with_checks(false).flatten() {
            let name = attribute.key.as_ref();
            let prefix = match name.strip_prefix(b"xmlns") {
                Some([]) => &[],
                Some([b':', prefix @ ..]) => prefix,
                _ => continue,
            };
            if self.0.len() < Self::MAX {
                self.0.push((prefix.to_vec(), attribute.value.to_vec()));
            }
        }
    }
}

/// An item as a tree, and what was mended in it.
pub(crate) struct Tree {
    /// The outermost element.
    pub(crate) root: Value,
    /// A text began with `![CDATA[`.
    pub(crate) broken_cdata: bool,
}

/// Reads one element.
///
/// # Errors
/// When it is not well formed, a prefix is bound to nothing, or it is nested
/// too deep.
pub(crate) fn tree(text: &str, names: &Names, bindings: &Bindings) -> Result<Tree, Fault> {
    read(text, names, bindings, true)
}

/// Reads what stands around items: text between its elements is no content.
///
/// # Errors
/// As [`tree`].
pub(crate) fn outline(text: &str, names: &Names) -> Result<Value, Fault> {
    read(text, names, &Bindings::default(), false).map(|tree| tree.root)
}

fn read(text: &str, names: &Names, bindings: &Bindings, html: bool) -> Result<Tree, Fault> {
    let mut reader = NsReader::from_str(text);
    reader.config_mut().allow_dangling_amp = true;
    for (prefix, namespace) in &bindings.0 {
        let declared = match &prefix[..] {
            [] => PrefixDeclaration::Default,
            named => PrefixDeclaration::Named(named),
        };
        // What cannot be bound stays unbound, and is told where it is used.
        let _unbound = reader.resolver_mut().add(declared, Namespace(namespace));
    }
    let mut builder =
        Builder { text, names, open: Vec::new(), root: None, html, broken_cdata: false, own: None };
    loop {
        let before = position(&reader);
        let event = reader.read_event().map_err(|error| {
            let place = format!("byte {}", reader.error_position());
            Fault::new("malformed_xml", place, format!("not well-formed XML: {error}"))
        })?;
        let now = position(&reader);
        match event {
            Event::Start(tag) => builder.open(&tag, &reader, now)?,
            Event::Empty(tag) => {
                builder.open(&tag, &reader, now)?;
                builder.close(now);
            }
            Event::End(_) => builder.close(before),
            Event::Text(text) => builder.add(&String::from_utf8_lossy(&text)),
            Event::CData(text) => builder.add(&String::from_utf8_lossy(&text)),
            Event::GeneralRef(reference) => builder.reference(&reference),
            Event::Eof => break,
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }
    let broken_cdata = builder.broken_cdata;
    let root = builder.root.filter(|_| builder.open.is_empty()).ok_or_else(|| {
        Fault::new("malformed_xml", "", "not well-formed XML: an element is not closed")
    })?;
    Ok(Tree { root, broken_cdata })
}

fn position(reader: &NsReader<&[u8]>) -> usize {
    usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX)
}

struct Builder<'a> {
    text: &'a str,
    names: &'a Names,
    open: Vec<Element>,
    root: Option<Value>,
    /// Elements may hold HTML.
    html: bool,
    broken_cdata: bool,
    /// The namespace of the item itself, when the format has no name for it:
    /// what is in it bears no prefix either.
    own: Option<Vec<u8>>,
}

/// An element that is open.
struct Element {
    name: String,
    attributes: Map<String, Value>,
    children: Map<String, Value>,
    text: String,
    /// Where its content begins.
    from: usize,
    /// Every child so far is HTML.
    html: bool,
}

impl Builder<'_> {
    fn open(
        &mut self,
        tag: &BytesStart<'_>,
        reader: &NsReader<&[u8]>,
        from: usize,
    ) -> Result<(), Fault> {
        if self.open.len() == DEPTH_MAX {
            let message = format!("elements are nested deeper than {DEPTH_MAX} levels");
            return Err(Fault::new("too_deep", "", message));
        }
        if self.root.is_some() {
            let message = "not well-formed XML: something follows the item";
            return Err(Fault::new("malformed_xml", "", message));
        }
        let resolved = reader.resolver().resolve_element(tag.name()).0;
        if self.open.is_empty()
            && let ResolveResult::Bound(Namespace(uri)) = &resolved
            && !self.names.contains_key(String::from_utf8_lossy(uri).as_ref())
        {
            self.own = Some(uri.to_vec());
        }
        let name = self.name(tag.name(), &resolved)?;
        let mut attributes = Map::new();
        for attribute in tag.attributes().with_checks(false) {
            let attribute = attribute.map_err(|error| {
                Fault::new("malformed_xml", name.as_str(), format!("not well-formed XML: {error}"))
            })?;
            if attribute.key.as_namespace_binding().is_some() {
                continue;
            }
            let resolved = reader.resolver().resolve_attribute(attribute.key).0;
            let key = self.name(attribute.key, &resolved)?;
            let value = String::from_utf8_lossy(&attribute.value);
            let value = entities(&value).into_owned();
            attributes.insert(format!("@{key}"), Value::String(value));
        }
        let element = Element {
            name,
            attributes,
            children: Map::new(),
            text: String::new(),
            from,
            html: true,
        };
        self.open.push(element);
        Ok(())
    }

    /// The name with the format's own prefix, where it has one.
    fn name(&self, written: QName<'_>, resolved: &ResolveResult<'_>) -> Result<String, Fault> {
        let local = String::from_utf8_lossy(written.local_name().into_inner()).into_owned();
        let prefix = match resolved {
            ResolveResult::Unknown(prefix) => {
                let prefix = String::from_utf8_lossy(prefix).into_owned();
                let message = format!("the prefix {prefix:?} is bound to no namespace");
                return Err(Fault::new("unbound_prefix", local, message));
            }
            ResolveResult::Bound(Namespace(uri)) if self.own.as_deref() == Some(*uri) => {
                Some(String::new())
            }
            ResolveResult::Bound(Namespace(uri)) => {
                self.names.get(String::from_utf8_lossy(uri).as_ref()).cloned()
            }
            ResolveResult::Unbound => None,
        };
        let prefix = prefix.unwrap_or_else(|| {
            let written = written.prefix().map(|prefix| prefix.into_inner());
            String::from_utf8_lossy(written.unwrap_or_default()).into_owned()
        });
        Ok(if prefix.is_empty() { local } else { format!("{prefix}:{local}") })
    }

    fn add(&mut self, text: &str) {
        if let Some(element) = self.open.last_mut() {
            element.text.push_str(text);
        }
    }

    /// `&amp;`, `&#229;`, and HTML's names, which feeds use without declaring
    /// them. What is no name stays as it came.
    fn reference(&mut self, reference: &BytesRef<'_>) {
        if let Ok(Some(character)) = reference.resolve_char_ref() {
            return self.add(character.encode_utf8(&mut [0; 4]));
        }
        let written = format!("&{};", String::from_utf8_lossy(reference));
        self.add(&entities(&written));
    }

    fn close(&mut self, to: usize) {
        let Some(element) = self.open.pop() else { return };
        let parent = !element.children.is_empty();
        let as_text = self.html && !self.open.is_empty() && parent;
        let mixed = !element.text.trim().is_empty();
        let is_html = HTML.contains(&element.name.to_ascii_lowercase().as_str());
        let name = element.name.clone();
        let value = if as_text && (element.html || mixed) {
            let inner = self.text.get(element.from..to).unwrap_or_default();
            with_attributes(element.attributes, Value::String(inner.trim().to_owned()))
        } else if !parent {
            let text = self.unwrapped(element.text);
            with_attributes(element.attributes, Value::String(text))
        } else {
            let mut fields = element.children;
            fields.extend(element.attributes);
            Value::Object(fields)
        };
        match self.open.last_mut() {
            None => self.root = Some(value),
            Some(parent) => {
                parent.html &= is_html;
                add(&mut parent.children, name, value);
            }
        }
    }

    /// Text without the remains of CDATA that somebody escaped or cut:
    /// `![CDATA[x]]`.
    fn unwrapped(&mut self, text: String) -> String {
        let trimmed = text.trim();
        let start = trimmed.strip_prefix('<').unwrap_or(trimmed);
        let Some(rest) = start.strip_prefix("![CDATA[").or(start.strip_prefix("[CDATA[")) else {
            return text;
        };
        self.broken_cdata = true;
        let end = rest.strip_suffix('>').unwrap_or(rest);
        end.strip_suffix("]]").unwrap_or(end).to_owned()
    }
}

fn with_attributes(mut attributes: Map<String, Value>, text: Value) -> Value {
    if attributes.is_empty() {
        return text;
    }
    if text.as_str().is_some_and(|text| !text.trim().is_empty()) {
        attributes.insert("#text".to_owned(), text);
    }
    Value::Object(attributes)
}

fn add(fields: &mut Map<String, Value>, name: String, value: Value) {
    match fields.get_mut(&name) {
        None => {
            fields.insert(name, value);
        }
        Some(Value::Array(values)) => values.push(value),
        Some(first) => {
            let before = first.take();
            *first = Value::Array(vec![before, value]);
        }
    }
}
