//! In which encoding a file is written, and reading it as UTF-8.

use std::io::{self, Read};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Decoder, DecoderResult};

/// Stands, in decoded text, for bytes that mean nothing in the file's encoding. It never occurs in
/// UTF-8, so that a row which holds it is told from one that was written with U+FFFD.
pub(super) const MALFORMED: u8 = 0xFF;

/// Bytes that are read at once.
const BUFFER: usize = 64 << 10;

/// An encoding of text files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Encoding(&'static encoding_rs::Encoding);

impl Encoding {
    /// UTF-8.
    pub const UTF_8: Self = Self(encoding_rs::UTF_8);
    /// What Windows in Japan calls Shift_JIS, with the extensions of NEC and IBM (①, 髙).
    pub const CP932: Self = Self(encoding_rs::SHIFT_JIS);
    /// UTF-16, the low byte first.
    pub const UTF_16LE: Self = Self(encoding_rs::UTF_16LE);
    /// UTF-16, the high byte first.
    pub const UTF_16BE: Self = Self(encoding_rs::UTF_16BE);

    /// By a name as the WHATWG Encoding Standard lists them, or `cp932`.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        let name = name.trim().to_lowercase();
        let label = if name == "cp932" || name == "shift-jis" { "windows-31j" } else { &name };
        encoding_rs::Encoding::for_label(label.as_bytes()).map(Self)
    }

    /// The name by which people know it.
    #[must_use]
    pub fn name(self) -> &'static str {
        if self == Self::CP932 { "CP932 (Shift_JIS)" } else { self.0.name() }
    }

    /// Guesses from the beginning of a file: a byte-order mark, then UTF-8 if (nearly) all of it is,
    /// UTF-16 by its zero bytes, and else what chardetng makes of it.
    #[must_use]
    pub fn guess(head: &[u8]) -> Self {
        if let Some((encoding, _)) = encoding_rs::Encoding::for_bom(head) {
            return Self(encoding);
        }
        if let Some(encoding) = by_zero_bytes(head) {
            return encoding;
        }
        let escapes = head.contains(&0x1B);
        if !escapes && mostly_utf8(head) {
            return Self::UTF_8;
        }
        let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
        detector.feed(head, false);
        Self(detector.guess(Some(b"jp"), Utf8Detection::Allow))
    }
}

/// UTF-16 without a mark: in Latin letters, commas and line ends every other byte is zero.
fn by_zero_bytes(head: &[u8]) -> Option<Encoding> {
    let zeros = |parity: usize| head.iter().skip(parity).step_by(2).filter(|b| **b == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    if odd > 8 * even && odd * 50 > head.len() {
        return Some(Encoding::UTF_16LE);
    }
    (even > 8 * odd && even * 50 > head.len()).then_some(Encoding::UTF_16BE)
}

/// A few broken rows do not make a file another encoding: in CP932 read as UTF-8 nearly every
/// character is broken.
fn mostly_utf8(head: &[u8]) -> bool {
    let (mut good, mut bad) = (0_usize, 0_usize);
    let mut chunks = head.utf8_chunks().peekable();
    while let Some(chunk) = chunks.next() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        // The last character may be cut off.
        bad += usize::from(!chunk.invalid().is_empty() && chunks.peek().is_some());
    }
    bad * 4 <= good
}

/// A reader of UTF-8, whatever the file's encoding. A byte-order mark is left out; bytes that mean
/// nothing become [`MALFORMED`], so that only their row is lost. UTF-8 itself is passed on
/// unchecked.
pub(super) fn decoded(
    reader: impl Read + Send + 'static,
    encoding: Encoding,
) -> Box<dyn Read + Send> {
    let pass = encoding == Encoding::UTF_8;
    let decoder = (!pass).then(|| encoding.0.new_decoder_with_bom_removal());
    match decoder {
        Some(decoder) => Box::new(Transcoder {
            reader,
            decoder,
            input: vec![0; BUFFER],
            pending: 0..0,
            output: Vec::with_capacity(2 * BUFFER),
            taken: 0,
            ended: false,
        }),
        None => Box::new(WithoutMark { reader, begun: false, held: Vec::new() }),
    }
}

/// Leaves out a byte-order mark at the beginning of UTF-8.
struct WithoutMark<R> {
    reader: R,
    begun: bool,
    held: Vec<u8>,
}

impl<R: Read> Read for WithoutMark<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if !self.begun {
            self.begun = true;
            self.reader.by_ref().take(3).read_to_end(&mut self.held)?;
            if self.held == b"\xEF\xBB\xBF" {
                self.held.clear();
            }
        }
        if self.held.is_empty() {
            return self.reader.read(into);
        }
        let count = self.held.len().min(into.len());
        into[..count].copy_from_slice(&self.held[..count]);
        self.held.drain(..count);
        Ok(count)
    }
}

