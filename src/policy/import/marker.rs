//! What numbers an item: (1), ①, ⑴, 1., ア, (ア), 一, (a), 第1号, ・.

use std::sync::LazyLock;

use regex::Regex;

use crate::normalize::key;

/// The kinds of markers. Lists inside one another differ in kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// (1) （１）〔1〕
    Parenthesis,
    /// ⑴
    SmallParenthesis,
    /// ① ❶ ➀
    Circle,
    /// 5.1　2-1
    Decimal,
    /// 1. １　 1)
    Number,
    /// (ア)
    KanaParenthesis,
    /// ア　ア. イ、
    Kana,
    /// (一)
    KanjiParenthesis,
    /// 一、 二、
    Kanji,
    /// (a) a.
    Letter,
    /// Ⅰ ⅰ
    Roman,
    /// 第5条, 第2項, 第三号, by its last word.
    Article(char),
    /// ・ ● ■ -, by its sign.
    Bullet(char),
}

/// A marker at the beginning of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Marker<'t> {
    pub kind: Kind,
    /// As printed, without a full stop behind it; empty for a bullet.
    pub number: &'t str,
    /// The line behind it.
    pub text: &'t str,
    /// Its place in the order; a kana has one in アイウ and one in イロハ, a bullet none.
    pub places: Vec<usize>,
    /// Whether brackets or a full stop tell it from running text («午後↵5 時まで»).
    pub firm: bool,
}

impl Marker<'_> {
    /// Whether a list may begin with it.
    pub fn is_first(&self) -> bool {
        self.places.contains(&1)
    }

    /// Whether it comes right behind another of its kind.
    pub fn follows(&self, last: &[usize]) -> bool {
        self.places.iter().zip(last).any(|(own, last)| *own == last + 1)
    }
}

/// One marker's shape at the beginning of a line: what it numbers by is the first group.
struct Shape {
    kind: Kind,
    firm: bool,
    regex: Regex,
}

const DIGITS: &str = "[0-9０-９]{1,2}";
const KANJI: &str = "[一二三四五六七八九十]{1,3}";

/// Every shape, the more telling first. Invariant: all compile (a test holds it).
static SHAPES: LazyLock<Vec<Shape>> = LazyLock::new(|| {
    let (open, close, stop) = (r"[(（〔\[［]\s*", r"\s*[)）〕\]］]", "[.．、)）:：]");
    [
        (Kind::Parenthesis, true, format!("^{open}({DIGITS}){close}")),
        (Kind::KanaParenthesis, true, format!("^{open}([ア-ン]){close}")),
        (Kind::KanjiParenthesis, true, format!("^{open}({KANJI}){close}")),
        (Kind::Letter, true, format!("^(?:{open})?([A-Za-zＡ-Ｚａ-ｚ])(?:{close}|[.．])")),
        (Kind::Article('条'), false, format!(r"^第\s*({DIGITS}|{KANJI})\s*条")),
        (Kind::Article('項'), false, format!(r"^(?:第\S{{1,3}}条)?第\s*({DIGITS}|{KANJI})\s*項")),
        (
            Kind::Article('号'),
            false,
            format!(r"^(?:第\S{{1,3}}[条項]){{0,2}}第\s*({DIGITS}|{KANJI})\s*号"),
        ),
        (Kind::Decimal, false, format!(r"^{DIGITS}[.．\-－‐]({DIGITS})[.．]?[\s　]")),
        (Kind::Number, true, format!("^({DIGITS}){stop}")),
        (Kind::Number, false, format!(r"^({DIGITS})(?:[\s　]|$)")),
        (Kind::Kana, true, format!("^([ア-ン]){stop}")),
        (Kind::Kana, false, r"^([ア-ン])[\s　]".to_owned()),
        (Kind::Kanji, true, format!("^({KANJI}){stop}")),
        (Kind::Kanji, false, format!(r"^({KANJI})[\s　]")),
    ]
    .into_iter()
    .filter_map(|(kind, firm, pattern)| {
        Some(Shape { kind, firm, regex: Regex::new(&pattern).ok()? })
    })
    .collect()
});

