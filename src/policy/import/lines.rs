//! From the text of a page to its lists: markers of every kind, wrapped lines, page breaks.

use std::sync::LazyLock;

use regex::Regex;

/// The kinds of markers that number a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// (1) （１）
    Parenthesis,
    /// ① … ⑳
    Circle,
    /// 1. １　 1)
    Number,
    /// ア (ア) ア.
    Kana,
    /// 一、 二、
    Kanji,
    /// 第5条 第2項 第三号
    Article,
    /// ・ ● ■ -
    Bullet,
}

/// Marker of each kind at the beginning of a line, invariant: compiles.
static MARKERS: LazyLock<Vec<(Kind, Regex)>> = LazyLock::new(|| {
    [
        (Kind::Parenthesis, r"^[(（]\s*[0-9０-９]{1,2}\s*[)）]"),
        (Kind::Circle, r"^[①-⑳㉑-㉟]"),
        (Kind::Article, r"^第\s*[0-9０-９一二三四五六七八九十]+\s*[条項号](?:第[0-9０-９一二三四五六七八九十]+[項号])*"),
        (Kind::Number, r"^[0-9０-９]{1,2}(?:[.．、)）:：]|[\s　]|$)"),
        (Kind::Kana, r"^[(（][ア-ン][)）]|^[ア-ン](?:[.．、)）]|[\s　])"),
        (Kind::Kanji, r"^[一二三四五六七八九十]{1,3}(?:[.．、)）]|[\s　])"),
        (Kind::Bullet, r"^[・･●○■□◆◇▪•※*]"),
    ]
    .into_iter()
    .filter_map(|(kind, pattern)| Some((kind, Regex::new(pattern).ok()?)))
    .collect()
});

/// A list of items as printed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct List {
    /// The lines before it: heading and introduction.
    pub intro: String,
    pub items: Vec<Item>,
}

/// An item: marker as printed (empty for a bullet) and text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Item {
    pub number: String,
    pub text: String,
}

/// How many lines before a list are read as its introduction.
const INTRO_LINES: usize = 4;

struct Reader {
    lists: Vec<List>,
    kind: Option<Kind>,
    /// Lines since the last list, for the next one's introduction.
    prose: Vec<String>,
    /// The last line ended its paragraph: what comes now wraps nothing.
    blank: bool,
}

/// All lists of a page, in its order.
pub(super) fn lists(page: &str) -> Vec<List> {
    let mut reader = Reader { lists: Vec::new(), kind: None, prose: Vec::new(), blank: true };
    for line in page.lines() {
        reader.line(line);
    }
    reader.lists
}

impl Reader {
    fn line(&mut self, line: &str) {
        let (line, heading) = bare(line);
        if line.is_empty() {
            self.blank = true;
            return;
        }
        match marker(line).filter(|_| !heading) {
            Some((kind, _, text)) if self.kind == Some(kind) && is_of_whole(text) => {
                // «(1) ～ (10) の内容を含むページへのリンク» speaks of the list and has no number.
                self.push(Item { number: "末尾".to_owned(), text: line.to_owned() });
            }
            Some((kind, number, text)) => self.item(kind, number, text),
            None if self.kind.is_some() && !self.blank && !heading => {
                if let Some(last) = self.lists.last_mut().and_then(|list| list.items.last_mut()) {
                    last.text.push_str(line);
                }
            }
            None => {
                self.kind = None;
                self.prose.push(line.to_owned());
            }
        }
        self.blank = false;
    }

    fn item(&mut self, kind: Kind, number: &str, text: &str) {
        let first = is_first(kind, number);
        if self.kind != Some(kind) || (first && kind != Kind::Bullet) {
            if let Some(last) = self.lists.last().filter(|_| self.kind.is_some()) {
                // A list inside an item: the item introduces it.
                self.prose.extend(last.items.last().map(|item| item.text.clone()));
            }
            let from = self.prose.len().saturating_sub(INTRO_LINES);
            let intro = self.prose[from..].join("\n");
            self.prose.clear();
            self.lists.push(List { intro, items: Vec::new() });
            self.kind = Some(kind);
        }
        let number = if kind == Kind::Bullet { "" } else { number };
        self.push(Item { number: number.trim().to_owned(), text: text.to_owned() });
    }

