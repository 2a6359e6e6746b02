//! How rows are written: by the name of a file, or by its first bytes.

use std::path::Path;

/// How rows are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// One JSON object a line.
    JsonLines,
    /// A JSON array of objects, or one of the exports of a platform.
    Json,
    /// Comma-separated values with a header.
    Csv,
    /// Tab-separated values with a header.
    Tsv,
    /// One comment a line.
    Lines,
    /// An Excel workbook.
    Xlsx,
    /// Apache Parquet.
    Parquet,
}

/// Extensions, the first of a format being the usual one.
const EXTENSIONS: [(&str, Format); 13] = [
    ("jsonl", Format::JsonLines),
    ("ndjson", Format::JsonLines),
    ("json", Format::Json),
    ("js", Format::Json),
    ("csv", Format::Csv),
    ("tsv", Format::Tsv),
    ("tab", Format::Tsv),
    ("txt", Format::Lines),
    ("text", Format::Lines),
    ("xlsx", Format::Xlsx),
    ("xlsm", Format::Xlsx),
    ("parquet", Format::Parquet),
    ("pq", Format::Parquet),
];

impl Format {
    /// By the extension, whatever its case; `None` if it tells nothing.
    #[must_use]
    pub fn of_path(path: &Path) -> Option<Self> {
        let extension = path.extension()?.to_str()?.to_lowercase();
        EXTENSIONS.iter().find(|(known, _)| *known == extension).map(|(_, format)| *format)
    }

    /// By the first bytes, after decoding; `None` if they could begin more than one format.
    #[must_use]
    pub fn of_bytes(head: &[u8]) -> Option<Self> {
        if head.starts_with(b"PK\x03\x04") {
            return Some(Self::Xlsx);
        }
        if head.starts_with(b"PAR1") {
            return Some(Self::Parquet);
        }
        let head = head.trim_ascii_start();
        match head.first()? {
            b'[' => Some(Self::Json),
            b'{' if whole_line(head) => Some(Self::JsonLines),
            b'{' => Some(Self::Json),
            _ if head.starts_with(b"window.YTD.") => Some(Self::Json),
            _ => None,
        }
    }

    /// The usual extension.
    #[must_use]
    pub fn extension(self) -> &'static str {
        EXTENSIONS.iter().find(|(_, format)| *format == self).map_or("", |(name, _)| name)
    }

    /// Whether rows are lines of cells under a header.
    #[must_use]
    pub fn is_table(self) -> bool {
        matches!(self, Self::Csv | Self::Tsv | Self::Xlsx | Self::Parquet)
    }
}

/// Whether the first line is an object by itself.
fn whole_line(head: &[u8]) -> bool {
    let line = head.split(|byte| *byte == b'\n').next().unwrap_or_default();
    serde_json::from_slice::<serde::de::IgnoredAny>(line).is_ok()
        || head.len() == line.len() && !line.ends_with(b"}") && !head.contains(&b'\n')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_name() {
        for (path, format) in [
            ("a.CSV", Some(Format::Csv)),
            ("a.ndjson", Some(Format::JsonLines)),
            ("tweets.js", Some(Format::Json)),
            ("a.b.xlsx", Some(Format::Xlsx)),
            ("a.doc", None),
            ("csv", None),
        ] {
            assert_eq!(Format::of_path(Path::new(path)), format, "{path}");
        }
        assert_eq!(Format::JsonLines.extension(), "jsonl");
    }

    #[test]
    fn by_content() {
        for (head, format) in [
            ("{\"text\":\"a\"}\n{\"text\":\"b\"}\n", Some(Format::JsonLines)),
            ("\n {\"text\":\"a\"}", Some(Format::JsonLines)),
            ("{\n \"data\": [", Some(Format::Json)),
            (" [\n{", Some(Format::Json)),
            ("window.YTD.tweets.part0 = [", Some(Format::Json)),
            ("PK\u{3}\u{4}", Some(Format::Xlsx)),
            ("本文,判定\n", None),
            ("", None),
        ] {
            assert_eq!(Format::of_bytes(head.as_bytes()), format, "{head}");
        }
        let cut = "{\"text\":\"a long line of which only the beginning was re";
        assert_eq!(Format::of_bytes(cut.as_bytes()), Some(Format::JsonLines));
    }
}
