//! `wording/signs.csv`: short strings and how much each speaks for a comment that breaks a clause.
//!
//! A row has the sign's rarity and a weight a plane: `all` parts what breaks any clause from what
//! stays, the others what breaks the clauses of one concept. The build script stores the table as it
//! is looked up in, and it is read where it lies in the program: a hundred thousand signs cost an
//! engine hardly any time or heap.

use std::collections::HashMap;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::short_strings::{LONGEST, ShortStrings, ShortStringsParts};
use super::words::{Bytes, as_bytes, borrowed};

/// Most signs of a table.
const MOST: usize = 1 << 20;
/// Bytes of the end of a sign's part of the weights in planes of concepts.
const END: usize = 4;
/// Bytes of such a weight: index of the concept, and weight.
const OTHER: usize = 3;
/// Weights are kept in hundredths: sums are exact, whatever their order.
const UNIT: f32 = 100.0;

/// Why a table cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SignsError {
    /// The first line is not `sign,rarity,all,<concept>,…`.
    #[error(
        "signs.csv: the first line must be «sign,rarity,all,» and names of concepts, not «{0}»"
    )]
    Header(String),
    /// A row cannot be read.
    #[error("signs.csv, row {row}: {cause}")]
    Row {
        /// The row, from 1, the header not counted.
        row: usize,
        /// What is wrong with it.
        cause: String,
    },
    /// There are no signs, or more than are read.
    #[error("signs.csv has {0} signs; between 1 and {MOST} are read")]
    Number(usize),
}

/// A table that is ready to add up.
pub(crate) struct Signs {
    /// With the [`Row`] of each.
    strings: ShortStrings,
    weights: Weights,
}

/// What every passage asks of a sign.
#[derive(Debug, Clone, Copy)]
struct Row {
    id: u32,
    /// In hundredths, as `all`.
    rarity: i16,
    all: i16,
}

impl Row {
    fn value(self) -> u64 {
        let [i0, i1, i2, i3] = self.id.to_le_bytes();
        let ([r0, r1], [a0, a1]) = (self.rarity.to_le_bytes(), self.all.to_le_bytes());
        u64::from_le_bytes([i0, i1, i2, i3, r0, r1, a0, a1])
    }

    #[inline]
    fn of(value: u64) -> Self {
        let [i0, i1, i2, i3, r0, r1, a0, a1] = value.to_le_bytes();
        Self {
            id: u32::from_le_bytes([i0, i1, i2, i3]),
            rarity: i16::from_le_bytes([r0, r1]),
            all: i16::from_le_bytes([a0, a1]),
        }
    }
}

#[derive(Default, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
struct Weights {
    /// The concepts of all planes but the first.
    concepts: Vec<String>,
    /// By sign, [`END`] bytes each.
    #[serde(serialize_with = "as_bytes", deserialize_with = "borrowed")]
    ends: Bytes,
    /// In the planes of concepts, [`OTHER`] bytes each.
    #[serde(serialize_with = "as_bytes", deserialize_with = "borrowed")]
    others: Bytes,
}

#[derive(Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
struct Image {
    strings: ShortStringsParts,
    weights: Weights,
}

impl Signs {
    /// From the text of the table.
    ///
    /// # Errors
    ///
    /// If the header or a row cannot be read, or there are too many.
    pub fn parse(text: &str) -> Result<Self, SignsError> {
        let mut rows = csv::Reader::from_reader(text.as_bytes());
        let header = rows.headers().cloned().unwrap_or_default();
        let mut names = header.iter();
        if ["sign", "rarity", "all"].map(Some) != [names.next(), names.next(), names.next()] {
            return Err(SignsError::Header(header.iter().collect::<Vec<_>>().join(",")));
        }
        let mut weights =
            Weights { concepts: names.map(str::to_owned).collect(), ..Weights::default() };
        let mut signs: HashMap<String, Row> = HashMap::new();
        for (index, cells) in rows.records().enumerate() {
            let fault = |cause: String| SignsError::Row { row: index + 1, cause };
            let cells = cells.map_err(|error| fault(error.to_string()))?;
            let sign = cells.get(0).unwrap_or_default().to_owned();
            if sign.chars().count() > LONGEST {
                return Err(fault(format!("«{sign}» has more than {LONGEST} letters")));
            }
            let row = weights.add(&cells).map_err(fault)?;
            if !sign.is_empty() && signs.insert(sign.clone(), row).is_some() {
                return Err(fault(format!("«{sign}» stands in an earlier row, too; leave one")));
            }
        }
        let number = weights.number();
        let signs = signs.iter().map(|(sign, row)| (sign.as_str(), row.value()));
        let strings = Some(signs).filter(|_| (1..=MOST).contains(&number));
        let strings = strings.and_then(ShortStrings::new);
        Ok(Self { strings: strings.ok_or(SignsError::Number(number))?, weights })
    }

