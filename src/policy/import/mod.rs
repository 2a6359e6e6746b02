//! Drafting a policy file from the text of a published policy.
//!
//! The lists of the page are found by their markers; the one that speaks most of what comments must
//! not contain becomes `clauses`, one on the body's own posts `outgoing`. Each item is mapped to
//! concepts by the phrases that such policies have in common (`dictionaries/policy_import/`). What is
//! not clear is marked 要確認 for a person.

mod draft;
mod lines;
mod mapping;

use std::sync::LazyLock;

use regex::Regex;

use super::decide::Side;
use super::file::Extent;
use lines::{Item, List};
use mapping::{CLEAR, Mapped, Phrases, fallbacks, is_undecidable};

/// Why no policy could be drafted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ImportError {
    /// There is no list that speaks of what policies forbid.
    #[error(
        "found no list of 禁止事項 in the text\n  help: paste the list itself, an item a line: (1) …, ① …, ア …, ・ …"
    )]
    NoList,
}

/// A drafted policy, ready to be written as a commented file.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// The file's id.
    pub id: String,
    /// The page's first line.
    pub title: String,
    /// The public body, if the title begins with it.
    pub body: Option<String>,
    /// The last date of the page that something is in force from.
    pub version: Option<String>,
    /// Whether parts of comments may be deleted.
    pub deletes: Extent,
    /// Whether the page speaks of blocking users.
    pub blocks_users: bool,
    /// What comments must not contain.
    pub clauses: Vec<DraftClause>,
    /// What the body's own posts must not contain.
    pub outgoing: Vec<DraftClause>,
}

/// A drafted clause.
#[derive(Debug, Clone, PartialEq)]
pub struct DraftClause {
    /// The number as printed; bullets are numbered in their order.
    pub number: String,
    /// The text as printed.
    pub text: String,
    /// The concepts, those that the text names first.
    pub concepts: Vec<String>,
    /// How clearly the text names them, 0 to 1.
    pub confidence: f32,
    /// What a person should look at, empty if nothing.
    pub remarks: Vec<String>,
}

impl DraftClause {
    /// Whether a person has to look at the mapping.
    #[must_use]
    pub fn is_unsure(&self) -> bool {
        self.confidence < CLEAR
    }

    /// The concepts that text alone cannot decide.
    fn undecidable(&self) -> Vec<&str> {
        self.concepts.iter().map(String::as_str).filter(|name| is_undecidable(name)).collect()
    }
}

/// Fewest items that make a list.
const MIN_ITEMS: usize = 2;

/// Drafts a policy from the text of a page, or of its list alone.
///
/// # Errors
///
/// If no list in it speaks of what policies forbid.
pub fn import(id: &str, page: &str) -> Result<Draft, ImportError> {
    let phrases = Phrases::builtin();
    let mut lists: Vec<(Side, Vec<DraftClause>, usize, String)> = lines::lists(page)
        .into_iter()
        .filter(|list| list.items.len() >= MIN_ITEMS)
        .filter_map(|list| candidate(&phrases, list))
        .collect();
    if lists.is_empty() {
        lists.extend(candidate(&phrases, unmarked(page)));
    }
    let best = |side: Side| {
        let own = lists.iter().filter(|(list_side, ..)| *list_side == side);
        own.rev().max_by_key(|(_, _, mapped, _)| *mapped)
    };
    let (comments, outgoing) = (best(Side::Comment), best(Side::Outgoing));
    if comments.or(outgoing).is_none() {
        return Err(ImportError::NoList);
    }
    let intro = comments.map_or("", |(.., intro)| intro.as_str());
    let part =
        ["全部または一部", "全部又は一部", "一部または全部", "一部又は全部", "全部もしくは一部"];
    let finish = |list: Option<&(Side, Vec<DraftClause>, usize, String)>, side| {
        let clauses = list.map_or_else(Vec::new, |(_, clauses, ..)| clauses.clone());
        joined(clauses, side)
    };
    let title = title(page);
    Ok(Draft {
        id: id.to_owned(),
        body: body(&title),
        version: version(page),
        title,
        deletes: match part.iter().any(|words| intro.contains(words)) {
            true => Extent::WholeOrPart,
            false => Extent::Whole,
        },
        blocks_users: intro.contains("ブロック"),
        clauses: finish(comments, Side::Comment),
        outgoing: finish(outgoing, Side::Outgoing),
    })
}

/// A list that speaks of what policies forbid: its side, its clauses, how many of them are mapped.
fn candidate(phrases: &Phrases, list: List) -> Option<(Side, Vec<DraftClause>, usize, String)> {
    let side = side(&list);
    let mut clauses: Vec<DraftClause> =
        list.items.iter().map(|item| clause(item, &phrases.map(&item.text))).collect();
    if side == Side::Outgoing {
        // Such lists also hold advice on manners, which is no clause.
        clauses.retain(|clause| !clause.concepts.is_empty());
    }
    let mapped = clauses.iter().filter(|clause| !clause.concepts.is_empty()).count();
    let most = mapped >= MIN_ITEMS && mapped * 2 >= clauses.len();
    number_bullets(&mut clauses);
    most.then_some((side, clauses, mapped, list.intro))
}

fn side(list: &List) -> Side {
    let says = |words: &[&str]| words.iter().any(|word| list.intro.contains(word));
    let by_users = says(&["コメント", "書き込み", "投稿があった", "利用者", "発言者", "削除"]);
    let own = [
        "発信してはならない",
        "発信してはいけない",
        "発信することはでき",
        "発信しないこと",
        "発信しない",
        "投稿してはならない情報",
    ];
    let items_own = list.items.iter().filter(|item| item.text.contains("発信しないこと")).count();
    if (says(&own) && !by_users) || items_own * 2 > list.items.len() {
        Side::Outgoing
    } else {
        Side::Comment
    }
}

