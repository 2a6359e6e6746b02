//! What is depended on: licences, sources, bans (`deny.toml`), and what a user of the library gets.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// The platform that is told of; others add their own crates for files and clocks.
const PLATFORM: &str = "x86_64-unknown-linux-gnu";
const CRATES_IO: &str = "registry+https://github.com/rust-lang/crates.io-index";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

fn read(file: &str) -> String {
    fs::read_to_string(root().join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

fn toml(file: &str) -> toml::Table {
    read(file).parse().unwrap_or_else(|error| panic!("{file}: {error}"))
}

fn cargo(arguments: &[&str]) -> Option<Value> {
    let given = ["--offline", "--locked", "--format-version", "1", "--filter-platform", PLATFORM];
    let cargo = Command::new(env!("CARGO"))
        .current_dir(root())
        .arg("metadata")
        .args(given)
        .args(arguments)
        .output()
        .expect("cargo runs");
    cargo
        .status
        .success()
        .then(|| serde_json::from_slice(&cargo.stdout).expect("cargo writes JSON"))
}

/// The crates with every feature if they are all at hand, with the usual ones otherwise.
fn metadata() -> Value {
    let all = cargo(&["--all-features"]).or_else(|| cargo(&[]));
    all.expect("what the tests were built of is at hand")
}

fn texts<'a>(list: &'a Value, key: &'a str) -> impl Iterator<Item = (&'a str, &'a Value)> {
    let list = list.as_array().into_iter().flatten();
    list.map(move |item| (item[key].as_str().unwrap_or_default(), item))
}

/// Whether an SPDX expression can be met by `allowed` licences; `/` is what `OR` was once.
fn is_allowed(expression: &str, allowed: &BTreeSet<String>) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut at = 0;
    either(&words, &mut at, allowed) && at == words.len()
}

fn either(words: &[&str], at: &mut usize, allowed: &BTreeSet<String>) -> bool {
    let mut met = both(words, at, allowed);
    while words.get(*at) == Some(&"OR") {
        *at += 1;
        met |= both(words, at, allowed);
    }
    met
}

fn both(words: &[&str], at: &mut usize, allowed: &BTreeSet<String>) -> bool {
    let mut met = licence(words, at, allowed);
    while words.get(*at) == Some(&"AND") {
        *at += 1;
        met &= licence(words, at, allowed);
    }
    met
}

fn licence(words: &[&str], at: &mut usize, allowed: &BTreeSet<String>) -> bool {
    let word = words.get(*at).copied().unwrap_or_default();
    *at += 1;
    if word == "(" {
        let met = either(words, at, allowed);
        *at += 1;
        return met;
    }
    // An exception only gives more leave.
    if words.get(*at) == Some(&"WITH") {
        *at += 2;
    }
    allowed.contains(word)
}

#[test]
fn expressions_are_read() {
    let allowed = BTreeSet::from(["MIT".to_owned(), "Zlib".to_owned()]);
    for (expression, expected) in [
        ("MIT", true),
        ("GPL-3.0", false),
        ("GPL-3.0 OR MIT", true),
        ("GPL-3.0/MIT", true),
        ("GPL-3.0 AND MIT", false),
        ("(GPL-3.0 OR MIT) AND Zlib", true),
        ("(MIT OR Zlib) AND GPL-3.0", false),
        ("MIT WITH Some-exception", true),
        ("MIT Zlib", false),
        ("", false),
    ] {
        assert_eq!(is_allowed(expression, &allowed), expected, "{expression}");
    }
}

#[test]
fn every_licence_is_one_that_deny_toml_allows() {
    let deny = toml("deny.toml");
    let allowed = deny["licenses"]["allow"].as_array().expect("a list");
    let allowed: BTreeSet<String> =
        allowed.iter().map(|id| id.as_str().expect("a text").to_owned()).collect();
    let metadata = metadata();
    let mut seen = 0;
    let mut wrong = Vec::new();
    for (name, package) in texts(&metadata["packages"], "name") {
        seen += 1;
        let licence = package["license"].as_str().unwrap_or_default();
        if !is_allowed(licence, &allowed) {
            wrong.push(format!("{name}: {licence}"));
        }
    }
    assert!(seen > 100, "the test no longer sees crates");
    assert!(wrong.is_empty(), "licences that deny.toml does not allow:\n{}", wrong.join("\n"));
}

#[test]
fn every_crate_comes_from_the_public_registry_with_a_checksum_and_none_is_banned() {
    let deny = toml("deny.toml");
    let banned: BTreeSet<&str> = deny["bans"]["deny"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|ban| ban["crate"].as_str().expect("a name"))
        .collect();
    let lock = toml("Cargo.lock");
    let packages = lock["package"].as_array().expect("a list");
    assert!(packages.len() > 100, "the test no longer sees crates");
    for package in packages {
        let name = package["name"].as_str().expect("a name");
        assert!(!banned.contains(name), "{name} is banned by deny.toml");
        if name == env!("CARGO_PKG_NAME") {
            continue;
        }
        let source = package.get("source").and_then(|source| source.as_str());
        assert_eq!(source, Some(CRATES_IO), "{name}");
        assert!(package.get("checksum").is_some(), "{name} has no checksum");
    }
}

/// What a user of the library gets without default features: direct dependencies, and how many crates
/// in all.
fn of_a_user() -> (BTreeSet<String>, usize) {
    let metadata = cargo(&["--no-default-features"]).expect("the library's crates are at hand");
    let names: BTreeMap<&str, &str> = texts(&metadata["packages"], "id")
        .map(|(id, package)| (id, package["name"].as_str().unwrap_or_default()))
        .collect();
    let normal = |dep: &&Value| {
        let mut kinds = dep["dep_kinds"].as_array().into_iter().flatten();
        kinds.any(|kind| kind["kind"].is_null())
    };
    let graph: BTreeMap<&str, Vec<&str>> = texts(&metadata["resolve"]["nodes"], "id")
        .map(|(id, node)| {
            let deps = node["deps"].as_array().into_iter().flatten().filter(normal);
            (id, deps.filter_map(|dep| dep["pkg"].as_str()).collect())
        })
        .collect();
    let own = metadata["resolve"]["root"].as_str().expect("the crate itself");
    let direct = graph[own].iter().map(|id| names[id].to_owned()).collect();
    let mut reached = BTreeSet::from([own]);
    let mut next = vec![own];
    while let Some(id) = next.pop() {
        next.extend(graph[id].iter().filter(|id| reached.insert(id)));
    }
    (direct, reached.len() - 1)
}

#[test]
fn the_table_of_a_users_dependencies_is_what_cargo_says() {
    let page = read("ARCHITECTURE.md");
    let (_, section) = page.split_once("\n## Dependencies\n").expect("there is such a section");
    let section = section.split("\n## ").next().unwrap_or_default();
    let rows = section.lines().filter_map(|line| line.strip_prefix("| `"));
    let told: BTreeSet<String> =
        rows.filter_map(|row| row.split_once('`')).map(|(name, _)| name.to_owned()).collect();
    let (direct, all) = of_a_user();
    assert_eq!(told, direct, "left: ARCHITECTURE.md, right: cargo");
    let sum = format!("{} crates, {all} with what they need in turn", direct.len());
    assert!(section.contains(&sum), "ARCHITECTURE.md should say: {sum}");
}
