//! What holds of the repository itself: layers, embedded data, names.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

/// The layers, lowest first. A module imports only from rows above it, or from its own.
const LAYERS: [&[&str]; 10] = [
    &["span", "error", "concept", "comment", "embedded"],
    &["normalize"],
    &["lexicon", "tokenize"],
    &["detect"],
    &["policy"],
    &["redact"],
    &["verdict"],
    &["explain"],
    &["engine"],
    &["corpus", "evaluate", "survey"],
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("it can be read").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|ext| ext == "rs") {
            found.push(path);
        }
    }
}

fn layer(module: &str) -> Option<usize> {
    LAYERS.iter().position(|row| row.contains(&module))
}

#[test]
fn a_module_imports_only_from_layers_above_it() {
    let src = root().join("src");
    let mut files = Vec::new();
    sources(&src, &mut files);
    let mut wrong = Vec::new();
    let mut seen = 0;
    for file in &files {
        let relative = file.strip_prefix(&src).expect("it is inside");
        let first = relative.components().next().expect("it has a name");
        let module = first.as_os_str().to_string_lossy().trim_end_matches(".rs").to_owned();
        let Some(own) = layer(&module) else {
            assert!(["lib", "bin"].contains(&module.as_str()), "{module} has no layer");
            continue;
        };
        let text = fs::read_to_string(file).expect("sources are UTF-8");
        // Tests may reach wherever they need to.
        let code = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
        for import in code.split("crate::").skip(1) {
            let name: String =
                import.chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect();
            if let Some(other) = layer(&name) {
                seen += 1;
                if other > own || (other == own && name != module && own > 0) {
                    wrong.push(format!("{}: crate::{name}", relative.display()));
                }
            }
        }
    }
    assert!(seen > 50, "the test no longer sees imports");
    assert!(wrong.is_empty(), "against the layers:\n{}", wrong.join("\n"));
}

/// The crates that only one place may name.
#[test]
fn outside_crates_are_named_in_one_place() {
    let owners: BTreeMap<&str, &str> = BTreeMap::from([
        ("lindera", "tokenize"),
        ("csv::", "lexicon"),
        ("aho_corasick", "evaluate"),
        ("minijinja", "explain"),
        ("clap", "bin"),
        ("fastrand", "evaluate"),
        ("encoding_rs", "corpus"),
        ("chardetng", "corpus"),
        ("calamine", "corpus"),
        ("parquet", "corpus"),
        ("rust_xlsxwriter", "corpus"),
        ("zip::", "corpus"),
        ("rayon", "bin"),
        ("indicatif", "bin"),
        ("anyhow", "bin"),
    ]);
    // Tables of their own: the user dictionary, themes, domains, the wording. The pages of the command line.
    let exceptions = [
        "tokenize/user_words.rs",
        "detect/relevance.rs",
        "detect/url/lists.rs",
        "detect/wording.rs",
        "evaluate/fit/mod.rs",
        "evaluate/lint/sheet.rs",
        "bin/sekimori/html.rs",
        "corpus/table/cells.rs",
        "evaluate/collisions.rs",
        "evaluate/compare/word_list.rs",
        "lib.rs",
    ];
    let src = root().join("src");
    let mut files = Vec::new();
    sources(&src, &mut files);
    let mut wrong = Vec::new();
    for file in files {
        let relative =
            file.strip_prefix(&src).expect("it is inside").to_string_lossy().into_owned();
        let text = fs::read_to_string(&file).expect("sources are UTF-8");
        let imports = text.lines().filter(|line| {
            let line = line.trim_start();
            line.starts_with("use ") || line.contains("= csv::") || line.contains("Result<csv::")
        });
        for line in imports {
            for (name, owner) in &owners {
                let named = line.trim_start().starts_with(&format!("use {name}"))
                    || (name.ends_with("::") && line.contains(&format!(" {name}")));
                if named && !relative.starts_with(owner) && !exceptions.contains(&relative.as_str())
                {
                    wrong.push(format!("{relative}: {line}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_dictionary_archive_is_what_its_recipe_gives() {
    let folder = root().join("dictionaries/ipadic");
    let listed: BTreeMap<String, String> = fs::read_to_string(folder.join("SHA256SUMS"))
        .expect("the checksums are there")
        .lines()
        .filter_map(|line| line.split_once("  "))
        .map(|(sum, name)| (name.to_owned(), sum.to_owned()))
        .collect();
    assert!(listed.len() > 25 && listed.contains_key("matrix.def"));

    let archive = fs::File::open(folder.join("ipadic.tar.xz")).expect("the archive is there");
    let mut archive = tar::Archive::new(lzma_rust2::XzReader::new(archive, false));
    let mut found = BTreeMap::new();
    for entry in archive.entries().expect("it is a tar archive") {
        let mut entry = entry.expect("an entry");
        let path = entry.path().expect("a path").into_owned();
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut entry, &mut bytes).expect("its bytes");
        if let (Some(name), false) = (path.file_name(), bytes.is_empty()) {
            let digest = Sha256::digest(&bytes);
            let sum: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
            found.insert(name.to_string_lossy().into_owned(), sum);
        }
    }
    assert_eq!(found, listed);
}

#[test]
fn licences_stand_beside_third_party_data() {
    for file in ["LICENSE-MIT", "LICENSE-APACHE", "dictionaries/ipadic/LICENSE-IPADIC"] {
        let text = fs::read_to_string(root().join(file)).expect("the licence is there");
        assert!(text.len() > 500, "{file} is too short to be a licence");
    }
}
