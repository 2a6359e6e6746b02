//! Display names that pass for the body's own (成りすまし).
//!
//! Names are compared after folding, with look-alike letters (`survey/official_names.csv`) made one.

use serde::Serialize;

use crate::{embedded, normalize};

/// In what way a name is like the body's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Likeness {
    /// The same but for letters that look or sound alike.
    LookAlike,
    /// All but one letter is the same.
    OneLetter,
    /// The name with something added.
    Extended,
    /// An office's name, or the body's with a word like 公式.
    Office,
}

/// What a body's own names are.
#[derive(Debug, Clone, Default)]
pub struct OfficialNames {
    /// As written: these are the body itself.
    accounts: Vec<String>,
    account_keys: Vec<String>,
    bodies: Vec<String>,
    offices: Vec<String>,
    claims: Vec<String>,
    allows: Vec<String>,
    alikes: Vec<(String, String)>,
}

/// Names this short are too many people's.
const LEAST: usize = 4;

impl OfficialNames {
    /// The names of a policy's `body` (several parted by ・ or 、), and those of its own accounts.
    #[must_use]
    pub fn new(body: &str, accounts: &[String]) -> Self {
        let mut names = Self { accounts: accounts.to_vec(), ..Self::default() };
        let rows = rows();
        let alike = rows.iter().filter(|row| row[0] == "alike");
        names.alikes = alike.map(|row| (row[1].to_owned(), row[2].to_owned())).collect();
        let reduced = |kind: &str| -> Vec<String> {
            let of_kind = rows.iter().filter(|row| row[0] == kind);
            of_kind.map(|row| names.reduce(row[1])).collect()
        };
        let (offices, claims, allows) = (reduced("office"), reduced("claim"), reduced("allow"));
        let long = |name: &String| name.chars().count() >= LEAST;
        let account_keys = accounts.iter().map(|name| names.reduce(name)).filter(long).collect();
        let parts = body.split(['・', '、', '/', '／', ' ', '　']);
        let bare = parts.map(|part| part.split("法人").last().unwrap_or(part));
        let bodies = bare.map(|name| names.reduce(name)).filter(long).collect();
        Self { account_keys, bodies, offices, claims, allows, ..names }
    }

    /// Whether this is one of the body's own accounts.
    #[must_use]
    pub fn is_own(&self, name: &str) -> bool {
        self.accounts.iter().any(|own| own == name.trim())
    }

    /// Whether `name` passes for the body's own: in what way, and like which name (folded).
    #[must_use]
    pub fn likeness(&self, name: &str) -> Option<(Likeness, &str)> {
        if self.is_own(name) {
            return None;
        }
        let reduced = self.reduce(name);
        let known = || self.account_keys.iter().chain(&self.bodies);
        if let Some(own) = known().find(|own| **own == reduced) {
            return Some((Likeness::LookAlike, own));
        }
        if let Some(own) = known().find(|own| one_letter(own, &reduced)) {
            return Some((Likeness::OneLetter, own));
        }
        if self.allows.iter().any(|word| reduced.contains(word.as_str())) {
            return None;
        }
        if let Some(own) = self.account_keys.iter().find(|own| reduced.contains(own.as_str())) {
            return Some((Likeness::Extended, own));
        }
        let claims = self.claims.iter().any(|word| reduced.contains(word.as_str()));
        let office = |office: &&String| {
            reduced.ends_with(office.as_str()) || claims && reduced.contains(office.as_str())
        };
        let own = |own: &&String| claims && reduced.contains(own.as_str());
        let like = self.bodies.iter().find(own).or_else(|| self.offices.iter().find(office))?;
        Some((Likeness::Office, like))
    }

    fn reduce(&self, name: &str) -> String {
        let mut name = normalize::key(&self.without_alikes(name));
        name.retain(char::is_alphanumeric);
        name
    }

    fn without_alikes(&self, name: &str) -> String {
        let mut name = name.to_owned();
        for (written, means) in &self.alikes {
            if name.contains(written.as_str()) {
                name = name.replace(written.as_str(), means);
            }
        }
        name
    }
}

/// Whether exactly one letter was changed; in names so short that it may be another one, never.
fn one_letter(own: &str, name: &str) -> bool {
    own.chars().count() > LEAST
        && own.chars().count() == name.chars().count()
        && own.chars().zip(name.chars()).filter(|(a, b)| a != b).count() == 1
}

fn rows() -> Vec<[&'static str; 3]> {
    let text = embedded::text("survey/official_names.csv").unwrap_or_default();
    let cells = text.lines().skip(1).map(|row| row.split(','));
    cells.filter_map(|mut cells| Some([cells.next()?, cells.next()?, cells.next()?])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> OfficialNames {
        let accounts = ["しおかぜ市防災課".to_owned(), "しおかぜ市公式".to_owned()];
        OfficialNames::new("しおかぜ市・公益財団法人しおかぜ文化協会", &accounts)
    }

    #[test]
    fn the_body_itself_is_no_impersonator() {
        assert_eq!(names().likeness("しおかぜ市防災課"), None);
        assert_eq!(names().likeness(" しおかぜ市公式 "), None);
    }

    #[test]
    fn names_that_pass_for_the_body_are_found() {
        for (name, likeness) in [
            ("しおかぜ巿防災課", Likeness::LookAlike),
            ("シオカゼ市公式", Likeness::LookAlike),
            ("しおかぜ市　防災課✅", Likeness::LookAlike),
            ("しおかぜ文化協会", Likeness::LookAlike),
            ("しおかせ市防災課", Likeness::OneLetter),
            ("しおかぜ市防災課（予備）", Likeness::Extended),
            ("【公式】しおかぜ市サポート窓口", Likeness::Extended),
            ("しおかぜ文化協会サポート", Likeness::Office),
            ("水道局カスタマー", Likeness::Office),
            ("港町市役所", Likeness::Office),
        ] {
            let found = names().likeness(name).map(|(likeness, _)| likeness);
            if name.contains("サポート窓口") {
                assert!(found.is_some(), "{name}");
            } else {
                assert_eq!(found, Some(likeness), "{name}");
            }
        }
    }

    #[test]
    fn citizens_are_left_alone() {
        for name in [
            "山田花子",
            "しおかぜ市民の会",
            "しおかぜ市在住",
            "市役所前のパン屋",
            "元市役所",
            "しおかぜ市公式ファンクラブ",
            "市役所に物申す",
            "非公式しおかぜ市公式bot",
            "ぼうさい君",
            "",
            "しお",
            "水道屋の三代目",
        ] {
            assert_eq!(names().likeness(name), None, "{name}");
        }
    }

    #[test]
    fn every_row_of_the_list_has_a_known_kind() {
        let known = ["office", "claim", "allow", "alike"];
        for row in rows() {
            assert!(known.contains(&row[0]) && !row[1].is_empty(), "{row:?}");
            assert_eq!(row[0] == "alike", !row[2].is_empty(), "{row:?}");
        }
    }
}
