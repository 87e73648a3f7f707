//! Nodes of JSON-LD that are written once and named elsewhere: an employer
//! beside its ad in `@graph`, or in another block of the page.

use std::borrow::Cow;
use std::collections::HashMap;

use serde_json::Value;

/// Nodes by their `@id`.
#[derive(Default)]
pub(super) struct Nodes<'v>(HashMap<&'v str, &'v Value>);

impl<'v> Nodes<'v> {
    /// Most nodes that are remembered.
    const MAX: usize = 10_000;

    /// The nodes of documents, wherever lists and graphs put them.
    pub(super) fn of(roots: impl IntoIterator<Item = &'v Value>) -> Self {
        let mut nodes = Self::default();
        let mut open: Vec<&Value> = roots.into_iter().collect();
        while let Some(value) = open.pop() {
            match value {
                Value::Array(items) => open.extend(items),
                Value::Object(fields) => {
                    open.extend(fields.get("@graph"));
                    if let Some(Value::String(id)) = fields.get("@id")
                        && fields.len() > 1
                        && nodes.0.len() < Self::MAX
                    {
                        nodes.0.entry(id).or_insert(value);
                    }
                }
                _ => {}
            }
        }
        nodes
    }

    /// A posting with the nodes in the places where it only names them.
    pub(super) fn put_into(&self, posting: &'v Value) -> Cow<'v, Value> {
        let Value::Object(fields) = posting else { return Cow::Borrowed(posting) };
        let mut whole: Option<serde_json::Map<String, Value>> = None;
        for (name, value) in fields {
            let put = match value {
                Value::Array(items) if items.iter().any(|item| self.named(item).is_some()) => {
                    let items = items.iter().map(|item| self.named(item).unwrap_or(item).clone());
                    Value::Array(items.collect())
                }
                one => match self.named(one) {
                    Some(node) => node.clone(),
                    None => continue,
                },
            };
            whole.get_or_insert_with(|| fields.clone()).insert(name.clone(), put);
        }
        whole.map_or(Cow::Borrowed(posting), |fields| Cow::Owned(Value::Object(fields)))
    }

    /// What a value names when it does nothing else.
    fn named(&self, value: &Value) -> Option<&'v Value> {
        let fields = value.as_object().filter(|fields| fields.len() == 1)?;
        self.0.get(fields.get("@id")?.as_str()?).copied()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_named_is_put_in_its_place() {
        let graph = json!({"@graph": [
            {"@id": "#o", "@type": "Organization", "name": "Acme"},
            {"@id": "#p", "@type": "Place", "address": "Oslo"},
        ]});
        let posting = json!({
            "hiringOrganization": {"@id": "#o"}, "jobLocation": [{"@id": "#p"}, "Bergen"],
            "image": {"@id": "#none"},
        });
        let nodes = Nodes::of([&graph]);
        let whole = nodes.put_into(&posting);
        assert_eq!(whole["hiringOrganization"]["name"], "Acme");
        assert_eq!(whole["jobLocation"][0]["address"], "Oslo");
        assert_eq!(whole["jobLocation"][1], "Bergen");
        assert_eq!(whole["image"], json!({"@id": "#none"}));
    }

    #[test]
    fn a_node_that_names_itself_is_put_once() {
        let graph = json!([{"@id": "#a", "x": {"@id": "#a"}}]);
        let nodes = Nodes::of([&graph]);
        let whole = nodes.put_into(&graph[0]);
        assert_eq!(whole["x"], graph[0]);
    }
}
