//! Reading an object field by field: each name that is asked for is known, the
//! others are faults, and every fault knows where it is.

use std::cell::RefCell;

use schemas::rejected::Fault;

use super::keys;
use super::node::Node;

/// At most so many faults of one ad are told.
const FAULTS_MAX: usize = 100;

/// One step of a JSON pointer.
#[derive(Clone, Copy)]
pub(super) enum Step<'a> {
    Key(&'a str),
    Index(usize),
}

/// What was found, and where reading is now.
pub(super) struct Report {
    pointer: RefCell<String>,
    faults: RefCell<Vec<Fault>>,
    warnings: RefCell<Vec<Fault>>,
}

impl Report {
    pub(super) fn new() -> Self {
        Self {
            pointer: RefCell::new(String::new()),
            faults: RefCell::new(Vec::new()),
            warnings: RefCell::new(Vec::new()),
        }
    }

    pub(super) fn into_parts(self) -> (Vec<Fault>, Vec<Fault>) {
        (self.faults.into_inner(), self.warnings.into_inner())
    }

    /// Notes a fault at the present place.
    pub(super) fn fault(&self, code: &str, message: impl Into<String>) {
        let mut faults = self.faults.borrow_mut();
        if faults.len() < FAULTS_MAX {
            faults.push(Fault::new(code, self.pointer.borrow().clone(), message));
        }
    }

    /// Notes something that does not cost the ad.
    pub(super) fn warn(&self, code: &str, message: impl Into<String>) {
        let mut warnings = self.warnings.borrow_mut();
        if warnings.len() < FAULTS_MAX {
            warnings.push(Fault::new(code, self.pointer.borrow().clone(), message));
        }
    }

    /// Does something one step further in.
    pub(super) fn within<T>(&self, step: Step<'_>, act: impl FnOnce() -> T) -> T {
        let before = self.pointer.borrow().len();
        {
            let mut pointer = self.pointer.borrow_mut();
            pointer.push('/');
            match step {
                Step::Key(key) if key.contains(['~', '/']) => {
                    pointer.push_str(&key.replace('~', "~0").replace('/', "~1"));
                }
                Step::Key(key) => pointer.push_str(key),
                Step::Index(index) => pointer.push_str(&index.to_string()),
            }
        }
        let done = act();
        self.pointer.borrow_mut().truncate(before);
        done
    }
}

/// An object that is being read.
pub(super) struct Object<'n> {
    fields: &'n [(std::borrow::Cow<'n, str>, Node<'n>)],
    asked: Vec<&'static str>,
    report: &'n Report,
}

impl<'n> Object<'n> {
    /// Opens an object; anything else is a fault.
    pub(super) fn open(node: &'n Node<'n>, report: &'n Report) -> Option<Self> {
        match node {
            Node::Object(fields) => Some(Self { fields, asked: Vec::with_capacity(40), report }),
            other => {
                report.fault("wrong_type", format!("{} where an object belongs", other.kind()));
                None
            }
        }
    }

    /// Reads a field with `read`; `None` when it is not given or has a fault.
    pub(super) fn get<T>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(&'n Node<'n>, &'n Report) -> Option<T>,
    ) -> Option<T> {
        self.asked.push(name);
        let (_, node) = self.fields.iter().find(|(key, _)| key == name)?;
        if node.is_unsaid() {
            return None;
        }
        self.report.within(Step::Key(name), || read(node, self.report))
    }

    /// Whether a field is given.
    pub(super) fn has(&self, name: &str) -> bool {
        self.fields.iter().any(|(key, node)| key == name && !node.is_unsaid())
    }

    /// Knows these names and reads none of them; gives those that are there.
    pub(super) fn skip(&mut self, names: &[&'static str]) -> Vec<&'static str> {
        self.asked.extend(names);
        names.iter().copied().filter(|name| self.has(name)).collect()
    }

    /// A fault at a field that need not be there.
    pub(super) fn fault_at(&self, name: &str, code: &str, message: impl Into<String>) {
        self.report.within(Step::Key(name), || self.report.fault(code, message));
    }

    /// A warning at a field.
    pub(super) fn warn_at(&self, name: &str, code: &str, message: impl Into<String>) {
        self.report.within(Step::Key(name), || self.report.warn(code, message));
    }

    /// Two fields for the same thing.
    pub(super) fn not_both(&self, short: &str, long: &str) {
        if self.has(short) && self.has(long) {
            self.fault_at(
                short,
                "both_forms",
                format!("{short:?} and {long:?} say the same thing; give one"),
            );
        }
    }

    /// Every name that was not asked for is a fault.
    pub(super) fn finish(self) {
        for (key, _) in self.fields {
            if self.asked.iter().any(|name| name == key) {
                continue;
            }
            self.report.within(Step::Key(key), || {
                let message = match keys::nearest(key, &self.asked) {
                    Some(name) => format!("unknown field; did you mean {name:?}?"),
                    None => format!("unknown field; known here: {}", self.asked.join(", ")),
                };
                self.report.fault("unknown_field", message);
            });
        }
        #[cfg(test)]
        super::tests::asked(&self.asked);
    }
}

/// Reads a list of at most `max` items with `read`; a single value that is not
/// a list is a fault.
pub(super) fn list<'n, T>(
    max: usize,
    mut read: impl FnMut(&'n Node<'n>, &'n Report) -> Option<T>,
) -> impl FnMut(&'n Node<'n>, &'n Report) -> Option<Vec<T>> {
    move |node, report| match node {
        Node::List(items) if items.len() > max => {
            report.fault("too_many", format!("{} items, at most {max} are allowed", items.len()));
            None
        }
        Node::List(items) => Some(
            items
                .iter()
                .enumerate()
                .filter_map(|(index, item)| {
                    report.within(Step::Index(index), || read(item, report))
                })
                .collect(),
        ),
        other => {
            report.fault("wrong_type", format!("{} where an array belongs", other.kind()));
            None
        }
    }
}
