//! XML of any dialect: a stream cut into items, each then read by itself as a
//! tree, so that a fault in one never costs its neighbours.

mod cut;
mod tags;
mod tree;

pub(crate) use cut::cut;
pub(crate) use tree::{Bindings, Names, outline, tree};

/// What a feed of a format looks like.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Feed<'a> {
    /// Name of the format, for messages.
    pub(crate) format: &'static str,
    /// Names that the outermost element may have, in lower case.
    pub(crate) roots: &'a [String],
    /// Names of the elements that are items, in lower case.
    pub(crate) items: &'a [String],
    /// Items may hold elements of their own name, deeper inside. Otherwise such
    /// an element begins the next item, and the one before was never closed.
    pub(crate) nest: bool,
}

/// One piece of a feed.
pub(crate) enum Cut<'b> {
    /// An item: its number from 1, and the bytes from its start tag to its end
    /// tag.
    Item(u64, &'b [u8]),
    /// An item whose end was not found where it belongs: number and bytes.
    Broken(u64, &'b [u8]),
}

/// How a feed ended.
#[derive(Debug)]
pub(crate) struct Ends {
    /// Items handed over, the broken ones too.
    pub(crate) items: u64,
    /// The document without its items.
    pub(crate) outside: Vec<u8>,
    /// Every end tag outside of items closed what was open.
    pub(crate) tidy: bool,
    /// The outermost element is an item: one ad rather than a list.
    pub(crate) single: bool,
}

/// What stands before the first item: handed over with each piece.
pub(crate) struct Before<'b> {
    /// The document so far, without items; elements are still open.
    pub(crate) outside: &'b [u8],
    /// Names of the open elements, the outermost first.
    pub(crate) open: &'b [Vec<u8>],
    /// Prefixes that they bind.
    pub(crate) bindings: &'b Bindings,
}
