//! Any bytes as a workbook, and as the parts of one (sheet, shared strings, styles; parted by byte FF),
//! for [`properties::container`].
#![no_main]

use std::io::Write as _;
use std::sync::Once;

use libfuzzer_sys::fuzz_target;
use sekimori::corpus::Format;
use zip::write::SimpleFileOptions;

#[path = "../../tests/support/properties.rs"]
#[allow(dead_code)]
mod properties;

const FIXED: [(&str, &str); 4] = [
    (
        "[Content_Types].xml",
        "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>",
    ),
    (
        "_rels/.rels",
        "<Relationships><Relationship Id=\"a\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>",
    ),
    (
        "xl/workbook.xml",
        "<workbook xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\"a\" sheetId=\"1\" r:id=\"a\"/></sheets></workbook>",
    ),
    (
        "xl/_rels/workbook.xml.rels",
        "<Relationships><Relationship Id=\"a\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>",
    ),
];
const PARTS: [&str; 3] = ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"];

/// A panic of the library that reads the cells is caught and told as a fault of the file: only those
/// that get through count, not every one as the fuzzer's own hook has it.
static HOOK: Once = Once::new();

fuzz_target!(|bytes: &[u8]| {
    HOOK.call_once(|| std::panic::set_hook(Box::new(|_| ())));
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), bytes).expect("written");
    properties::container(file.path(), Format::Xlsx);

    let parts = PARTS.into_iter().zip(bytes.split(|byte| *byte == 0xFF));
    let fixed = FIXED.into_iter().map(|(name, text)| (name, text.as_bytes()));
    let mut archive = zip::ZipWriter::new(file.reopen().expect("reopened"));
    for (name, part) in fixed.chain(parts) {
        archive.start_file(name, SimpleFileOptions::default()).expect("a part");
        archive.write_all(part).expect("written");
    }
    archive.finish().expect("finished");
    properties::container(file.path(), Format::Xlsx);
});
