//! The encoding of what is written.

use crate::embedded;

/// The encoding of a text file that is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OutputEncoding {
    /// UTF-8.
    Utf8,
    /// UTF-8 with a byte-order mark, by which Excel knows it.
    Utf8Bom,
    /// What Windows in Japan calls Shift_JIS.
    Cp932,
    /// UTF-16 with a byte-order mark, the low byte first.
    Utf16,
}

/// What to do with a character that the encoding lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Unmappable {
    /// Stop and tell.
    #[default]
    Refuse,
    /// Write the nearest character (`corpus/cp932_substitutes.csv`), and 〓 where there is none.
    Substitute,
}

/// A character that the encoding lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "«{character}» (U+{:04X}) is not in CP932; write UTF-8, or allow a substitute",
    u32::from(*character)
)]
pub struct Missing {
    /// The character.
    pub character: char,
}

/// The printers' mark for a character that is missing.
const GETA: &str = "〓";

/// Characters that `encoding_rs` writes though the letter that is read back is another one.
const LOOSE: [char; 3] = ['¥', '‾', '−'];

impl OutputEncoding {
    /// By name: `utf-8`, `utf-8-bom`, `cp932` (`shift_jis`, `sjis`), `utf-16`.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        match name.trim().to_lowercase().as_str() {
            "utf-8" | "utf8" => Some(Self::Utf8),
            "utf-8-bom" | "utf8-bom" => Some(Self::Utf8Bom),
            "cp932" | "shift_jis" | "shift-jis" | "sjis" | "windows-31j" => Some(Self::Cp932),
            "utf-16" | "utf16" => Some(Self::Utf16),
            _ => None,
        }
    }

    /// What a file begins with.
    #[must_use]
    pub fn mark(self) -> &'static [u8] {
        match self {
            Self::Utf8 | Self::Cp932 => b"",
            Self::Utf8Bom => b"\xEF\xBB\xBF",
            Self::Utf16 => b"\xFF\xFE",
        }
    }

    /// Encodes a piece of text, without a mark.
    ///
    /// # Errors
    ///
    /// The first character that the encoding lacks, if none may stand in its place.
    pub fn encode(self, text: String, unmappable: Unmappable) -> Result<Vec<u8>, Missing> {
        match self {
            Self::Utf8 | Self::Utf8Bom => Ok(text.into_bytes()),
            Self::Utf16 => Ok(text.encode_utf16().flat_map(u16::to_le_bytes).collect()),
            Self::Cp932 => cp932(&text, unmappable),
        }
    }
}

fn cp932(text: &str, unmappable: Unmappable) -> Result<Vec<u8>, Missing> {
    if !text.contains(LOOSE) {
        let (bytes, _, failed) = encoding_rs::SHIFT_JIS.encode(text);
        if !failed {
            return Ok(bytes.into_owned());
        }
    }
    let mut out = Vec::with_capacity(text.len());
    for character in text.chars() {
        match (one(character), unmappable) {
            (Some(bytes), _) => out.extend(bytes),
            (None, Unmappable::Refuse) => return Err(Missing { character }),
            (None, Unmappable::Substitute) => {
                let (bytes, _, _) = encoding_rs::SHIFT_JIS.encode(substitute(character));
                out.extend_from_slice(&bytes);
            }
        }
    }
    Ok(out)
}

/// A character in CP932, if it can be read back.
fn one(character: char) -> Option<Vec<u8>> {
    if LOOSE.contains(&character) {
        return None;
    }
    let text = character.to_string();
    let (bytes, _, failed) = encoding_rs::SHIFT_JIS.encode(&text);
    (!failed).then(|| bytes.into_owned())
}

fn substitute(character: char) -> &'static str {
    let rows = embedded::text("corpus/cp932_substitutes.csv").unwrap_or_default().lines().skip(1);
    let mut pairs = rows.filter_map(|row| {
        let mut cells = row.split(',');
        Some((cells.next()?, cells.next()?))
    });
    let mut buffer = [0; 4];
    let character: &str = character.encode_utf8(&mut buffer);
    pairs.find(|(known, _)| *known == character).map_or(GETA, |(_, substitute)| substitute)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_lost_silently() {
        let refuse = |text: &str| OutputEncoding::Cp932.encode(text.into(), Unmappable::Refuse);
        assert_eq!(refuse("①～髙"), Ok(b"\x87\x40\x81\x60\xfb\xfc".to_vec()));
        for (text, character) in [("寒い😢", '😢'), ("10〜12", '〜'), ("¥500", '¥')] {
            assert_eq!(refuse(text), Err(Missing { character }), "{text}");
        }
        let message = Missing { character: '😢' }.to_string();
        assert!(message.starts_with("«😢» (U+1F622) is not in CP932"), "{message}");
    }

    #[test]
    fn substitutes_are_in_the_encoding() {
        let bytes = OutputEncoding::Cp932.encode("〜😢¥".into(), Unmappable::Substitute);
        let (text, _, _) = encoding_rs::SHIFT_JIS.decode(bytes.as_deref().unwrap_or_default());
        assert_eq!(text, "～〓￥");
        let rows =
            embedded::text("corpus/cp932_substitutes.csv").expect("embedded").lines().skip(1);
        for row in rows {
            let cells: Vec<&str> = row.split(',').collect();
            assert_eq!(cells[1].chars().filter_map(one).count(), 1, "{row}");
        }
    }

    #[test]
    fn names_and_marks() {
        assert_eq!(OutputEncoding::of_name("Shift_JIS"), Some(OutputEncoding::Cp932));
        assert_eq!(OutputEncoding::of_name("latin1"), None);
        let bytes = OutputEncoding::Utf16.encode("aあ".into(), Unmappable::Refuse);
        assert_eq!(bytes, Ok(vec![b'a', 0, 0x42, 0x30]));
        assert_eq!(OutputEncoding::Utf16.mark(), b"\xFF\xFE");
    }
}
