//! Personal data of others: what clause «個人情報等の特定、開示、漏洩» is about.
//!
//! Source: 個人情報の保護に関する法律第2条 (what identifies a living person), 民法第709条 (privacy as
//! a protected interest). The detectors say what stands where; whether it is somebody else's, and
//! what that means, is decided by `dictionaries/privacy/rules.toml`.

mod address;
mod bank;
mod birth_date;
mod card;
mod contact;
mod digits;
mod email;
mod institution;
mod lists;
mod my_number;
mod name;
mod name_lists;
mod number_line;
mod number_plate;
mod numbers;
mod person;
mod phone;
mod place_names;
mod postal_code;
mod residence;
mod sns_id;
mod spaced_name;
mod surroundings;
#[cfg(test)]
mod testing;

pub use address::Addresses;
pub use bank::BankAccounts;
pub use birth_date::BirthDates;
pub use email::Emails;
pub use institution::Institutions;
pub use number_plate::NumberPlates;
pub use numbers::Numbers;
pub use person::People;
pub use residence::Residences;
pub use sns_id::SnsIds;

use super::Detector;

/// All detectors of personal data.
#[must_use]
pub fn detectors() -> Vec<Box<dyn Detector>> {
    vec![
        Box::new(Numbers),
        Box::new(Addresses),
        Box::new(Emails),
        Box::new(SnsIds),
        Box::new(BankAccounts),
        Box::new(NumberPlates),
        Box::new(BirthDates),
        Box::new(Residences),
        // Late ones run in this order: the cheaper first, for it often makes the other needless.
        Box::new(Institutions),
        Box::new(People),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Hostile comments: every detector must stay linear and quiet about its own limits.
    #[test]
    fn a_flood_of_one_thing_is_read_in_one_pass() {
        for unit in [
            "0",
            "9",
            "@",
            "a@",
            "090-",
            "0 ",
            "1-",
            "○",
            "0○",
            "〇",
            "ぜろ",
            "090-1234-5678",
            "本町1丁目2番3号",
            "1-2-3",
            "東京都",
            "田中さん",
            "田中 ",
            "タナカ ",
            "青葉小に通って",
            "家は裏",
            "LINE ID:",
            "4111",
            "品川300あ12-34",
            "普通",
            "〒",
            "★",
            "(",
            "+81",
            "の",
        ] {
            let text = unit.repeat(60_000 / unit.len());
            for detector in detectors() {
                testing::signals(detector.as_ref(), &text);
            }
        }
    }

    #[test]
    fn odd_ends_do_not_panic() {
        for text in [
            "",
            "0",
            "〇",
            "+",
            "(0",
            "090-1234-567",
            "@",
            "@a",
            "1丁目",
            "さん",
            "\u{200B}",
            "0\u{FE0F}\u{20E3}",
            "㍿03",
            "ｶﾞ090-1234-5678",
            "\u{3099}",
            "〒1",
            "品川300あ",
        ] {
            for detector in detectors() {
                testing::signals(detector.as_ref(), text);
            }
        }
    }
}
