//! The codes of `rules lint`: each has an example that it is told of, and one that it is not.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use sekimori::evaluate::{
    Baseline, Candidate, Code, Collision, Edit, Fault, apply, codes, collision, lint,
    new_collisions,
};
use sekimori::lexicon::Sources;
use sekimori::{Engine, EngineBuilder};
use tempfile::TempDir;

/// A folder with the files.
fn folder(files: &BTreeMap<&str, &str>) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("can make it");
        fs::write(path, text).expect("can write");
    }
    folder
}

fn engine(folder: &Path) -> (Engine, Sources) {
    let builder = EngineBuilder::new().without_builtin_lexicon().lexicon_dir(folder);
    let sources = builder.sources().unwrap_or_else(|error| panic!("{error}"));
    (builder.build().unwrap_or_else(|error| panic!("{error}")), sources)
}

fn faults(folder: &Path) -> Vec<Fault> {
    let (engine, sources) = engine(folder);
    lint(&engine, &sources)
}

fn named(faults: &[Fault]) -> Vec<&str> {
    faults.iter().map(|fault| fault.code).collect()
}

/// What the search for collisions tells of two words that a short term lies in.
fn collisions(files: &BTreeMap<&str, &str>) -> Vec<Fault> {
    let folder = folder(files);
    let (engine, sources) = engine(folder.path());
    let mut session = engine.session();
    let words = ["カステラ", "アスパラガスのかご"].map(Candidate::word);
    let found: Vec<Collision> =
        words.iter().filter_map(|word| collision(&mut session, word)).collect();
    let accepted = files.get("collisions.csv").copied().unwrap_or("part,rule,reason\n");
    let baseline = Baseline::parse("collisions.csv", accepted).expect("good rows");
    new_collisions(&found, &baseline, engine.lexicon(), &sources)
}

fn told(code: &Code, files: &BTreeMap<&str, &str>) -> Vec<Fault> {
    match code.code.as_str() {
        "SK010" | "SK011" => collisions(files),
        _ => faults(folder(files).path()),
    }
}

#[test]
fn every_bad_example_has_its_fault_and_no_other() {
    for code in codes() {
        let faults = told(code, &code.bad_lexicon());
        let shown: Vec<String> = faults.iter().map(ToString::to_string).collect();
        assert_eq!(named(&faults), [code.code.as_str()], "{}", shown.join("\n"));
        assert_eq!(faults[0].edit.is_some(), code.fixable, "{}: fixable?", code.code);
        assert!(!faults[0].diagnostic.help.is_empty(), "{}: what to do?", code.code);
        assert!(!faults[0].diagnostic.source.is_empty(), "{}: where?", code.code);
    }
}

#[test]
fn no_good_example_has_any_fault() {
    for code in codes() {
        let faults = told(code, &code.good_lexicon());
        let shown: Vec<String> = faults.iter().map(ToString::to_string).collect();
        assert!(faults.is_empty(), "{}: {}", code.code, shown.join("\n"));
    }
}

fn mended(folder: &Path, path: &str) -> String {
    let file = folder.join(path);
    let faults = faults(folder);
    let edits: Vec<&Edit> = faults.iter().filter_map(|fault| fault.edit.as_ref()).collect();
    let text = fs::read_to_string(&file).expect("is there");
    apply(&file.display().to_string(), &text, edits)
}

#[test]
fn mending_gives_the_good_example_and_mending_again_changes_nothing() {
    let fixable = codes().iter().filter(|code| code.fixable);
    let mut seen = 0;
    for code in fixable {
        let folder = folder(&code.bad_lexicon());
        for (path, good) in &code.good {
            let once = mended(folder.path(), path);
            assert_eq!(once, *good, "{}", code.code);
            fs::write(folder.path().join(path), &once).expect("can write");
            assert_eq!(mended(folder.path(), path), once, "{}", code.code);
            seen += 1;
        }
    }
    assert!(seen >= 3);
}

#[test]
fn mending_touches_nothing_else() {
    let header = "term,class,stand,pos,strength,reason,source,near_misses";
    let terms = format!(
        "{header}\r\n\r\n\"ﾊﾞｶ{{,ども}}\",slur, run ,,0.60,\"ののしる, \"\"強い\"\" 言葉\",usage,バカンスの話\r\n\
         \"ばか{{,ども}}\",slur,run,,0.60,ののしる言葉,usage,\n\
         アホ,slur,run,,0.6,ののしる言葉,usage,\n  アホ , slur,run,,0.6,ののしる言葉,usage,"
    );
    let rules = "# a note, its blanks too  \n[[rules]]\nid = \"slur\"   # kept\ntitle = \"語\"\ntitle_en = \"word\" \t\nreason = \"\"\"語  \nです\"\"\"\nreason_en = \"A word.\"\nsource='usage'\nmatch = \"slur\"\nexamples = [ \"このバカ\" ]\nnear_misses = [\"バカンス\"]";
    let files = BTreeMap::from([
        ("defamation/terms.csv", terms.as_str()),
        ("defamation/rules.toml", rules),
    ]);
    let folder = folder(&files);
    let expected = terms.replace("\"ﾊﾞｶ", "\"バカ").replace(", run ,", ",run,");
    let expected = expected.replace("\n  アホ , slur,run,,0.6,ののしる言葉,usage,", "\n");
    assert_eq!(mended(folder.path(), "defamation/terms.csv"), expected);
    let expected = rules.replace("too  \n", "too\n").replace("\"word\" \t\n", "\"word\"\n");
    assert_eq!(mended(folder.path(), "defamation/rules.toml"), expected);
}
