//! A sketch, read in place.

use super::{DATA_AT, LENGTHS_AT, LISTS, NUMBERS_AT, UNITS};
use crate::group::similar::body::{ROWS, filter_bits};
use crate::group::similar::marks::Mark;

/// A sketch, read.
#[derive(Clone, Copy)]
pub(in crate::group::similar) struct View<'a> {
    pub(super) bytes: &'a [u8],
}

impl<'a> View<'a> {
    pub(in crate::group::similar) fn signature(self) -> &'a [u8; ROWS] {
        self.bytes[1..].first_chunk().expect("a whole sketch has a signature")
    }

    fn number(self, index: usize) -> u16 {
        let at = NUMBERS_AT + index * 2;
        u16::from_le_bytes([self.bytes[at], self.bytes[at + 1]])
    }

    fn bits(self, index: usize) -> u32 {
        let at = NUMBERS_AT + 14 + index * 4;
        u32::from_le_bytes(*self.bytes[at..].first_chunk().expect("a whole sketch has its bits"))
    }

    /// Distinct word triples.
    pub(in crate::group::similar) fn triples(self) -> u16 {
        self.number(0)
    }

    pub(in crate::group::similar) fn words(self) -> u16 {
        self.number(1)
    }

    /// Day of publication since 1970; 0 when unknown.
    pub(in crate::group::similar) fn day(self) -> u16 {
        self.number(2)
    }

    /// Hash of the main language; 0 when unknown.
    pub(in crate::group::similar) fn language(self) -> u16 {
        self.number(3)
    }

    pub(in crate::group::similar) fn point(self) -> Option<(i16, i16)> {
        let [lat, lon] = [self.number(4), self.number(5)].map(u16::cast_signed);
        (lat != i16::MIN).then_some((lat, lon))
    }

    pub(in crate::group::similar) fn band(self) -> u8 {
        self.bytes[NUMBERS_AT + 12]
    }

    pub(in crate::group::similar) fn levels(self) -> u32 {
        self.bits(0)
    }

    pub(in crate::group::similar) fn languages(self) -> u32 {
        self.bits(1)
    }

    /// What title and fields say.
    pub(in crate::group::similar) fn title_says(self) -> u32 {
        self.bits(2)
    }

    pub(in crate::group::similar) fn body_says(self) -> u32 {
        self.bits(3)
    }

    pub(in crate::group::similar) fn org_id(self) -> u32 {
        self.bits(4)
    }

    /// Least and largest pay, in whole units; none when not given.
    pub(in crate::group::similar) fn pay(self) -> Option<(u32, u32)> {
        let (min, max) = (self.bits(5), self.bits(6));
        (min != 0 || max != 0).then_some((min, max))
    }

    fn length(self, list: usize) -> usize {
        usize::from(self.bytes[LENGTHS_AT + list]) * UNITS[list]
    }

    pub(in crate::group::similar) fn ends_at(self) -> usize {
        DATA_AT + (0..LISTS).map(|list| self.length(list)).sum::<usize>()
    }

    pub(in crate::group::similar) fn list(self, list: usize) -> Option<&'a [u8]> {
        let at = DATA_AT + (0..list).map(|before| self.length(before)).sum::<usize>();
        self.bytes.get(at..at + self.length(list))
    }

    fn data(self, list: usize) -> &'a [u8] {
        self.list(list).expect("a whole sketch has all lists")
    }

    fn text(self, list: usize) -> &'a str {
        str::from_utf8(self.data(list)).expect("texts of a whole sketch are UTF-8")
    }

    fn small(self, list: usize) -> impl Iterator<Item = u16> + Clone + 'a {
        self.data(list).as_chunks::<2>().0.iter().map(|bytes| u16::from_le_bytes(*bytes))
    }

    fn large(self, list: usize) -> impl Iterator<Item = u32> + Clone + 'a {
        self.data(list).as_chunks::<4>().0.iter().map(|bytes| u32::from_le_bytes(*bytes))
    }

    pub(in crate::group::similar) fn title(self) -> impl Iterator<Item = &'a str> + Clone + 'a {
        self.text(0).split_whitespace()
    }

    pub(in crate::group::similar) fn employer(self) -> &'a str {
        self.text(1)
    }

    pub(in crate::group::similar) fn advertiser(self) -> &'a str {
        self.text(2)
    }

    pub(in crate::group::similar) fn towns(self) -> impl Iterator<Item = u32> + Clone + 'a {
        self.large(3)
    }

    pub(in crate::group::similar) fn regions(self) -> impl Iterator<Item = u32> + Clone + 'a {
        self.large(4)
    }

    pub(in crate::group::similar) fn streets(self) -> impl Iterator<Item = u16> + Clone + 'a {
        self.small(5)
    }

    pub(in crate::group::similar) fn title_numbers(self) -> impl Iterator<Item = u32> + Clone + 'a {
        self.large(6)
    }

    pub(in crate::group::similar) fn references(self) -> impl Iterator<Item = u32> + Clone + 'a {
        self.large(7)
    }

    /// Words after a label for the place of work.
    pub(in crate::group::similar) fn labelled(self) -> impl Iterator<Item = u32> + Clone + 'a {
        self.large(8)
    }

    pub(in crate::group::similar) fn names(self) -> impl Iterator<Item = u16> + Clone + 'a {
        self.small(9)
    }

    pub(in crate::group::similar) fn numbers(self) -> impl Iterator<Item = u16> + Clone + 'a {
        self.small(10)
    }

    pub(in crate::group::similar) fn sites(self) -> impl Iterator<Item = u16> + Clone + 'a {
        self.small(11)
    }

    pub(in crate::group::similar) fn marks(self) -> impl Iterator<Item = Mark> + Clone + 'a {
        self.small(13).map(Mark::from_bits)
    }

    /// Words of places in the ad's address, or that were found in its text.
    pub(in crate::group::similar) fn hints(self) -> impl Iterator<Item = u32> + Clone + 'a {
        self.large(14)
    }

    /// All words of a short text; none of a longer one.
    pub(in crate::group::similar) fn few_words(self) -> impl Iterator<Item = u16> + Clone + 'a {
        self.small(15)
    }

    /// The text perhaps has this word; without a doubt it has not.
    pub(in crate::group::similar) fn may_say(self, stem: u16) -> bool {
        let filter = self.data(12).as_chunks::<8>().0;
        filter_bits(stem, filter.len())
            .into_iter()
            .all(|bit| u64::from_le_bytes(filter[bit / 64]) >> (bit % 64) & 1 == 1)
    }
}
