//! Rules that depend on what other rules found: `fallback` and `beside`.

use std::fs;
use std::path::Path;

use sekimori::{BuildError, Comment, Engine, EngineBuilder};

/// An ordinary rule for a weak, a middling and a clear word, and a fallback of the same concept; a
/// fallback of another concept for a doubtful and a sure word, and a rule of a third beside them.
const TERMS: &str = "term,class,stand,pos,strength,reason,source,near_misses\n\
    うめぼし,plain,anywhere,,0.3,語,運用要領,\n\
    たくあん,plain,anywhere,,0.6,語,運用要領,\n\
    らっきょ,plain,anywhere,,0.92,語,運用要領,\n\
    ふりかけ,fallback,anywhere,,0.65,語,運用要領,\n";
const FALLBACK: &str = "term,class,stand,pos,strength,reason,source,near_misses\n\
    つくだに,fallback,anywhere,,0.51,語,運用要領,\n\
    ふくじん,fallback,anywhere,,0.65,語,運用要領,\n";
const BESIDE: &str = "term,class,stand,pos,strength,reason,source,near_misses\n\
    おにぎり,beside,anywhere,,0.55,語,運用要領,\n";

fn rule(name: &str, keys: &str) -> String {
    format!(
        "[[rules]]\nid = \"{name}\"\ntitle = \"題\"\ntitle_en = \"title\"\nreason = \"理由です。\"\n\
         reason_en = \"The reason.\"\nsource = \"運用要領\"\nmatch = \"{name}\"\n{keys}\n"
    )
}

fn engine(keys_of_beside: &str) -> Result<Engine, BuildError> {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |concept: &str, terms: &str, rules: String| {
        let concept = folder.path().join(concept);
        fs::create_dir_all(&concept).expect("can write");
        fs::write(concept.join("terms.csv"), terms).expect("can write");
        fs::write(concept.join("rules.toml"), rules).expect("can write");
    };
    write("defamation", TERMS, rule("plain", "") + &rule("fallback", "fallback = true"));
    write("harm", FALLBACK, rule("fallback", "fallback = true"));
    write("prohibited_link", BESIDE, rule("beside", keys_of_beside));
    let folder: &Path = folder.path();
    EngineBuilder::new().without_builtin_lexicon().lexicon_dir(folder).build()
}

#[test]
fn each_rule_counts_in_its_turn() {
    let engine = engine("beside = true").unwrap_or_else(|error| panic!("{error}"));
    let mut session = engine.session();
    for (text, found) in [
        ("つくだに", vec!["harm.fallback"]),
        // Another finding that is not clear: only what the fallback is sure of.
        ("たくあんとつくだに", vec!["defamation.plain"]),
        ("たくあんとふくじん", vec!["defamation.plain", "harm.fallback"]),
        // Of the same concept it has nothing to add.
        ("たくあんとふりかけ", vec!["defamation.plain"]),
        // A clear one: the fallback has nothing to add.
        ("らっきょとふくじん", vec!["defamation.plain"]),
        // One too weak to be looked at leaves the fallback alone.
        ("うめぼしとつくだに", vec!["defamation.plain", "harm.fallback"]),
        ("おにぎり", vec![]),
        ("うめぼしのおにぎり", vec!["defamation.plain"]),
        ("たくあんとおにぎり", vec!["defamation.plain", "prohibited_link.beside"]),
        ("つくだにとおにぎり", vec!["harm.fallback", "prohibited_link.beside"]),
    ] {
        let verdict = session.judge(&Comment::new(text));
        let counted = verdict.violations.iter().flat_map(|violation| &violation.findings);
        let all = counted.chain(&verdict.uncounted);
        let mut rules: Vec<&str> = all.map(|finding| finding.rule.as_str()).collect();
        rules.sort_by_key(|rule| (rule.ends_with("beside"), rule.ends_with("fallback")));
        rules.dedup();
        assert_eq!(rules, found, "{text}");
    }
}

#[test]
fn a_rule_has_one_turn() {
    let error = engine("fallback = true\nbeside = true").expect_err("refused").to_string();
    assert!(error.contains("both `fallback` and `beside`"), "{error}");
}
