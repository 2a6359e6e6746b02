//! The same facts as text for a person and as JSON for a program.

mod json;
mod text;
mod width;

pub use json::{Report, report};
pub use text::{Style, plain, text};
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
