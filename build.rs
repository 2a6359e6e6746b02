//! Prepares what the library embeds, without network: the compiled morphological dictionary
//! (feature `ipadic`), the text files under `dictionaries/`, and the lexicon compiled from them with
//! the library's own modules, so that an engine is ready in milliseconds.

use std::collections::BTreeSet;
use std::error::Error;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use lindera_dictionary::builder::DictionaryBuilder;
use lindera_dictionary::dictionary::metadata::Metadata;

#[path = "src/concept.rs"]
#[allow(dead_code)]
mod concept;
#[path = "src/error.rs"]
#[allow(dead_code)]
mod error;
#[path = "src/lexicon/mod.rs"]
#[allow(dead_code, unused_imports)]
mod lexicon;
#[path = "src/normalize/mod.rs"]
#[allow(dead_code, unused_imports)]
mod normalize;
#[path = "src/span.rs"]
#[allow(dead_code)]
mod span;

fn main() -> Result<(), Box<dyn Error>> {
    let root = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR")?);
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    println!("cargo:rerun-if-changed=build.rs");
    for input in ["dictionaries", "src/concept.rs", "src/error.rs", "src/lexicon", "src/normalize"]
    {
        println!("cargo:rerun-if-changed={input}");
    }

    let files = text_files(&root.join("dictionaries"))?;
    embed_text_files(&files, &out.join("embedded.rs"))?;
    compile_lexicon(&files, &out.join("lexicon.bin"))?;
    compile_signs(&root.join("dictionaries/wording/signs.csv"), &out.join("signs.bin"))?;
    if std::env::var_os("CARGO_FEATURE_IPADIC").is_some() {
        compile_ipadic(&root.join("dictionaries/ipadic/ipadic.tar.xz"), &out)?;
    }
    Ok(())
}

/// The data files: path under `dictionaries/` and path on disk, sorted.
fn text_files(dictionaries: &Path) -> Result<Vec<(String, PathBuf)>, Box<dyn Error>> {
    let mut paths = Vec::new();
    collect(dictionaries, &mut paths)?;
    let mut files = Vec::with_capacity(paths.len());
    for path in paths {
        let name = path.strip_prefix(dictionaries)?.to_str().ok_or("path is not UTF-8")?;
        files.push((name.replace('\\', "/"), path));
    }
    files.sort();
    Ok(files)
}

/// Writes `&[("defamation/terms.csv", include_str!("…")), …]`.
fn embed_text_files(files: &[(String, PathBuf)], target: &Path) -> Result<(), Box<dyn Error>> {
    let mut code = String::from("&[\n");
    for (name, path) in files {
        writeln!(code, "    ({name:?}, include_str!({:?})),", path.display().to_string())?;
    }
    code.push_str("]\n");
    fs::write(target, code)?;
    Ok(())
}

/// Compiles the built-in lexicon. Mistakes in the data end the build with their place and remedy.
fn compile_lexicon(files: &[(String, PathBuf)], target: &Path) -> Result<(), Box<dyn Error>> {
    let mut texts: Vec<(&'static str, &'static str)> = Vec::with_capacity(files.len());
    for (name, path) in files {
        // The script ends in a moment; leaking spares the library a second kind of source.
        texts.push((name.clone().leak(), fs::read_to_string(path)?.leak()));
    }
    let compiled = lexicon::Lexicon::compile(&lexicon::Sources::of_program(&texts));
    let lexicon = compiled.map_err(|faults| error::join(&faults))?;
    fs::write(target, lexicon.image()?)?;
    Ok(())
}

/// Compiles the table of wording.
fn compile_signs(table: &Path, target: &Path) -> Result<(), Box<dyn Error>> {
    let signs = lexicon::Signs::parse(&fs::read_to_string(table)?)?;
    fs::write(target, signs.image().ok_or("signs.csv is too large")?)?;
    Ok(())
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            if path.file_name().is_some_and(|name| name != "ipadic") {
                collect(&path, files)?;
            }
        } else if path.extension().is_some_and(|ext| ext == "csv" || ext == "toml" || ext == "txt")
        {
            files.push(path);
        }
    }
    Ok(())
}

/// Unpacks the archive and compiles it with lindera's own builder. The folder's name is what
/// `lindera_dictionary::embedded_dictionary!` looks for under `LINDERA_WORKDIR`.
fn compile_ipadic(archive: &Path, out: &Path) -> Result<(), Box<dyn Error>> {
    let source = out.join("ipadic-source");
    let compiled = out.join("sekimori-ipadic");
    let surfaces = out.join("surfaces.txt");
    let stamp = out.join("ipadic.stamp");
    println!("cargo:rustc-env=LINDERA_WORKDIR={}", out.display());

    // A changed word list must not cost a rebuild of the morphological dictionary.
    let meta = fs::metadata(archive)?;
    let current = format!("{:?} {}", meta.modified().ok(), meta.len());
    if surfaces.exists() && fs::read_to_string(&stamp).is_ok_and(|old| old == current) {
        return Ok(());
    }
    let reader = lzma_rust2::XzReader::new(File::open(archive)?, false);
    tar::Archive::new(reader).unpack(&source)?;
    let metadata = Metadata { name: "ipadic".into(), ..Metadata::default() };
    DictionaryBuilder::new(metadata)
        .build_dictionary(&source.join("ipadic"), &compiled)
        .map_err(|error| format!("could not compile {}: {error}", archive.display()))?;
    list_words(&source.join("ipadic"), &surfaces, &out.join("frequent.txt"))?;
    fs::remove_dir_all(&source)?;
    fs::write(&stamp, current)?;
    Ok(())
}

/// How many content words count as frequent.
const FREQUENT: usize = 1200;

/// Writes every surface form, and the words whose cost says that they are frequent: for the search
/// of harmless words that a term lies in.
fn list_words(source: &Path, surfaces: &Path, frequent: &Path) -> Result<(), Box<dyn Error>> {
    let mut all = BTreeSet::new();
    let mut content: Vec<(i32, String)> = Vec::new();
    let mut function = BTreeSet::new();
    for entry in fs::read_dir(source)? {
        let path = entry?.path();
        if path.extension().is_none_or(|ext| ext != "csv") {
            continue;
        }
        for row in fs::read_to_string(&path)?.lines() {
            let cells: Vec<&str> = row.split(',').take(6).collect();
            let [surface, _, _, cost, pos, detail] = cells.as_slice() else { continue };
            all.insert((*surface).to_owned());
            match (*pos, *detail) {
                ("助詞" | "助動詞", _) => {
                    function.insert((*surface).to_owned());
                }
                ("名詞", "一般" | "サ変接続" | "副詞可能" | "代名詞" | "形容動詞語幹")
                | ("動詞" | "形容詞", "自立")
                | ("副詞", _) => content.push((cost.parse()?, (*surface).to_owned())),
                _ => {}
            }
        }
    }
    content.sort_unstable();
    let mut chosen = BTreeSet::new();
    for (_, surface) in content {
        if chosen.len() < FREQUENT {
            chosen.insert(surface);
        }
    }
    let mut rows = String::new();
    for (kind, words) in [("content", &chosen), ("function", &function)] {
        for word in words {
            writeln!(rows, "{word}\t{kind}")?;
        }
    }
    fs::write(frequent, rows)?;
    fs::write(surfaces, all.into_iter().collect::<Vec<_>>().join("\n"))?;
    Ok(())
}