    /// The table as bytes for [`Self::from_image`]; `None` only if memory ends.
    #[allow(dead_code, reason = "the build script calls it")]
    pub fn image(self) -> Option<Vec<u8>> {
        let image = Image { strings: self.strings.into_parts(), weights: self.weights };
        postcard::to_stdvec(&image).ok()
    }

    /// Reads what [`Self::image`] of this build wrote; `None` if the bytes are something else.
    pub fn from_image(bytes: &'static [u8]) -> Option<Self> {
        let Image { strings, weights } = postcard::from_bytes(bytes).ok()?;
        Some(Self { strings: ShortStrings::from_parts(strings)?, weights })
    }

    /// The concepts of all planes but the first, in order.
    pub fn concepts(&self) -> &[String] {
        &self.weights.concepts
    }

    /// Calls `seen` once for every sign of a passage, where it first stands. Of a passage with more
    /// than [`Shown::MOST`] different signs the last are not read.
    #[inline]
    pub fn read(&self, passage: &str, mut seen: impl FnMut(Range<usize>, Sign<'_>)) {
        let mut shown = Shown::default();
        self.strings.scan(passage, |place, value| {
            let row = Row::of(value);
            if shown.is_new(row.id) {
                seen(place, Sign { weights: &self.weights, row });
            }
        });
    }
}

/// The signs that a passage has shown so far: a hash table on the stack.
struct Shown {
    /// A sign's number and 1; 0 where none is.
    slots: [u32; 1 << Self::BITS],
    count: usize,
}

impl Default for Shown {
    fn default() -> Self {
        Self { slots: [0; 1 << Self::BITS], count: 0 }
    }
}

impl Shown {
    const BITS: u32 = 10;
    /// Two thirds of the slots: a passage of 226 letters that each end three signs has no more.
    const MOST: usize = 680;

    /// Whether the sign was not shown before; from now on it is.
    #[inline]
    fn is_new(&mut self, id: u32) -> bool {
        // The golden ratio spreads numbers that lie close together (Knuth, TAOCP 3, 6.4).
        let mut slot = (id.wrapping_mul(0x9E37_79B1) >> (32 - Self::BITS)) as usize;
        loop {
            match self.slots[slot] {
                0 if self.count == Self::MOST => return false,
                0 => {
                    self.slots[slot] = id + 1;
                    self.count += 1;
                    return true;
                }
                known if known == id + 1 => return false,
                _ => slot = (slot + 1) % self.slots.len(),
            }
        }
    }
}

impl Weights {
    /// How many signs have been added.
    fn number(&self) -> usize {
        self.ends.len() / END
    }

