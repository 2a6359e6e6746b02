//! Drafting a policy file from the text of a published policy.
//!
//! The lists of the page are found by their markers, lists inside items too (`lines`); the one that
//! speaks most of what comments must not contain becomes `clauses`, one on the body's own posts
//! `outgoing` (`candidate`). Each item is mapped to concepts by the phrases that such policies have
//! in common (`mapping`); all words are data under `dictionaries/policy_import/`. What is not clear is
//! marked 要確認 for a person, and so is every list or item that was left out.

mod candidate;
mod draft;
mod head;
mod lines;
mod mapping;
mod marker;
mod page;
mod sentences;

use super::decide::Side;
use super::file::Extent;
use candidate::{Candidate, Finder, joined};
use mapping::{CLEAR, Phrases, is_undecidable};
use sentences::{Says, Sentences};

/// Why no policy could be drafted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ImportError {
    /// There is no text at all.
    #[error(
        "the text is empty\n  help: copy the page's text into the file; a PDF that was scanned has none and must be typed"
    )]
    Empty,
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
    /// Items on own posts that speak of no concept, as printed: advice on manners, or a gap.
    pub left_out: Vec<String>,
    /// Other lists that seem to forbid: how many items they have and how they begin.
    pub others: Vec<(usize, String)>,
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

/// Drafts a policy from the text of a page, or of its list alone.
///
/// # Errors
///
/// If the text is empty, or no list in it speaks of what policies forbid.
pub fn import(id: &str, page: &str) -> Result<Draft, ImportError> {
    let page = page::text(page);
    if page.trim().is_empty() {
        return Err(ImportError::Empty);
    }
    let finder = Finder { phrases: Phrases::builtin(), sentences: Sentences::builtin() };
    let lists = lines::lists(&page, &finder.sentences.closings());
    let mut found = finder.candidates(&lists);
    if found.is_empty() {
        found.extend(finder.unmarked(&page));
    }
    let comments = taken(&mut found, Side::Comment);
    let outgoing = taken(&mut found, Side::Outgoing);
    if comments.is_none() && outgoing.is_none() {
        return Err(ImportError::NoList);
    }
    let left_out = outgoing.as_ref().map_or_else(Vec::new, |list| list.left_out.clone());
    let intro = comments.as_ref().map_or("", |list| list.intro.as_str());
    let extent = match finder.sentences.say(intro, Says::Part) {
        true => Extent::WholeOrPart,
        false => Extent::Whole,
    };
    let title = head::title(&page);
    Ok(Draft {
        id: id.to_owned(),
        body: head::body(&title),
        version: head::version(&page),
        title,
        deletes: extent,
        blocks_users: finder.sentences.blocks(&page),
        clauses: comments.map_or_else(Vec::new, |list| joined(list.clauses, Side::Comment)),
        outgoing: outgoing.map_or_else(Vec::new, |list| joined(list.clauses, Side::Outgoing)),
        left_out,
        others: found.iter().filter_map(other).collect(),
    })
}

/// Takes the likeliest list of a side out of those found; of equal ones the first.
fn taken(found: &mut Vec<Candidate>, side: Side) -> Option<Candidate> {
    let own = found.iter().enumerate().filter(|(_, list)| list.side == side);
    let best = own.rev().max_by_key(|(_, list)| list.rank()).map(|(at, _)| at)?;
    Some(found.remove(best))
}

/// What is said of a list that was not taken.
fn other(list: &Candidate) -> Option<(usize, String)> {
    let first = list.clauses.first().filter(|_| list.is_telling())?;
    Some((list.clauses.len(), format!("{} {}", first.number, first.text)))
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
        assert_eq!(import("x", " \n\u{feff}\n"), Err(ImportError::Empty));
    }

    #[test]
    fn what_was_not_taken_is_named() {
        let page = "次の情報は発信してはならない。\n① 誹謗中傷\n② 秘密\n③ 私的な感想\n\n次のコメントは削除する。\nア 広告\nイ 差別\nウ 虚偽\n\n次の動画は非表示とする。\n・脅迫\n・わいせつ";
        let draft = import("x", page).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(draft.left_out, ["③ 私的な感想"]);
        assert_eq!(draft.others, [(2, "(1) 脅迫".to_owned())]);
        assert_eq!((draft.clauses.len(), draft.outgoing.len()), (3, 2));
    }

    #[test]
    fn numbers_that_were_printed_twice_are_told_apart() {
        let page = "(1) 広告\n(2) 差別\n(1)～(2)の内容を含むサイトへのリンク\n(1)～(2)の内容を含むページへのリンク";
        let draft = import("x", page).unwrap_or_else(|error| panic!("{error}"));
        let numbers: Vec<&str> =
            draft.clauses.iter().map(|clause| clause.number.as_str()).collect();
        assert_eq!(numbers, ["(1)", "(2)", "末尾", "末尾-2"]);
    }
}
