//! What mutation starts from: the fixtures of the connectors, with the bytes
//! before them that a check takes for its own.

use std::path::{Path, PathBuf};
use std::{fs, io};

use connectors::dialects;
use connectors::formats::dialect::Shape;

use crate::{Family, feed};

/// One input.
pub struct Seed {
    /// Name of the file it is of.
    pub name: String,
    /// The input.
    pub bytes: Vec<u8>,
}

/// Short texts in the forms that have been met.
const WORDS: [&str; 12] = [
    "Wed, 19 Aug 2026 05:00:00:0",
    "2026-07-01T12:00:00.9970+02",
    "21 april 2026",
    "Posted 3 Days Ago",
    "1713965113220",
    "03/04/2026 10:30",
    "VEREINIGTES_KOENIGREICH",
    "https://hh.varbi.com/what:job/jobID:907946/type:job/",
    "https://acme.wd3.myworkdayjobs.com/en-US/Ext/job/Oslo/Baker_JR-1234",
    "https://web103.reachmee.com/ext/I003/354/main?site=12&rmpage=job&rmjob=12743",
    "teamtailor-8039554-2092733",
    "Fri, 7 Aug 2026 08:00 EST",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../connectors")
}

fn files(folder: &str) -> io::Result<Vec<(String, Vec<u8>)>> {
    let mut paths: Vec<PathBuf> = Vec::new();
    for entry in fs::read_dir(root().join(folder))? {
        paths.push(entry?.path());
    }
    paths.retain(|path| path.is_file());
    paths.sort();
    let named = |path: PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Ok((name, fs::read(&path)?))
    };
    paths.into_iter().map(named).collect()
}

/// The inputs that a family starts from.
///
/// # Errors
/// When the fixtures cannot be read.
pub fn seeds(family: &Family) -> io::Result<Vec<Seed>> {
    let all = |folder: &str, before: &[u8]| {
        let with =
            |(name, bytes): (String, Vec<u8>)| Seed { name, bytes: [before, &bytes].concat() };
        Ok(files(folder)?.into_iter().map(with).collect())
    };
    match family.name {
        "xml_feed" => feeds(Shape::Xml, false),
        "json_list" => feeds(Shape::Json, false),
        "json_single" => feeds(Shape::Json, true),
        "page" => all("fixtures/schemaorg", b""),
        "sitemap" => all("fixtures/sitemap", &[7]),
        "jobstream" => all("fixtures/jobstream", &[7]),
        "push" => all("fixtures/push", b""),
        "dialect" => all("src/dialects", b""),
        _ => {
            let of = |(number, text): (usize, &&str)| Seed {
                name: number.to_string(),
                bytes: text.as_bytes().to_vec(),
            };
            Ok(WORDS.iter().enumerate().map(of).collect())
        }
    }
}

fn feeds(shape: Shape, single: bool) -> io::Result<Vec<Seed>> {
    let of = |(name, bytes): (String, Vec<u8>)| {
        let dialect = dialects::named(name.split('.').next()?)?;
        let fits = dialect.shape == shape && dialect.single == single;
        let before = [feed::number(dialect), 200, 7];
        fits.then(|| Seed { name, bytes: [&before, &bytes[..]].concat() })
    };
    Ok(files("fixtures/feed")?.into_iter().filter_map(of).collect())
}
