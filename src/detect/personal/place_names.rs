//! Names of prefectures and municipalities, and where in a text an address could begin.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::lists::rows;

/// Longest name of a municipality with its ward, in characters.
const LONGEST: usize = 12;
/// Most characters between the municipality and the number.
const LONGEST_TOWN: usize = 20;

static MUNICIPALITIES: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let list = include_str!("../../../dictionaries/places/municipalities.csv");
    let mut names = HashSet::new();
    for (_, name) in rows(list) {
        if let Some(city) = name.find('市').filter(|_| name.ends_with('区')) {
            names.insert(plain(&name[city + '市'.len_utf8()..]));
        }
        names.insert(plain(name));
    }
    names
});

/// Prefectures in full and, as 東京 before 足立区, without 都, 府 or 県.
static PREFECTURES: LazyLock<HashMap<&'static str, bool>> = LazyLock::new(|| {
    let list = include_str!("../../../dictionaries/places/municipalities.csv");
    let mut names = HashMap::new();
    for (prefecture, _) in rows(list) {
        names.insert(prefecture, true);
        if let Some(short) = prefecture.strip_suffix(['都', '府', '県']) {
            names.insert(short, false);
        }
    }
    names
});

/// 龍ヶ崎, 龍ケ崎, 龍が崎 are one name.
fn plain(name: &str) -> String {
    name.chars().map(|c| if matches!(c, 'ヶ' | 'ケ') { 'が' } else { c }).collect()
}

/// The beginning of an address in the text before its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Head {
    /// Byte offset in the text.
    pub start: usize,
    /// Whether a prefecture or a known municipality is named.
    pub located: bool,
    /// Whether a town is named behind the municipality.
    pub town: bool,
}

/// Where the address that `text` ends with begins: at its prefecture, else at its municipality,
/// else at the name of the town.
pub(super) fn head(text: &str) -> Option<Head> {
    let text_start = text
        .rfind(|c: char| !is_address_char(c))
        .map_or(0, |at| at + text[at..].chars().next().map_or(0, char::len_utf8));
    let line = &text[text_start..];
    let starts = line.char_indices().map(|(at, _)| at);
    let located = starts.clone().find_map(|at| {
        let rest = &line[at..];
        let town = after_prefecture(rest).or_else(|| after_municipality(rest, true))?;
        is_town(town).then_some(Head {
            start: text_start + at,
            located: true,
            town: !town.trim().is_empty(),
        })
    });
    located.or_else(|| {
        let at = town_only(line)?;
        // A municipality that no list knows: 見本市本町.
        let municipality = line[at..].find(['市', '区']).is_some_and(|end| end > 0)
            && !line[at..].trim_end().ends_with(['市', '区']);
        Some(Head { start: text_start + at, located: municipality, town: true })
    })
}

/// The text behind a prefecture and its municipality.
fn after_prefecture(text: &str) -> Option<&str> {
    let ends = text.char_indices().take(4).skip(1).map(|(at, c)| at + c.len_utf8());
    ends.filter_map(|end| Some((end, *PREFECTURES.get(&text[..end])?)))
        .find_map(|(end, full)| after_municipality(text[end..].trim_start(), !full))
}

/// The text behind a municipality, its district (郡) before it if there is one. Unless it must be
/// `known`, any name that ends like one will do.
fn after_municipality(text: &str, known: bool) -> Option<&str> {
    let district = text
        .char_indices()
        .take(6)
        .find(|(at, c)| *c == '郡' && *at > 0)
        .map(|(at, c)| &text[at + c.len_utf8()..]);
    let listed = [Some(text), district].into_iter().flatten().find_map(|text| {
        name_ends(text).filter(|end| is_municipality(&text[..*end])).last().map(|end| &text[end..])
    });
    if listed.is_some() || known {
        return listed;
    }
    let text = district.unwrap_or(text);
    let end = name_ends(text).next()?;
    Some(&text[end..])
}

/// Where a name could end that begins the text: behind 市, 区, 町 or 村.
fn name_ends(text: &str) -> impl Iterator<Item = usize> + '_ {
    text.char_indices()
        .take(LONGEST)
        .filter(|(at, c)| *at > 0 && matches!(c, '市' | '区' | '町' | '村'))
        .map(|(at, c)| at + c.len_utf8())
}

fn is_municipality(name: &str) -> bool {
    MUNICIPALITIES.contains(&plain(name))
}

/// Whether what stands between a municipality and the number can be the name of a town.
fn is_town(text: &str) -> bool {
    let name = text.trim_start_matches([' ', '　']);
    let starts_as_particle =
        name.starts_with(['に', 'で', 'の', 'は', 'が', 'を', 'と', 'も', 'へ', 'か']);
    let kana = name.chars().filter(|c| matches!(c, 'ぁ'..='ん')).count();
    !starts_as_particle
        && name.chars().count() <= LONGEST_TOWN
        && kana <= 7
        && !["から", "まで", "って", "です", "ます", "した", "を", "ので"]
            .iter()
            .any(|word| name.contains(word))
}

/// The start of the run of kanji (with ケ, ノ, が) that ends the text: 桜ヶ丘, 西原.
fn town_only(text: &str) -> Option<usize> {
    let run: Vec<(usize, char)> = text
        .char_indices()
        .rev()
        .skip_while(|(_, c)| *c == ' ')
        .take_while(|(_, c)| is_kanji(*c) || matches!(c, 'ヶ' | 'ケ' | 'ノ' | 'が' | '0'..='9'))
        .take(12)
        .collect();
    let (start, first) = run.iter().rev().copied().find(|(_, c)| is_kanji(*c))?;
    let kanji = run.iter().filter(|(_, c)| is_kanji(*c)).count();
    (kanji >= 2 && is_kanji(first)).then_some(start)
}

fn is_kanji(c: char) -> bool {
    matches!(c, '々' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}')
}

fn is_address_char(c: char) -> bool {
    is_kanji(c) || matches!(c, 'ぁ'..='ん' | 'ァ'..='ヶ' | 'ー' | '0'..='9' | 'A'..='Z' | ' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_begins_at_its_prefecture() {
        for (text, start, located) in [
            ("あいつの家は東京都港区芝公園", "東京都", true),
            ("千葉県山武郡九十九里町百村", "千葉県", true),
            ("奈良県富津市戸山", "奈良県", true),
            ("自宅は横浜市港北区日吉本町", "横浜市", true),
            ("住所、茅ヶ崎市浜見平", "茅ヶ崎市", true),
            ("東京足立区千住", "東京", true),
            ("家は桜ヶ丘", "桜ヶ丘", false),
        ] {
            let found = head(text);
            let at = text.find(start).unwrap_or_default();
            assert_eq!(found.map(|head| (head.start, head.located)), Some((at, located)), "{text}");
        }
    }

    #[test]
    fn a_sentence_about_a_place_is_no_address() {
        for text in ["横浜市に住んでいるが", "港区で", "ここは"] {
            assert!(head(text).is_none_or(|head| !head.located), "{text}");
        }
    }

    #[test]
    fn the_list_holds_every_prefecture() {
        assert_eq!(PREFECTURES.values().filter(|full| **full).count(), 47);
        assert!(MUNICIPALITIES.len() > 1800);
    }
}
