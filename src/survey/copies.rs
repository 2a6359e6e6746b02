//! The same text again and again, word for word or nearly so.
//!
//! Broder, A. (1997), *On the resemblance of documents*: the share of equal MinHash values of two texts
//! estimates how much of their runs of three letters they share. Bands of values (Leskovec, Rajaraman,
//! Ullman, *Mining of Massive Datasets*, ch. 3) find candidates without comparing all with all.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::LazyLock;

use super::distinct::Distinct;
use super::watch::CopyWatch;
use crate::normalize;

const HASHES: usize = 64;
/// Sixteen bands of four: texts that share half find one another, alike ones almost surely.
const ROWS: usize = 4;
/// Rows of a group that are named.
const IDS: usize = 20;

type Signature = [u32; HASHES];

/// A group of texts alike.
#[derive(Debug, Clone)]
pub struct Group {
    signature: Signature,
    exact_key: u64,
    pub count: u64,
    /// Word for word like the first, after folding.
    pub exact: u64,
    pub flagged: u64,
    pub rumours: u64,
    authors: Distinct,
    pub anonymous: u64,
    pub ids: Vec<String>,
    pub sample: String,
    pub first: Option<jiff::Timestamp>,
    pub last: Option<jiff::Timestamp>,
}

impl Group {
    pub fn authors(&self) -> u64 {
        self.authors.count()
    }
}

/// A text that joins a group or opens one.
pub struct Copy<'a> {
    pub id: &'a str,
    pub text: &'a str,
    /// What may be shown of it.
    pub shown: &'a str,
    pub author: Option<&'a str>,
    pub time: Option<jiff::Timestamp>,
    pub flagged: bool,
    pub rumour: bool,
}

/// The groups so far.
#[derive(Debug, Default)]
pub struct Copies {
    groups: BTreeMap<u64, Group>,
    bands: HashMap<(u8, u64), u64>,
    next: u64,
    pub forgotten: u64,
}

impl Copies {
    pub fn add(&mut self, copy: &Copy<'_>, watch: &CopyWatch) {
        let letters: Vec<char> =
            normalize::key(copy.text).chars().filter(|c| c.is_alphanumeric()).collect();
        if letters.len() < watch.least_letters {
            return;
        }
        let signature = signature(&letters);
        let exact_key = hash_of(letters.iter().collect::<String>().as_bytes());
        let number = self.find(&signature, watch).unwrap_or_else(|| {
            self.open(Group {
                signature,
                exact_key,
                count: 0,
                exact: 0,
                flagged: 0,
                rumours: 0,
                authors: Distinct::default(),
                anonymous: 0,
                ids: Vec::new(),
                sample: copy.shown.chars().take(200).collect(),
                first: None,
                last: None,
            })
        });
        if let Some(group) = self.groups.get_mut(&number) {
            group.join(copy, exact_key);
        }
        if self.groups.len() > watch.remembered {
            self.forget();
        }
    }

    pub fn groups(&self) -> impl Iterator<Item = &Group> {
        self.groups.values()
    }

    fn find(&self, signature: &Signature, watch: &CopyWatch) -> Option<u64> {
        let candidates: HashSet<u64> =
            bands(signature).filter_map(|band| self.bands.get(&band).copied()).collect();
        let share = |number: &u64| {
            self.groups.get(number).map_or(0, |group| equal(&group.signature, signature))
        };
        let best =
            candidates.into_iter().max_by_key(|number| (share(number), u64::MAX - number))?;
        (share(&best) as f64 >= watch.alike * HASHES as f64).then_some(best)
    }

    fn open(&mut self, group: Group) -> u64 {
        let number = self.next;
        self.next += 1;
        for band in bands(&group.signature) {
            self.bands.entry(band).or_insert(number);
        }
        self.groups.insert(number, group);
        number
    }

    /// Forgets the half that was seen least often, the older first: each time half, so that forgetting
    /// costs a text the same whatever the size of the export.
    fn forget(&mut self) {
        let mut seen: Vec<(u64, u64)> =
            self.groups.iter().map(|(number, group)| (group.count, *number)).collect();
        seen.sort_unstable();
        seen.truncate(seen.len() / 2);
        for (_, number) in &seen {
            self.groups.remove(number);
        }
        self.forgotten += seen.len() as u64;
        let groups = &self.groups;
        self.bands.retain(|_, number| groups.contains_key(number));
    }
}

impl Group {
    fn join(&mut self, copy: &Copy<'_>, exact_key: u64) {
        self.count += 1;
        self.exact += u64::from(exact_key == self.exact_key);
        self.flagged += u64::from(copy.flagged);
        self.rumours += u64::from(copy.rumour);
        match copy.author {
            Some(author) => self.authors.see(hash_of(author.as_bytes())),
            None => self.anonymous += 1,
        }
        if self.ids.len() < IDS {
            self.ids.push(copy.id.to_owned());
        }
        self.first = self.first.into_iter().chain(copy.time).min();
        self.last = self.last.into_iter().chain(copy.time).max();
    }
}

fn equal(a: &Signature, b: &Signature) -> usize {
    a.iter().zip(b).filter(|(a, b)| a == b).count()
}

