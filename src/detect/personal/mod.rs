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
        Box::new(People),
        Box::new(Residences),
        Box::new(Institutions),
    ]
}
