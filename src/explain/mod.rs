//! The same facts as text for a person and as JSON for a program.

mod document;
mod json;
mod text;
mod trial;
mod width;

pub use document::{Document, Subject, TemplateError, Templates};
pub use json::{Report, report};
pub use text::{Style, plain, text};
pub(crate) use text::{decision_label, list_name};
pub use width::visible as printable;

/// The language of an explanation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lang {
    /// 日本語
    #[default]
    Ja,
    /// English
    En,
}

impl Lang {
    /// Picks one of two texts.
    #[must_use]
    pub fn pick<'a>(self, ja: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::Ja => ja,
            Self::En => en,
        }
    }

    /// Picks a language of a text that has both.
    #[must_use]
    pub fn of(self, text: &crate::detect::Localized) -> &str {
        self.pick(&text.ja, &text.en)
    }
}

impl crate::policy::FollowUp {
    /// What to do, in a language; in Japanese where there is no English.
    #[must_use]
    pub fn text_in(&self, lang: Lang) -> &str {
        if self.text_en.is_empty() { &self.text } else { lang.pick(&self.text, &self.text_en) }
    }
}