fn bands(signature: &Signature) -> impl Iterator<Item = (u8, u64)> + '_ {
    signature.chunks(ROWS).zip(0..).map(|(rows, band)| {
        let bytes: Vec<u8> = rows.iter().flat_map(|value| value.to_le_bytes()).collect();
        (band, hash_of(&bytes))
    })
}

/// The smallest of each hash over all runs of three letters. Multiply-add-shift hashing (Dietzfelbinger
/// 1996) of a mixed run: the hashes do not wait for one another.
fn signature(letters: &[char]) -> Signature {
    static FACTORS: LazyLock<[(u64, u64); HASHES]> = LazyLock::new(|| {
        let mut factors = [(0, 0); HASHES];
        for (at, factor) in (0..).zip(&mut factors) {
            *factor = (mix(2 * at) | 1, mix(2 * at + 1));
        }
        factors
    });
    let mut least = [u32::MAX; HASHES];
    for run in letters.windows(3) {
        // A character has 21 bits.
        let run = mix(run.iter().fold(0, |packed, c| packed << 21 | u64::from(u32::from(*c))));
        for (least, (factor, addend)) in least.iter_mut().zip(&*FACTORS) {
            *least = (*least).min((run.wrapping_mul(*factor).wrapping_add(*addend) >> 32) as u32);
        }
    }
    least
}

/// The step of SplitMix64 (Steele, Lea, Flood 2014).
fn mix(state: u64) -> u64 {
    let mut z = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// FNV-1a, mixed: the same on every machine, so that reports can be compared.
pub fn hash_of(bytes: &[u8]) -> u64 {
    let fold = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01B3);
    mix(bytes.iter().fold(0xCBF2_9CE4_8422_2325, fold))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::survey::Watch;

    fn group(texts: &[&str], watch: &CopyWatch) -> Vec<(u64, u64)> {
        let mut copies = Copies::default();
        for (at, text) in texts.iter().enumerate() {
            let id = at.to_string();
            let copy = Copy {
                id: &id,
                text,
                shown: text,
                author: Some(&id),
                time: None,
                flagged: false,
                rumour: false,
            };
            copies.add(&copy, watch);
        }
        copies.groups().map(|group| (group.count, group.exact)).collect()
    }

    #[test]
    fn copies_are_one_group_whatever_is_changed_a_little() {
        let watch = Watch::builtin().expect("sound").copies;
        let texts = [
            "市の水道水から基準を超える鉛が出たそうです。絶対に飲まないでください。拡散希望",
            "市の水道水から基準を超える鉛が出たそうです。絶対に飲まないでください。拡散希望！！",
            "【拡散】市の水道水から基準を超える鉛が出たそうです。絶対に飲まないでください",
            "明日の花火大会は何時から始まりますか。駐車場の場所も教えてください。",
        ];
        assert_eq!(group(&texts, &watch), [(3, 2), (1, 1)]);
    }

    #[test]
    fn greetings_and_like_questions_are_no_copies() {
        let watch = Watch::builtin().expect("sound").copies;
        let greetings = ["ありがとうございます"; 30];
        assert_eq!(group(&greetings, &watch), []);
        let questions = [
            "燃えるゴミの収集日は月曜日と木曜日のどちらでしょうか。",
            "資源ゴミの回収は第二水曜日の朝八時まででよいですか。",
            "粗大ゴミの申し込みは電話とインターネットのどちらですか。",
        ];
        assert_eq!(group(&questions, &watch).len(), 3);
    }

    #[test]
    fn forgetting_is_rare_even_if_every_text_was_seen_twice() {
        let mut watch = Watch::builtin().expect("sound").copies;
        watch.remembered = 100;
        let mut copies = Copies::default();
        let mut forgets = 0;
        for at in 0..5_000_u64 {
            let letter = |i| char::from_u32(0x4E00 + (mix(at / 2 * 64 + i) % 9000) as u32);
            let text: String = (0..40).filter_map(letter).collect();
            let copy = Copy {
                id: "1",
                text: &text,
                shown: &text,
                author: None,
                time: None,
                flagged: false,
                rumour: false,
            };
            let before = copies.forgotten;
            copies.add(&copy, &watch);
            forgets += u64::from(copies.forgotten > before);
        }
        assert!((1..=60).contains(&forgets), "{forgets} times over 2,500 groups");
    }

    #[test]
    fn memory_is_bounded_and_groups_outlive_single_texts() {
        let mut watch = Watch::builtin().expect("sound").copies;
        watch.remembered = 100;
        let single: Vec<String> = (0..5_000_u64)
            .map(|at| {
                (0..40).map(move |i| char::from_u32(0x4E00 + (mix(at * 64 + i) % 9000) as u32))
            })
            .map(|chars| chars.flatten().collect())
            .collect();
        let twice = "この文章は何度も投稿されるので覚えておくべきものです。二度目です。";
        let mut texts = vec![twice, twice];
        texts.extend(single.iter().map(String::as_str));
        texts.push(twice);
        let groups = group(&texts, &watch);
        assert!(groups.len() <= 100, "{}", groups.len());
        assert!(groups.contains(&(3, 3)));
    }
}
