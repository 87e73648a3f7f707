//! Reading the tables of `processors/reference`, which are compiled in:
//! tab-separated lines after one line that names source and licence.

/// The rows of a table.
///
/// # Panics
/// When a row has not `N` columns: the tables are part of the program, and a
/// test reads every one.
pub(super) fn rows<const N: usize>(table: &'static str) -> impl Iterator<Item = [&'static str; N]> {
    table.lines().filter(|line| !line.starts_with('#')).map(|line| {
        let mut columns = line.split('\t');
        let row = std::array::from_fn(|_| columns.next().expect("a table of ours has its columns"));
        assert!(columns.next().is_none(), "a table of ours has no more columns");
        row
    })
}