    /// Adds the row of a sign; an empty cell is 0.
    fn add(&mut self, row: &csv::StringRecord) -> Result<Row, String> {
        let id = u32::try_from(self.number()).map_err(|_| "too many rows")?;
        let rarity = hundredths(row.get(1).unwrap_or_default())?;
        if rarity <= 0 {
            return Err("the rarity is not above 0".to_owned());
        }
        let all = hundredths(row.get(2).unwrap_or_default())?;
        let others = self.others.to_mut();
        for (concept, cell) in row.iter().skip(3).enumerate() {
            let weight = hundredths(cell)?;
            if weight != 0 {
                others.push(u8::try_from(concept).map_err(|_| "too many columns")?);
                others.extend(weight.to_le_bytes());
            }
        }
        let end = u32::try_from(others.len() / OTHER).map_err(|_| "too many weights")?;
        self.ends.to_mut().extend(end.to_le_bytes());
        Ok(Row { id, rarity, all })
    }
}

/// A cell in hundredths; an empty one is 0.
fn hundredths(cell: &str) -> Result<i16, String> {
    let bad = || format!("«{cell}» is no number between -300 and 300");
    let number: f32 = if cell.is_empty() { 0.0 } else { cell.parse().map_err(|_| bad())? };
    #[allow(clippy::cast_possible_truncation)]
    let whole = (number * UNIT).round() as i32;
    i16::try_from(whole).ok().filter(|_| number.is_finite()).ok_or_else(bad)
}

/// A sign that a passage has.
#[derive(Clone, Copy)]
pub(crate) struct Sign<'a> {
    weights: &'a Weights,
    row: Row,
}

impl<'a> Sign<'a> {
    /// How rare it is, in hundredths.
    #[inline]
    pub fn rarity(self) -> i32 {
        i32::from(self.row.rarity)
    }

    /// Its weight in the plane `all`, in hundredths.
    #[inline]
    pub fn all(self) -> i32 {
        i32::from(self.row.all)
    }

    /// Its weights in the planes of concepts: index of the concept, weight in hundredths.
    #[inline]
    pub fn others(self) -> impl Iterator<Item = (usize, i32)> + 'a {
        let ends: &[[u8; END]] = self.weights.ends.as_chunks().0;
        let end = |id: usize| ends.get(id).map_or(0, |end| u32::from_le_bytes(*end) as usize);
        let id = self.row.id as usize;
        let start = id.checked_sub(1).map_or(0, end);
        let others: &'a [[u8; OTHER]] = self.weights.others.as_chunks().0;
        let own = others.get(start..end(id)).unwrap_or_default().iter();
        own.map(|[concept, w0, w1]| {
            (usize::from(*concept), i32::from(i16::from_le_bytes([*w0, *w1])))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "sign,rarity,all,harm,privacy\n残り,2,0.25,,-1\nり,1,-0.5,0.1,\n";

    /// Place, weight in `all`, and weights in other planes.
    type Seen = (Range<usize>, i32, Vec<(usize, i32)>);

    fn read(signs: &Signs, text: &str) -> Vec<Seen> {
        let mut all = Vec::new();
        signs.read(text, |place, sign| all.push((place, sign.all(), sign.others().collect())));
        all
    }

    #[test]
    fn each_sign_counts_once_and_the_image_is_the_same_table() {
        let signs = Signs::parse(TABLE).expect("a sound table");
        assert_eq!(signs.concepts(), ["harm", "privacy"]);
        let found = read(&signs, "残りり残り");
        assert_eq!(found, [(3..6, -50, vec![(0, 10)]), (0..6, 25, vec![(1, -100)])]);
        let image = signs.image().expect("an image").leak();
        let same = Signs::from_image(image).expect("reads");
        assert_eq!(read(&same, "残りり残り"), found);
        assert!(Signs::from_image(b"no table").is_none());
    }

    #[test]
    fn bad_tables_say_where() {
        for (table, part) in [
            ("sign,all\nあ,1\n", "first line"),
            ("sign,rarity,all\nあ,1,x\n", "row 1: «x»"),
            ("sign,rarity,all,harm\nあい,1,1,\nいう,1,1,NaN\n", "row 2: «NaN»"),
            ("sign,rarity,all\nあ,1,999\n", "«999»"),
            ("sign,rarity,all\nあ,0,1\n", "not above 0"),
            ("sign,rarity,all\nあ,1,1\nい,1,1\nあ,1,2\n", "row 3: «あ»"),
            ("sign,rarity,all\nああああああああああああああああああ,1,1\n", "more than 16"),
            ("sign,rarity,all\n", "0 signs"),
        ] {
            let error = Signs::parse(table).err().expect("it is a bad table").to_string();
            assert!(error.contains(part), "{error}");
        }
    }
}
