//! What is told of rules, clauses and policies on trial.

use super::Lang;
use super::text::{decision_label, list_name};
use crate::policy::{Side, Trial};

/// 試行中のものも数えると「要確認」です（禁止事項(5)）。この判定には含めていません。
pub(super) fn tried(trial: &Trial, side: Side, lang: Lang) -> String {
    let clauses: Vec<&str> =
        trial.violations.iter().map(|violation| violation.clause.as_str()).collect();
    let name = decision_label(trial.decision, side, lang);
    let list = list_name(side);
    match lang {
        Lang::Ja => format!(
            "試行中のものも数えると「{name}」です（{list}{}）。この判定には含めていません。",
            clauses.join("、")
        ),
        Lang::En => format!(
            "Counting what is on trial it would be “{name}” (clause {}); this verdict does not count it.",
            clauses.join(", ")
        ),
    }
}