/// Signs that are one character with their number: first, last, number of the first.
const ENCLOSED: [(char, char, usize, Kind); 10] = [
    ('①', '⑳', 1, Kind::Circle),
    ('㉑', '㉟', 21, Kind::Circle),
    ('❶', '❿', 1, Kind::Circle),
    ('➀', '➉', 1, Kind::Circle),
    ('⑴', '⒇', 1, Kind::SmallParenthesis),
    ('⒈', '⒛', 1, Kind::Number),
    ('Ⅰ', 'Ⅻ', 1, Kind::Roman),
    ('ⅰ', 'ⅻ', 1, Kind::Roman),
    ('⒜', '⒵', 1, Kind::Letter),
    ('ⓐ', 'ⓩ', 1, Kind::Letter),
];

const BULLETS: &str = "・･·•‣◦∙●○◯◎■□◆◇▪▫▶▷►★☆✓✔※＊";
/// Signs that are bullets only before a space.
const DASHES: &str = "-‐–—―－*+＋";

/// The marker that a line begins with.
pub(super) fn marker(line: &str) -> Option<Marker<'_>> {
    enclosed(line).or_else(|| shaped(line)).or_else(|| bullet(line))
}

fn enclosed(line: &str) -> Option<Marker<'_>> {
    let sign = line.chars().next()?;
    let (first, _, number, kind) =
        ENCLOSED.iter().find(|(first, last, ..)| (*first..=*last).contains(&sign))?;
    let place = sign as usize - *first as usize + number;
    let (number, text) = line.split_at(sign.len_utf8());
    let text = text.trim_start_matches(['.', '．', '、', ')', '）']).trim();
    Some(Marker { kind: *kind, number, text, places: vec![place], firm: true })
}

fn shaped(line: &str) -> Option<Marker<'_>> {
    SHAPES.iter().find_map(|shape| {
        let found = shape.regex.captures(line)?;
        let (whole, symbol) = (found.get(0)?, found.get(1)?);
        let text = &line[whole.end()..];
        if runs_on(shape.kind, whole.as_str(), text) {
            return None;
        }
        let number = whole.as_str().trim_end_matches(['.', '．', '、', ':', '：', ' ', '　', '\t']);
        let places = places(shape.kind, symbol.as_str())?;
        // «第4条　利用者は» begins a paragraph, «第4条に» does not.
        let spaced = matches!(shape.kind, Kind::Article(_)) && text.starts_with([' ', '　']);
        Some(Marker {
            kind: shape.kind,
            number,
            text: text.trim(),
            places,
            firm: shape.firm || spaced,
        })
    })
}

/// Whether a number is one of running text: 9:30 から, 第2条の規定, 3.5 倍.
fn runs_on(kind: Kind, marker: &str, text: &str) -> bool {
    match kind {
        Kind::Number => {
            marker.ends_with(['.', '．', ':', '：']) && text.starts_with(|c: char| c.is_numeric())
        }
        Kind::Article(_) => text
            .starts_with(['の', 'に', 'を', 'は', 'が', 'と', 'で', 'か', '及', '又', '第', '、']),
        _ => false,
    }
}

fn bullet(line: &str) -> Option<Marker<'_>> {
    let sign = line.chars().next()?;
    let text = &line[sign.len_utf8()..];
    let is_bullet =
        BULLETS.contains(sign) || DASHES.contains(sign) && text.starts_with([' ', '　', '\t']);
    is_bullet.then(|| Marker {
        kind: Kind::Bullet(sign),
        number: "",
        text: text.trim(),
        places: Vec::new(),
        firm: true,
    })
}

const KANA: &str =
    "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン";
const IROHA: &str = "イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセス";

