//! Any bytes for [`properties::lexicon`].
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../../tests/support/properties.rs"]
#[allow(dead_code)]
mod properties;

fuzz_target!(|bytes: &[u8]| properties::lexicon(bytes));
