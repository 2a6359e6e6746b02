//! What several test programs share.

use std::path::Path;

use sekimori::evaluate::{CaseFile, Expected};

/// The violating cases of the functional suite that need no post and no page.
pub fn violating() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut texts = Vec::new();
    for entry in std::fs::read_dir(folder).expect("tests/cases is there") {
        let path = entry.expect("it can be read").path();
        let text = std::fs::read_to_string(&path).expect("a case file is UTF-8");
        let file = CaseFile::parse("", &path.display().to_string(), &text);
        let file = file.unwrap_or_else(|fault| panic!("{fault}"));
        let alone = |case: &&sekimori::evaluate::Case| {
            case.decision != Expected::Keep
                && !case.outgoing
                && case.article.is_none()
                && case.links.is_empty()
        };
        texts.extend(file.cases.iter().filter(alone).map(|case| case.text.clone()));
    }
    texts
}