    fn push(&mut self, item: Item) {
        if let Some(list) = self.lists.last_mut() {
            list.items.push(item);
        }
    }
}

/// A line without indentation, Markdown's bullet and heading marks; whether it was a heading.
fn bare(line: &str) -> (&str, bool) {
    let line = line.trim();
    let heading = line.starts_with('#');
    let line = line.trim_start_matches('#').trim_start();
    let line =
        line.strip_prefix("- ").or_else(|| line.strip_prefix("* ")).unwrap_or(line).trim_start();
    (line, heading)
}

fn marker(line: &str) -> Option<(Kind, &str, &str)> {
    MARKERS.iter().find_map(|(kind, regex)| {
        let end = regex.find(line)?.end();
        let number = line[..end].trim_end_matches(['.', '．', '、', ':', '：', ' ', '　']);
        Some((*kind, number, line[end..].trim()))
    })
}

/// Whether a text goes on «～ (10) の内容を含む…»: the number before it is no marker.
fn is_of_whole(text: &str) -> bool {
    let rest = text.trim_start_matches(['～', '〜', '~', '-', '－']);
    (rest.len() < text.len() || text.starts_with("から") || text.starts_with("乃至"))
        && text.contains(['(', '（', '①'])
}

fn is_first(kind: Kind, number: &str) -> bool {
    match kind {
        Kind::Circle => number == "①",
        Kind::Kana => number.contains('ア'),
        Kind::Kanji => number.starts_with('一'),
        Kind::Bullet => false,
        Kind::Parenthesis | Kind::Number | Kind::Article => {
            let digits: String = number.chars().filter(|c| c.is_numeric()).collect();
            ["1", "１", "一"].contains(&digits.as_str())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::lists;

    fn numbers(page: &str) -> Vec<Vec<String>> {
        let numbers = |list: super::List| list.items.into_iter().map(|item| item.number).collect();
        lists(page).into_iter().map(numbers).collect()
    }

    #[test]
    fn markers_of_every_kind() {
        for (page, expected) in [
            ("(1) 広告\n(2) 宣伝", ["(1)", "(2)"]),
            ("（１）広告\n（２）宣伝", ["（１）", "（２）"]),
            ("①広告\n②宣伝", ["①", "②"]),
            ("1. 広告\n2. 宣伝", ["1", "2"]),
            ("１　広告\n２　宣伝", ["１", "２"]),
            ("ア　広告\nイ　宣伝", ["ア", "イ"]),
            ("(ア)広告\n(イ)宣伝", ["(ア)", "(イ)"]),
            ("- (1) 広告\n- (2) 宣伝", ["(1)", "(2)"]),
            ("・広告\n・宣伝", ["", ""]),
            ("第１号 広告\n第２号 宣伝", ["第１号", "第２号"]),
        ] {
            assert_eq!(numbers(page), [expected.map(str::to_owned)], "{page}");
        }
    }

    #[test]
    fn wrapped_lines_and_page_breaks_belong_to_their_list() {
        let found = lists(
            "7 禁止事項\n(1) 広告、宣伝その他営利を\n目的とするもの\n\n\n(2) わいせつなもの\n(1)～(2) の内容を含むページへのリンク\n\n8 免責",
        );
        let list = found.iter().find(|list| list.items.len() > 1);
        let texts: Vec<&str> = list
            .map_or(Vec::new(), |list| list.items.iter().map(|item| item.text.as_str()).collect());
        assert_eq!(
            texts,
            [
                "広告、宣伝その他営利を目的とするもの",
                "わいせつなもの",
                "(1)～(2) の内容を含むページへのリンク"
            ]
        );
    }

    #[test]
    fn an_item_introduces_the_list_inside_it() {
        let found = lists("(6) 次の情報は発信してはならない。\n① 秘密\n② 噂\n\n4 その他");
        assert_eq!(found[1].intro, "次の情報は発信してはならない。");
    }
}
