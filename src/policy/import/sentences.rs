//! What the sentences around a list say of it: `policy_import/sentences.csv`.

use super::lines::List;
use super::mapping::{folded, split_quoted, table};
use crate::policy::decide::Side;

/// What a sentence says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Says {
    /// The body's own posts are meant.
    OwnPosts,
    /// What users write is meant.
    Users,
    /// Something is forbidden, or deleted.
    Forbids,
    /// Parts of comments may be deleted.
    Part,
    /// Users may be blocked.
    Block,
    /// What the sentence says is not done.
    Not,
    /// The sentence stands behind the list (at its beginning).
    Closing,
}

/// The phrases that tell.
pub(super) struct Sentences {
    rows: Vec<(&'static str, String, Says)>,
}

impl Sentences {
    /// Reads the table. A row that is malformed is left out; a test holds that there is none.
    pub fn builtin() -> Self {
        let rows = table("policy_import/sentences.csv").filter_map(|row| {
            let (phrase, rest) = split_quoted(row)?;
            let says = match rest.split(',').next()? {
                "own_posts" => Says::OwnPosts,
                "users" => Says::Users,
                "forbids" => Says::Forbids,
                "part" => Says::Part,
                "block" => Says::Block,
                "not" => Says::Not,
                "closing" => Says::Closing,
                _ => return None,
            };
            Some((phrase, folded(phrase), says))
        });
        Self { rows: rows.collect() }
    }

    /// Whether a text says something.
    pub fn say(&self, text: &str, what: Says) -> bool {
        let text = folded(text);
        self.rows.iter().any(|(_, phrase, says)| *says == what && text.contains(phrase.as_str()))
    }

    /// Whether some sentence of a page says that users may be blocked.
    pub fn blocks(&self, page: &str) -> bool {
        page.split(['。', '\n'])
            .any(|sentence| self.say(sentence, Says::Block) && !self.say(sentence, Says::Not))
    }

    /// With what the sentences behind a list begin.
    pub fn closings(&self) -> Vec<&'static str> {
        let closing = self.rows.iter().filter(|(.., says)| *says == Says::Closing);
        closing.map(|(phrase, ..)| *phrase).collect()
    }

    /// Whose posts a list speaks of: what its introduction says, or else most of its items.
    pub fn side(&self, list: &List) -> Side {
        let own = |text: &str| self.say(text, Says::OwnPosts);
        let items = list.items.iter().filter(|item| own(&item.text)).count();
        let by_intro = own(&list.intro) && !self.say(&list.intro, Says::Users);
        if by_intro || items * 2 > list.items.len() { Side::Outgoing } else { Side::Comment }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_read() {
        let rows = table("policy_import/sentences.csv").count();
        assert_eq!(Sentences::builtin().rows.len(), rows);
    }

    #[test]
    fn blocking_is_told_from_not_blocking() {
        let sentences = Sentences::builtin();
        assert!(
            sentences.blocks("返信しません。\n違反を繰り返す利用者をブロックする場合があります。")
        );
        assert!(!sentences.blocks("フォローを受けた場合、原則として拒否（ブロック）をしません。"));
    }

    #[test]
    fn the_introduction_tells_whose_posts_are_meant() {
        let sentences = Sentences::builtin();
        for (intro, side) in [
            ("次の情報を発信してはならない。", Side::Outgoing),
            ("課長は、次の各号に該当する情報を掲載してはならない。", Side::Outgoing),
            ("利用者は、次の情報を発信してはならない。", Side::Comment),
            ("次に該当するコメントは削除する。", Side::Comment),
            ("", Side::Comment),
        ] {
            let list = List { intro: intro.to_owned(), items: Vec::new() };
            assert_eq!(sentences.side(&list), side, "{intro}");
        }
    }
}
