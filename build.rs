//! Prepares what the library embeds, without network: the compiled morphological dictionary
//! (feature `ipadic`) and the list of the text files under `dictionaries/`.

use std::error::Error;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use lindera_dictionary::builder::DictionaryBuilder;
use lindera_dictionary::dictionary::metadata::Metadata;

fn main() -> Result<(), Box<dyn Error>> {
    let root = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR")?);
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=dictionaries");

    embed_text_files(&root.join("dictionaries"), &out.join("embedded.rs"))?;
    if std::env::var_os("CARGO_FEATURE_IPADIC").is_some() {
        compile_ipadic(&root.join("dictionaries/ipadic/ipadic.tar.xz"), &out)?;
    }
    Ok(())
}

/// Writes `&[("defamation/terms.csv", include_str!("…")), …]`, sorted by path.
fn embed_text_files(dictionaries: &Path, target: &Path) -> Result<(), Box<dyn Error>> {
    let mut files = Vec::new();
    collect(dictionaries, &mut files)?;
    files.sort();
    let mut code = String::from("&[\n");
    for file in files {
        let name = file.strip_prefix(dictionaries)?.to_str().ok_or("path is not UTF-8")?;
        let name = name.replace('\\', "/");
        writeln!(code, "    ({name:?}, include_str!({:?})),", file.display().to_string())?;
    }
    code.push_str("]\n");
    fs::write(target, code)?;
    Ok(())
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            if path.file_name().is_some_and(|name| name != "ipadic") {
                collect(&path, files)?;
            }
        } else if path.extension().is_some_and(|ext| ext == "csv" || ext == "toml") {
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
    let stamp = out.join("ipadic.stamp");
    println!("cargo:rustc-env=LINDERA_WORKDIR={}", out.display());

    // A changed word list must not cost a rebuild of the morphological dictionary.
    let meta = fs::metadata(archive)?;
    let current = format!("{:?} {}", meta.modified().ok(), meta.len());
    if fs::read_to_string(&stamp).is_ok_and(|old| old == current) {
        return Ok(());
    }
    let reader = lzma_rust2::XzReader::new(File::open(archive)?, false);
    tar::Archive::new(reader).unpack(&source)?;
    let metadata = Metadata { name: "ipadic".into(), ..Metadata::default() };
    DictionaryBuilder::new(metadata)
        .build_dictionary(&source.join("ipadic"), &compiled)
        .map_err(|error| format!("could not compile {}: {error}", archive.display()))?;
    fs::remove_dir_all(&source)?;
    fs::write(&stamp, current)?;
    Ok(())
}
