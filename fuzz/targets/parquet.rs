//! Any bytes as a Parquet file, for [`properties::container`].
#![no_main]

use std::sync::Once;

use libfuzzer_sys::fuzz_target;
use sekimori::corpus::Format;

#[path = "../../tests/support/properties.rs"]
#[allow(dead_code)]
mod properties;

/// As for workbooks: panics of the library are caught and told as a fault of the file.
static HOOK: Once = Once::new();

fuzz_target!(|bytes: &[u8]| {
    HOOK.call_once(|| std::panic::set_hook(Box::new(|_| ())));
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), bytes).expect("written");
    properties::container(file.path(), Format::Parquet);
});
