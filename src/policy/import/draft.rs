//! A draft as a commented TOML file.

use std::fmt::Write as _;

use super::{Draft, DraftClause};
use crate::policy::Extent;

impl Draft {
    /// The policy file, with 要確認 where a person has to look.
    #[must_use]
    pub fn to_toml(&self) -> String {
        let mut out = String::from(
            "# 公表された方針から作った下書きです。「要確認」の行を確かめ、直してから使ってください。\n\n",
        );
        for (items, first) in &self.others {
            let _ = writeln!(
                out,
                "# 要確認: ほかにも禁止事項らしい一覧があります（{items}項）: {first}"
            );
        }
        for item in &self.left_out {
            let _ = writeln!(
                out,
                "# 要確認: 自らの発信についての項のうち、対応する概念がなく載せなかったもの: {item}"
            );
        }
        let unknown = |value: &Option<String>| value.clone().unwrap_or_default();
        pair(&mut out, "id", &self.id, false);
        pair(&mut out, "title", &self.title, self.title.is_empty());
        pair(&mut out, "body", &unknown(&self.body), self.body.is_none());
        pair(&mut out, "version", &unknown(&self.version), self.version.is_none());
        pair(&mut out, "source", "", true);
        pair(&mut out, "manager", "", true);
        let deletes = match self.deletes {
            Extent::Whole => "whole",
            Extent::WholeOrPart => "whole_or_part",
        };
        pair(&mut out, "deletes", deletes, false);
        // Writing to a string cannot fail.
        let _ = writeln!(out, "blocks_users = {}", self.blocks_users);
        if self.outgoing.is_empty() {
            out.push_str("# 自らの発信についての定めが見つからないため、標準の一覧を使います。\n");
            pair(&mut out, "outgoing_from", "tokubetsuku", false);
        }
        for (table, clauses) in [("clauses", &self.clauses), ("outgoing", &self.outgoing)] {
            for clause in clauses {
                clause.write(table, &mut out);
            }
        }
        out
    }
}

impl DraftClause {
    fn write(&self, table: &str, out: &mut String) {
        let _ = writeln!(out, "\n[[{table}]]");
        for remark in &self.remarks {
            let _ = writeln!(out, "# {remark}");
        }
        pair(out, "number", &self.number, false);
        pair(out, "text", &self.text, false);
        let _ = writeln!(out, "concepts = {}", list(&self.concepts));
        let undecidable = self.undecidable();
        let capped = !undecidable.is_empty() && undecidable.len() == self.concepts.len();
        if !undecidable.is_empty() && !capped {
            let _ = writeln!(out, "review_only = {}", list(&undecidable));
        }
        let most = if capped { "review" } else { "delete" };
        let _ = writeln!(out, "review_at = 0.5\ndelete_at = 0.9\nmax_action = \"{most}\"");
    }
}

fn pair(out: &mut String, name: &str, value: &str, unsure: bool) {
    let note = if unsure { "  # 要確認" } else { "" };
    let _ = writeln!(out, "{name} = {}{note}", quoted(value));
}

fn quoted(value: &str) -> String {
    toml::Value::String(value.to_owned()).to_string()
}

fn list<S: AsRef<str>>(names: &[S]) -> String {
    let names: Vec<String> = names.iter().map(|name| quoted(name.as_ref())).collect();
    format!("[{}]", names.join(", "))
}

#[cfg(test)]
mod tests {
    use crate::policy::{Policy, import};

    #[test]
    fn the_file_can_be_read_back_whatever_the_text_holds() {
        let page = "方針 \"甲\\乙\"\n(1) 誹謗中傷\"する\"もの\n(2) 広告\\宣伝\n(3) 事実と異なるもの、わいせつなもの";
        let draft = import("x", page).unwrap_or_else(|error| panic!("{error}"));
        let policy = Policy::parse("x.toml", &draft.to_toml());
        let policy = policy.unwrap_or_else(|faults| panic!("{}", crate::error::join(&faults)));
        assert_eq!(policy.clauses[0].text, "誹謗中傷\"する\"もの");
        assert_eq!(policy.clauses[2].review_only, ["misinformation"]);
        assert_eq!(policy.outgoing_from.as_deref(), Some("tokubetsuku"));
    }
}