struct Transcoder<R> {
    reader: R,
    decoder: Decoder,
    input: Vec<u8>,
    /// What of `input` has not been decoded yet.
    pending: std::ops::Range<usize>,
    output: Vec<u8>,
    /// How much of `output` has been handed out.
    taken: usize,
    ended: bool,
}

impl<R: Read> Transcoder<R> {
    /// Decodes until there is output or the end.
    fn fill(&mut self) -> io::Result<()> {
        self.output.clear();
        self.taken = 0;
        while self.output.is_empty() && !self.ended {
            if self.pending.is_empty() {
                let read = self.reader.read(&mut self.input)?;
                self.pending = 0..read;
                self.ended = read == 0;
            }
            self.decode();
        }
        Ok(())
    }

    fn decode(&mut self) {
        loop {
            let source = &self.input[self.pending.clone()];
            self.output.resize(self.output.len() + source.len().max(16) * 3, 0);
            let begin = self.output.len() - source.len().max(16) * 3;
            let (result, read, written) = self.decoder.decode_to_utf8_without_replacement(
                source,
                &mut self.output[begin..],
                self.ended,
            );
            self.output.truncate(begin + written);
            self.pending.start += read;
            match result {
                DecoderResult::InputEmpty => return,
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(..) => self.output.push(MALFORMED),
            }
        }
    }
}

impl<R: Read> Read for Transcoder<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.taken == self.output.len() {
            self.fill()?;
        }
        let left = &self.output[self.taken..];
        let count = left.len().min(into.len());
        into[..count].copy_from_slice(&left[..count]);
        self.taken += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &'static [u8], encoding: Encoding) -> Vec<u8> {
        let mut out = Vec::new();
        decoded(bytes, encoding).read_to_end(&mut out).expect("memory");
        out
    }

    #[test]
    fn extensions_of_windows_are_read() {
        // ①～髙 as Excel in Japan writes them.
        let out = read(b"\x87\x40\x81\x60\xfb\xfc", Encoding::CP932);
        assert_eq!(String::from_utf8(out).as_deref(), Ok("①～髙"));
    }

    #[test]
    fn marks_are_left_out_and_malformed_bytes_marked() {
        assert_eq!(read(b"\xEF\xBB\xBFab", Encoding::UTF_8), b"ab");
        assert_eq!(read(b"a", Encoding::UTF_8), b"a");
        assert_eq!(read(b"\xFF\xFEa\0", Encoding::UTF_16LE), b"a");
        assert_eq!(read(b"a\x81,b", Encoding::CP932), [b'a', MALFORMED, b',', b'b']);
        assert_eq!(read(b"a\x81", Encoding::CP932), [b'a', MALFORMED]);
    }

    #[test]
    fn guesses() {
        let (cp932, _, _) =
            encoding_rs::SHIFT_JIS.encode("番号,本文\n1,公園の遊具が壊れています\n");
        let (euc, _, _) = encoding_rs::EUC_JP.encode("番号,本文\n1,公園の遊具が壊れています\n");
        let utf16: Vec<u8> =
            "id,本文\r\n1,公園の遊具\r\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(Encoding::guess(&cp932), Encoding::CP932);
        assert_eq!(Encoding::guess(&euc).name(), "EUC-JP");
        assert_eq!(Encoding::guess(&utf16), Encoding::UTF_16LE);
        assert_eq!(Encoding::guess(b"\xFE\xFF\0a"), Encoding::UTF_16BE);
        assert_eq!(Encoding::guess("番号,本文\n".as_bytes()), Encoding::UTF_8);
        assert_eq!(Encoding::guess(b"id,text\n"), Encoding::UTF_8);
        let mut spoilt = "公園の遊具が壊れています\n".repeat(3).into_bytes();
        spoilt.extend(b"\x82\xa0\n");
        spoilt.extend("直してください\n".as_bytes());
        assert_eq!(Encoding::guess(&spoilt), Encoding::UTF_8);
        assert_eq!(Encoding::guess(&"あ".as_bytes()[..2]), Encoding::UTF_8, "cut in a character");
    }

    #[test]
    fn names() {
        assert_eq!(Encoding::of_name("CP932"), Some(Encoding::CP932));
        assert_eq!(Encoding::of_name("sjis"), Some(Encoding::CP932));
        assert_eq!(Encoding::of_name("utf8"), Some(Encoding::UTF_8));
        assert_eq!(Encoding::of_name("klingon"), None);
    }
}
