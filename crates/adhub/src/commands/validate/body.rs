//! What a file holds: one ad, an array, or one ad a line; of our own form, or
//! JSON-LD.

use connectors::formats::push::{split_array, split_lines};

use crate::cli::AdFormat;

/// A file as it is pushed.
pub(super) struct Body {
    bytes: Vec<u8>,
    shape: Shape,
    format: AdFormat,
}

#[derive(PartialEq, Eq, Debug)]
enum Shape {
    One,
    Array,
    /// An array that cannot be cut into its items.
    Broken,
    /// The numbers of the lines that hold something.
    Lines(Vec<usize>),
}

impl Body {
    /// Finds out.
    ///
    /// # Errors
    /// When the arguments do not fit what the file holds.
    pub(super) fn of(
        bytes: Vec<u8>,
        format: Option<AdFormat>,
        id: Option<&str>,
    ) -> Result<Self, String> {
        let shape = shape(&bytes);
        let format = format.unwrap_or_else(|| detect(&bytes, &shape));
        if id.is_some() && shape != Shape::One {
            return Err("--id names one ad, but the file holds an array or lines of ads".to_owned());
        }
        if format == AdFormat::LdJson && matches!(shape, Shape::Lines(_)) {
            return Err("the file holds one value a line: JSON-LD is pushed as one JobPosting or \
                        an array of them (NDJSON is for --format json)"
                .to_owned());
        }
        Ok(Self { bytes, shape, format })
    }

    /// Name of the format, as it is pushed.
    pub(super) fn format(&self) -> &'static str {
        match (self.format, &self.shape) {
            (AdFormat::LdJson, _) => "application/ld+json",
            (AdFormat::Json, Shape::Lines(_)) => "application/x-ndjson",
            (AdFormat::Json, _) => "application/json",
        }
    }

    /// Where the ad of a receipt is in the file.
    pub(super) fn place(&self, index: usize) -> String {
        match &self.shape {
            Shape::One => "ad".to_owned(),
            Shape::Broken => "file".to_owned(),
            Shape::Array => format!("item {}", index + 1),
            Shape::Lines(numbers) => match numbers.get(index) {
                Some(number) => format!("line {number}"),
                None => "file".to_owned(),
            },
        }
    }

    /// The bytes of a batch: an ad alone is an array of one.
    pub(super) fn batch(&self) -> Vec<u8> {
        if self.shape == Shape::One {
            let ad = self.bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&self.bytes);
            return [b"[", ad, b"]"].concat();
        }
        self.bytes.clone()
    }

    /// The bytes as they are.
    pub(super) fn one(&self) -> Vec<u8> {
        self.bytes.clone()
    }

    /// Most ads that the file can hold.
    pub(super) fn bytes_max(&self) -> usize {
        self.bytes.len() + 2
    }
}

fn shape(bytes: &[u8]) -> Shape {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii();
    if text.first() == Some(&b'[') {
        return if split_array(bytes).is_ok() { Shape::Array } else { Shape::Broken };
    }
    let mut values =
        serde_json::Deserializer::from_slice(text).into_iter::<serde::de::IgnoredAny>();
    let first_is_whole = matches!(values.next(), Some(Ok(_)));
    let is_all = text[values.byte_offset().min(text.len())..].trim_ascii().is_empty();
    let lines: Vec<usize> = split_lines(bytes).map(|(number, _)| number).collect();
    // An ad that is cut off is one ad; lines begin with whole values.
    let first_line_is_whole = split_lines(bytes)
        .next()
        .is_some_and(|(_, line)| serde_json::from_slice::<serde::de::IgnoredAny>(line).is_ok());
    if (first_is_whole && is_all) || lines.len() < 2 || !first_line_is_whole {
        return Shape::One;
    }
    Shape::Lines(lines)
}

/// A JobPosting says what it is.
fn detect(bytes: &[u8], shape: &Shape) -> AdFormat {
    let first = match shape {
        Shape::One => Some(bytes),
        Shape::Array => split_array(bytes).ok().and_then(|items| items.first().copied()),
        Shape::Lines(_) | Shape::Broken => None,
    };
    let Some(first) = first else { return AdFormat::Json };
    let first = first.strip_prefix(b"\xef\xbb\xbf").unwrap_or(first);
    match serde_json::from_slice::<serde_json::Value>(first) {
        Ok(serde_json::Value::Object(fields))
            if ["@context", "@type", "@graph"].iter().any(|name| fields.contains_key(*name)) =>
        {
            AdFormat::LdJson
        }
        _ => AdFormat::Json,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, format: &str, last_place: &str) {
        let body = Body::of(text.as_bytes().to_vec(), None, None).unwrap();
        let count = match &body.shape {
            Shape::Lines(numbers) => numbers.len(),
            Shape::Array => split_array(text.as_bytes()).unwrap_or_default().len(),
            Shape::One | Shape::Broken => 1,
        };
        assert_eq!((body.format(), body.place(count - 1).as_str()), (format, last_place), "{text}");
    }

    #[test]
    fn forms_are_told_apart() {
        check("{\"a\":1}", "application/json", "ad");
        check("{\n \"a\": 1\n}\n", "application/json", "ad");
        check("\u{feff}[{},{}]", "application/json", "item 2");
        check("{\"a\":1}\n\n{\"b\":2}\n", "application/x-ndjson", "line 3");
        check("{\"a\":1}\n{broken\n", "application/x-ndjson", "line 2");
        check("{\n \"a\": \n", "application/json", "ad");
        check("[{\"@type\":\"JobPosting\"}]", "application/ld+json", "item 1");
        check("{\"@graph\":[]}", "application/ld+json", "ad");
        check("[{}", "application/json", "file");
    }

    #[test]
    fn arguments_that_do_not_fit_are_refused() {
        let lines = b"{}\n{}\n".to_vec();
        let error = Body::of(lines.clone(), None, Some("1")).err().unwrap();
        assert!(error.contains("--id"), "{error}");
        let error = Body::of(lines, Some(AdFormat::LdJson), None).err().unwrap();
        assert!(error.contains("NDJSON"), "{error}");
    }
}