/// Where a symbol stands in its order, counted from 1.
fn places(kind: Kind, symbol: &str) -> Option<Vec<usize>> {
    let place = |order: &str| {
        let sign = symbol.chars().next()?;
        order.chars().position(|c| c == sign).map(|at| at + 1)
    };
    match kind {
        Kind::Kana | Kind::KanaParenthesis => Some(vec![place(KANA)?, place(IROHA).unwrap_or(0)]),
        Kind::Letter => {
            let sign = key(symbol).chars().next().filter(char::is_ascii_lowercase)?;
            Some(vec![sign as usize - 'a' as usize + 1])
        }
        _ => key(symbol).parse().ok().or_else(|| kanji(symbol)).map(|number| vec![number]),
    }
}

/// 三 = 3, 十 = 10, 二十一 = 21.
fn kanji(symbol: &str) -> Option<usize> {
    let value = |part: &str, default: usize| match part.chars().next() {
        None => Some(default),
        Some(c) => "一二三四五六七八九".chars().position(|digit| digit == c).map(|at| at + 1),
    };
    match symbol.split_once('十') {
        Some((tens, ones)) => Some(value(tens, 1)? * 10 + value(ones, 0)?),
        None => value(symbol, 0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shape_compiles() {
        assert_eq!(SHAPES.len(), 14);
    }

    #[test]
    fn markers_of_every_kind_and_their_places() {
        for (line, kind, number, place) in [
            ("(1) 広告", Kind::Parenthesis, "(1)", 1),
            ("（１２）広告", Kind::Parenthesis, "（１２）", 12),
            ("⑶ 広告", Kind::SmallParenthesis, "⑶", 3),
            ("㉑広告", Kind::Circle, "㉑", 21),
            ("❷ 広告", Kind::Circle, "❷", 2),
            ("3. 広告", Kind::Number, "3", 3),
            ("３　広告", Kind::Number, "３", 3),
            ("5-2 広告", Kind::Decimal, "5-2", 2),
            ("ウ　広告", Kind::Kana, "ウ", 3),
            ("(エ)広告", Kind::KanaParenthesis, "(エ)", 4),
            ("二十一、広告", Kind::Kanji, "二十一", 21),
            ("（三）広告", Kind::KanjiParenthesis, "（三）", 3),
            ("b) 広告", Kind::Letter, "b)", 2),
            ("Ｃ．広告", Kind::Letter, "Ｃ", 3),
            ("Ⅳ 広告", Kind::Roman, "Ⅳ", 4),
            ("第５条第２項 広告", Kind::Article('項'), "第５条第２項", 2),
            ("第三号　広告", Kind::Article('号'), "第三号", 3),
        ] {
            let found = marker(line).unwrap_or_else(|| panic!("{line}"));
            assert_eq!((found.kind, found.number, found.text), (kind, number, "広告"), "{line}");
            assert_eq!(found.places[0], place, "{line}");
        }
        assert_eq!(marker("- 広告").map(|found| found.kind), Some(Kind::Bullet('-')));
    }

    #[test]
    fn numbers_of_running_text_are_no_markers() {
        for line in
            ["9:30 から受け付け", "第2条の規定による", "3.5倍", "-3-", "広告 (1)", "アカウント"]
        {
            assert_eq!(marker(line), None, "{line}");
        }
        assert!(!marker("5 時まで").is_some_and(|found| found.firm));
        assert!(marker("第4条　利用者は").is_some_and(|found| found.firm));
    }

    #[test]
    fn kana_follow_in_either_order() {
        let follows = |last: &str, next: &str| {
            let [last, next] = [last, next].map(|line| marker(line).map(|m| m.places));
            let next = Marker {
                kind: Kind::Kana,
                number: "",
                text: "",
                places: next.unwrap_or_default(),
                firm: true,
            };
            next.follows(&last.unwrap_or_default())
        };
        assert!(follows("ア 甲", "イ 乙") && follows("イ 甲", "ロ 乙"));
        assert!(!follows("ア 甲", "ウ 乙"));
    }
}
