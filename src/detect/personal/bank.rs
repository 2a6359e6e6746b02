//! Bank accounts: bank, branch, kind and number, or what is called 口座番号; 記号 and 番号 of
//! ゆうちょ銀行.
//!
//! Source: 全国銀行協会 (account numbers have seven digits), ゆうちょ銀行「記号・番号」(five and up to
//! eight digits). Accounts for donations and public fees are meant to be known.

use std::sync::LazyLock;

use regex::Regex;

use super::lists::{HIRAGANA, KANJI, KATAKANA, alternation, rows};
use super::surroundings::speaks_of_donation;
use crate::detect::{Detector, Input, Signal};
use crate::tokenize::Morphemes;

/// Confidence of an account that donations or fees are paid to.
const PUBLIC: f32 = 0.3;

/// An account as it is written in Japan, invariant: compiles. Its last number is the value.
static ACCOUNT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let list = include_str!("../../../dictionaries/privacy/bank_names.csv");
    let known = alternation(rows(list).map(|(name, _)| name));
    let name = format!("(?:{known}|[{KANJI}{KATAKANA}A-Za-z]{{1,10}})");
    let bank = r"(?:銀行|信用金庫|信金|信用組合|信組|労働金庫|労金|農協|農業協同組合)";
    let gap = r"[\s、,/・():.]{0,3}";
    let kind = r"(?:普通|当座|貯蓄|ふつう)(?:預金|口座)?";
    let label = r"(?:口座)?(?:番号|No)?";
    let number = r"\d(?:[ -]?\d){5,7}";
    Regex::new(&format!(
        r"{name}?{bank}{gap}[{KANJI}{HIRAGANA}{KATAKANA}0-9]{{1,12}}?(?:支店|本店|営業部|出張所|店){gap}(?:\d{{3}})?{gap}(?:{kind}{gap})?{label}{gap}{number}|{kind}{gap}{label}{gap}{number}|口座(?:番号)?[はがの:\s]{{0,4}}{number}|記号[はが:\s]{{0,3}}\d{{5}}(?:-\d)?[、,\s]{{0,3}}番号[はが:\s]{{0,3}}\d{{6,8}}"
    ))
    .ok()
});

/// Detects bank accounts.
#[derive(Debug, Default)]
pub struct BankAccounts;

impl Detector for BankAccounts {
    fn signals(&self) -> &'static [&'static str] {
        &["bank_account"]
    }

    fn may_find(&self, input: &Input<'_>) -> bool {
        let marks = ["口座", "普通", "当座", "支店", "本店", "記号", "ふつう"];
        input.letters.digits() >= 6 && input.has_any(&marks)
    }

    fn detect(&self, input: &Input<'_>, _: &mut Morphemes<'_>, out: &mut Vec<Signal>) {
        let text = input.surface.as_str();
        let Some(regex) = ACCOUNT.as_ref() else { return };
        for found in regex.find_iter(text) {
            if text[found.end()..]
                .starts_with(|c: char| c.is_ascii_digit() || "円人件年".contains(c))
            {
                continue;
            }
            let tail =
                found.as_str().rfind(|c: char| !(c.is_ascii_digit() || c == ' ' || c == '-'));
            let number = tail.map_or(found.as_str(), |at| &found.as_str()[at..]);
            let value: String = number.chars().filter(char::is_ascii_digit).collect();
            let span = input.surface.original(found.range());
            let signal = Signal::new("bank_account", span, value);
            out.push(if speaks_of_donation(input.key.as_str(), input.key.position(span.end)) {
                signal.with_confidence(PUBLIC, "寄付や納付のための口座")
            } else {
                signal.with_confidence(1.0, "口座番号の形")
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::signals;
    use super::*;

    #[test]
    fn accounts_in_full_and_in_short() {
        for (text, value) in [
            ("見本銀行 青葉支店 普通 1234567 タナカ", "1234567"),
            ("見本信用金庫本店営業部（001）普通預金　口座番号１２３４５６７", "1234567"),
            ("あいつの口座番号は7654321", "7654321"),
            ("ゆうちょ 記号12345 番号1234567", "1234567"),
        ] {
            let found = signals(&BankAccounts, text);
            assert_eq!(
                found.iter().map(|s| s.value.as_str()).collect::<Vec<_>>(),
                [value],
                "{text}"
            );
            assert!(found[0].confidence > 0.9);
        }
    }

    #[test]
    fn public_accounts_and_amounts() {
        let found = signals(&BankAccounts, "義援金の受付口座は見本銀行本町支店 普通 1234567 です");
        assert!(found[0].confidence < 0.5);
        assert!(signals(&BankAccounts, "普通の家で1000000円もかかる").is_empty());
        assert!(signals(&BankAccounts, "普通に令和6年10月20日").is_empty());
    }
}
