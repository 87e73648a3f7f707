//! Whether a body is all that its partner has, and how that is known. Only
//! then may an ad that is missing from it count as gone.

use connectors::ReadEnd;
use connectors::formats::catalogue::Format;

use super::tally::Ended;

/// Whether it is complete, and why.
pub(super) fn complete(format: &Format, ended: &Ended) -> (bool, String) {
    match ended {
        Ended::Broken(error) => {
            let causes = std::iter::successors(std::error::Error::source(error), |e| e.source());
            let why = causes.fold(error.to_string(), |why, cause| format!("{why}: {cause}"));
            (false, why)
        }
        Ended::Read(end) => match (end.announced, end.complete) {
            (Some(announced), true) if announced > end.items => {
                (false, format!("it says that there are {announced}, and shows {}", end.items))
            }
            (Some(announced), true) => {
                (true, format!("read to its end, and {announced} were announced"))
            }
            (None, true) => (true, proven(format)),
            (_, false) => (false, doubt(format, end)),
        },
    }
}

fn proven(format: &Format) -> String {
    let why = match format {
        Format::Dialect(_) => "every item and the end mark were read",
        Format::Sitemap => "the list was read to its end mark",
        _ => "the list was read to its end mark: `]`",
    };
    why.to_owned()
}

fn doubt(format: &Format, end: &ReadEnd) -> String {
    if let Format::Pieces(_) = format {
        return "the answer around the ads is not there: nothing says that these are all"
            .to_owned();
    }
    let Some(dialect) = format.dialect() else {
        let why = match format {
            Format::SchemaOrg => "a page or a document says nothing about the others",
            Format::Sitemap => "an entry of the list is in doubt",
            _ => "lines have no end mark: a cut between two looks like the end",
        };
        return why.to_owned();
    };
    if dialect.single {
        "it is one ad".to_owned()
    } else if dialect.always_partial {
        "this format never shows everything: a missing ad says nothing".to_owned()
    } else if dialect.empty_is_doubtful && end.items == 0 {
        "nothing in it: an unknown tenant looks the same".to_owned()
    } else if let Some(max) = dialect.items_max.filter(|max| end.items >= *max) {
        format!("{max} items is the most that it shows: there may be more")
    } else {
        "it names a further page, or something around the items could not be read".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use connectors::ReadError;
    use connectors::formats::catalogue;

    use super::*;

    fn check(format: &str, end: ReadEnd, wanted: (bool, &str)) {
        let format = catalogue::named(format).unwrap();
        let (is, why) = complete(&format, &Ended::Read(end));
        assert_eq!(is, wanted.0, "{why}");
        assert!(why.contains(wanted.1), "{why}");
    }

    fn end(items: u64, complete: bool, announced: Option<u64>) -> ReadEnd {
        ReadEnd { items, complete, announced }
    }

    #[test]
    fn completeness_is_said_with_its_reason() {
        check("indeed", end(2, true, None), (true, "end mark"));
        check("linkedin", end(2, true, Some(5_596)), (false, "5596, and shows 2"));
        check("greenhouse", end(2, true, Some(2)), (true, "2 were announced"));
        check("rss", end(2, false, None), (false, "never shows everything"));
        check("lever", end(0, false, None), (false, "unknown tenant"));
        check("teamtailor", end(100, false, None), (false, "the most that it shows"));
        check("workday-detail", end(1, false, None), (false, "one ad"));
        check("jobstream", end(1, false, None), (false, "lines have no end mark"));
        check("schemaorg", end(1, false, None), (false, "the others"));
    }

    #[test]
    fn a_broken_body_is_never_complete() {
        let source = std::io::Error::other("the cable was cut");
        let broken = Ended::Broken(ReadError::Io { items: 3, source });
        let (is, why) = complete(&catalogue::named("indeed").unwrap(), &broken);
        assert!(!is && why == "the answer broke off after 3 items: the cable was cut", "{why}");
    }
}
