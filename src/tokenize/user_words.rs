//! The project's own words, in the terms of IPADIC.

use lindera_dictionary::builder::user_dictionary::UserDictionaryBuilderOptions;
use lindera_dictionary::dictionary::UserDictionary;

use super::dictionary::TokenizeError;

/// IPADIC's context ids of the parts of speech that a user word may have (`left-id.def`).
const CONTEXT_IDS: [(&str, u16); 13] = [
    ("名詞-一般", 1285),
    ("名詞-サ変接続", 1283),
    ("名詞-形容動詞語幹", 1287),
    ("名詞-副詞可能", 1314),
    ("名詞-固有名詞-一般", 1288),
    ("名詞-固有名詞-人名-一般", 1289),
    ("名詞-固有名詞-人名-姓", 1290),
    ("名詞-固有名詞-人名-名", 1291),
    ("名詞-固有名詞-組織", 1292),
    ("名詞-固有名詞-地域-一般", 1293),
    ("名詞-固有名詞-地域-国", 1294),
    ("副詞-一般", 1281),
    ("感動詞", 3),
];

/// Cheaper than IPADIC's own nouns (3000 to 8000), dearer than nothing: a user word wins over a
/// split into pieces, and does not tear words of the language apart.
const WORD_COST: i16 = 1500;

/// Compiles `surface,pos,reading,reason` rows; `None` when there are none.
pub(super) fn compile(csv_text: &str) -> Result<Option<UserDictionary>, TokenizeError> {
    let mut rows = Vec::new();
    let mut reader = csv::Reader::from_reader(csv_text.as_bytes());
    for (index, record) in reader.records().enumerate() {
        let line = index + 2;
        let fail = |cause: String| TokenizeError::UserWord { line, cause };
        let record = record.map_err(|error| fail(error.to_string()))?;
        let cell = |column: usize| record.get(column).unwrap_or_default().trim();
        let (surface, pos, reading) = (cell(0), cell(1), cell(2));
        if surface.is_empty() {
            return Err(fail("the surface is empty".into()));
        }
        rows.push(detailed(surface, pos, reading).ok_or_else(|| {
            let known: Vec<&str> = CONTEXT_IDS.iter().map(|(name, _)| *name).collect();
            fail(format!("unknown part of speech «{pos}»; use one of {}", known.join(", ")))
        })?);
    }
    if rows.is_empty() {
        return Ok(None);
    }
    let builder = UserDictionaryBuilderOptions::default();
    builder
        .user_dictionary_fields_num(3)
        .dictionary_fields_num(13)
        .builder()
        .build_from_reader(rows.join("\n").as_bytes())
        .map(Some)
        .map_err(|error| TokenizeError::UserWord { line: 0, cause: error.to_string() })
}

fn detailed(surface: &str, pos: &str, reading: &str) -> Option<String> {
    let (_, id) = CONTEXT_IDS.iter().find(|(name, _)| *name == pos)?;
    let mut levels: Vec<&str> = pos.split('-').collect();
    levels.resize(4, "*");
    let levels = levels.join(",");
    let quoted = surface.replace('"', "\"\"");
    Some(format!(
        "\"{quoted}\",{id},{id},{WORD_COST},{levels},*,*,\"{quoted}\",{reading},{reading}"
    ))
}