fn clause(item: &Item, mapped: &[Mapped]) -> DraftClause {
    let confidence = mapped.first().map_or(0.0, |mapped| mapped.confidence);
    let mut remarks = Vec::new();
    if mapped.is_empty() {
        remarks.push("要確認: 対応する概念が見つかりません".to_owned());
    } else if confidence < CLEAR {
        remarks.push(format!("要確認: 対応づけの確からしさ {confidence:.2}"));
    }
    DraftClause {
        number: item.number.clone(),
        text: item.text.clone(),
        concepts: mapped.iter().map(|mapped| mapped.concept.clone()).collect(),
        confidence,
        remarks,
    }
}

fn number_bullets(clauses: &mut [DraftClause]) {
    for (index, clause) in clauses.iter_mut().enumerate().filter(|(_, c)| c.number.is_empty()) {
        clause.number = format!("({})", index + 1);
        clause.remarks.push("番号は印刷されていないため、順に付けました".to_owned());
    }
}

/// Lets the concepts that no clause covers join the clause that comes nearest.
fn joined(mut clauses: Vec<DraftClause>, side: Side) -> Vec<DraftClause> {
    let own: Vec<Vec<String>> = clauses.iter().map(|clause| clause.concepts.clone()).collect();
    let covers = |index: usize, name: &str| own[index].iter().any(|concept| concept == name);
    let anywhere = |name: &str| (0..own.len()).any(|index| covers(index, name));
    for row in fallbacks() {
        let applies = if side == Side::Outgoing { row.outgoing } else { row.comments };
        let added = clauses.iter().any(|clause| clause.concepts.iter().any(|c| c == row.concept));
        if !applies || added || anywhere(row.concept) {
            continue;
        }
        if let Some(index) = (0..own.len()).find(|index| covers(*index, row.joins)) {
            clauses[index].concepts.push(row.concept.to_owned());
            clauses[index].remarks.push(format!("{}: {}", row.concept, row.reason));
        }
    }
    clauses
}

/// A page that is nothing but the items, one a line.
fn unmarked(page: &str) -> List {
    let lines = page.lines().map(str::trim).filter(|line| !line.is_empty());
    let item = |line: &str| Item { number: String::new(), text: line.to_owned() };
    List { intro: String::new(), items: lines.map(item).collect() }
}

fn title(page: &str) -> String {
    let line = page.lines().map(|line| line.trim().trim_start_matches('#').trim());
    let line = line.filter(|line| !line.is_empty()).map(|line| {
        // Converters leave their marks in brackets before the title.
        let behind = line.strip_prefix('[').and_then(|rest| rest.split_once(']'));
        behind.map_or(line, |(_, title)| title.trim())
    });
    line.into_iter().next().unwrap_or_default().to_owned()
}

static BODY: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^[\p{Han}ヶケのノぁ-んァ-ヴー]{1,12}?(?:市|区|町|村|県|府|都|庁|省)(?:[\p{Han}]{2,12}課)?").ok()
});

fn body(title: &str) -> Option<String> {
    BODY.as_ref()?.find(title).map(|found| found.as_str().to_owned())
}

static VERSION: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?:(?P<before>改正|制定|施行|適用)[\s　:：]*)?(?P<date>(?:平成|令和)\s?(?:[0-9０-９]+|元)年\s?[0-9０-９]+月\s?[0-9０-９]+日)(?:から)?(?P<after>施行|適用|改正|制定|改定|策定)?").ok()
});

fn version(page: &str) -> Option<String> {
    let dates = VERSION.as_ref()?.captures_iter(page).filter_map(|found| {
        let act = found.name("after").or(found.name("before"))?.as_str();
        Some(format!("{}{act}", found.name("date")?.as_str()))
    });
    dates.last()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "みなと市公式SNS運用ポリシー\n\n５　発信内容\n（１）市政情報\n（２）イベント情報\n\n６　禁止事項\n次の各号に該当するコメントは、全部又は一部を削除し、利用者をブロックすることがあります。\n（１）法令に違反するもの\n（２）他人を誹謗中傷するもの\n（３）広告その他営利を目的とするもの\n（４）花火の写真\n\n７　免責事項\n（１）市は一切の責任を負いません。\n（２）損害についても同様です。\n\nこのポリシーは、令和5年4月1日から施行する。\n";

    #[test]
    fn the_list_of_what_is_forbidden_is_found_among_others() {
        let draft = import("minato", PAGE);
        let draft = draft.unwrap_or_else(|error| panic!("{error}"));
        let numbers: Vec<&str> =
            draft.clauses.iter().map(|clause| clause.number.as_str()).collect();
        assert_eq!(numbers, ["（１）", "（２）", "（３）", "（４）"]);
        assert_eq!(draft.clauses[0].concepts, ["illegal_activity", "crime_incitement", "harm"]);
        assert!(draft.clauses[3].is_unsure());
        assert_eq!((draft.deletes, draft.blocks_users), (Extent::WholeOrPart, true));
        assert_eq!(draft.body.as_deref(), Some("みなと市"));
        assert_eq!(draft.version.as_deref(), Some("令和5年4月1日施行"));
    }

    #[test]
    fn bare_items_will_do_and_nothing_is_no_policy() {
        let draft = import("x", "誹謗中傷するもの\n広告、宣伝\nわいせつなもの");
        assert_eq!(draft.map(|draft| draft.clauses.len()), Ok(3));
        assert_eq!(import("x", "お知らせ\nごみの日\n"), Err(ImportError::NoList));
    }
}
