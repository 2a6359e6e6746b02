//! What must hold for any bytes, tried with a bounded number of generated inputs.

use proptest::prelude::*;
use sekimori::corpus::Format;

#[path = "support/properties.rs"]
mod properties;

/// Bytes with pieces that lead deep into the readers.
fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        3 => prop::sample::select(vec![
            "死ね", "し・ね", "バ○", "090-1234-5678", "https://example.com/", "お前", "「", "」", "\n", ",", "\"",
            "{", "}", "[[rules]]\n", "id = \"x\"\n", "match = \"x\"\n", "term,class,stand,pos,strength,reason,source,near_misses\n",
            "ほげ{,ら},x,run,,0.5,r,s,\n", "[[clauses]]\n", "number = \"(1)\"\n", "concepts = [\"insult\"]\n",
            "{\"text\":\"あ\"}\n", "text,id\n", "\u{3099}", "ﾞ", "\u{200D}", "\u{202E}", "ー", "○",
        ]).prop_map(|piece| piece.as_bytes().to_vec()),
        1 => prop::collection::vec(any::<u8>(), 0..8),
        1 => Just(vec![0xFF]),
    ];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_a_comment(bytes in bytes()) {
        properties::judging(&bytes);
    }

    #[test]
    fn any_bytes_are_a_lexicon_or_a_fault(bytes in bytes()) {
        properties::lexicon(&bytes);
    }

    #[test]
    fn any_bytes_are_a_policy_or_a_fault(bytes in bytes()) {
        properties::policy(&bytes);
    }

    #[test]
    fn any_bytes_are_rows_or_faults(bytes in bytes()) {
        properties::corpus(&bytes);
    }

    #[test]
    fn any_bytes_are_a_workbook_or_a_fault(bytes in bytes()) {
        let file = tempfile::NamedTempFile::new().expect("a file");
        std::fs::write(file.path(), &bytes).expect("written");
        properties::container(file.path(), Format::Xlsx);
    }
}
