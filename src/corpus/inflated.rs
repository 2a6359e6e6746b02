//! What a workbook holds when it is unpacked, found out before it is read: a file of a megabyte can hold
//! a thousand of them (“zip bomb”), and tables of strings are kept in memory as a whole.

use std::io::{self, Read, Seek};

use zip::ZipArchive;

/// Times its packed size that a part may have unpacked. Office programs come to 20; deflate could 1,032.
const MAX_RATIO: u64 = 200;
/// Bytes that any part may have whatever its packed size.
const HARMLESS: u64 = 64 << 20;
/// Bytes of a part that is read as a whole: all but the sheets.
const MAX_WHOLE: u64 = 1 << 30;

/// Looks into every part that could be too large.
///
/// # Errors
///
/// What is too large and what to do, in words. A file that is no archive is no error here: its reader
/// says so better.
pub(super) fn check(file: impl Read + Seek) -> Result<(), String> {
    let Ok(mut archive) = ZipArchive::new(file) else { return Ok(()) };
    for index in 0..archive.len() {
        // What cannot be unpacked is not read either.
        let Ok(part) = archive.by_index(index) else { continue };
        let packed = part.compressed_size();
        let name = part.name().map(String::from).unwrap_or_default();
        let whole = !name.starts_with("xl/worksheets/");
        let most = most(packed, whole);
        if packed.saturating_mul(1032) <= most.min(HARMLESS) {
            continue;
        }
        let unpacked = io::copy(&mut part.take(most + 1), &mut io::sink());
        // A broken part ends reading, too, where it breaks.
        if unpacked.unwrap_or(0) > most {
            return Err(format!(
                "no Excel workbook that can be read: «{name}» has {packed} bytes packed and more than {most} unpacked; save the sheet as CSV"
            ));
        }
    }
    Ok(())
}

/// Bytes that a part of `packed` bytes may have unpacked.
fn most(packed: u64, whole: bool) -> u64 {
    let most = packed.saturating_mul(MAX_RATIO).max(HARMLESS);
    if whole { most.min(MAX_WHOLE) } else { most }
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write as _};

    use super::{HARMLESS, check};

    fn archive(name: &str, unit: &[u8], bytes: u64) -> Cursor<Vec<u8>> {
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        archive.start_file(name, zip::write::SimpleFileOptions::default()).expect("a part");
        for _ in 0..bytes / unit.len() as u64 {
            archive.write_all(unit).expect("memory");
        }
        archive.finish().expect("memory")
    }

    #[test]
    fn a_bomb_is_refused_before_it_goes_off() {
        for name in ["xl/sharedStrings.xml", "xl/worksheets/sheet1.xml"] {
            let bomb = archive(name, &[b'a'; 1 << 16], HARMLESS + (1 << 20));
            assert!(bomb.get_ref().len() < 1 << 20);
            let refused = check(bomb).expect_err("too large");
            assert!(refused.contains(name) && refused.contains("CSV"), "{refused}");
        }
    }

    #[test]
    fn an_ordinary_part_and_what_is_no_archive_pass() {
        assert!(check(archive("xl/sharedStrings.xml", b"<si><t>a</t></si>", 1 << 20)).is_ok());
        assert!(check(Cursor::new(b"text,id".to_vec())).is_ok());
    }
}
