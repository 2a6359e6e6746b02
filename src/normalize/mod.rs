//! Views of a comment: what it says once encodings, spellings and disguises are folded away, each
//! with a dense alignment to the original text.

mod alignment;
mod chars;
mod fold;
mod gaps;
mod letters;
mod look_alikes;
mod loose;
mod mask;
mod steps;
mod tables;
mod view;

pub use alignment::Alignment;
pub use chars::{Script, ends_sentence, is_emoji, is_invisible, is_separator};
pub(crate) use fold::key_char;
pub use fold::{Level, fold, key, loose_key};
pub use letters::{LetterSet, LetterWords, Letters};
pub use loose::{Loose, unbroken};
pub(crate) use mask::all_masks;
pub use mask::{MASK, Mask, mask, may_mask};
pub use steps::{Step, steps};
pub use view::View;
