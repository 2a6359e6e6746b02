//! Published policies, from their raw text to a policy file.

use std::collections::BTreeSet;
use std::path::Path;

use sekimori::Policy;
use sekimori::policy::{Clause, DraftClause, import};

fn page(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/policies").join(name);
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// What an imported list must share with the shipped one.
fn essence(clauses: &[Clause]) -> Vec<String> {
    let clause = |clause: &Clause| {
        let concepts: BTreeSet<&str> = clause.concepts.iter().map(String::as_str).collect();
        let review_only: BTreeSet<&str> = clause.review_only.iter().map(String::as_str).collect();
        format!(
            "{} {} {concepts:?} {review_only:?} {} {} {}",
            clause.number, clause.text, clause.review_at, clause.delete_at, clause.max_action
        )
    };
    clauses.iter().map(clause).collect()
}

#[test]
fn the_built_in_policies_are_what_their_pages_say() {
    for id in Policy::builtin_ids() {
        let draft = import(id, &page(&format!("{id}.txt"))).unwrap_or_else(|e| panic!("{id}: {e}"));
        let drafted = Policy::parse(id, &draft.to_toml())
            .unwrap_or_else(|faults| panic!("{id}: {}", faults[0]));
        let shipped = Policy::builtin(id).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(essence(&drafted.clauses), essence(&shipped.clauses), "{id}");
        // 特別区 states principles for its posts, not a list; ours was made from them by hand.
        if id != "tokubetsuku" {
            assert_eq!(essence(&drafted.outgoing), essence(&shipped.outgoing), "{id}");
        }
        assert_eq!(
            (drafted.deletes, drafted.blocks_users),
            (shipped.deletes, shipped.blocks_users),
            "{id}"
        );
    }
}

/// Smallest share of items that must be mapped to the concepts that a person would name.
const FLOOR: f64 = 0.9;

#[test]
fn pages_in_other_words_and_numberings_are_mapped() {
    let (mut right, mut bare_right, mut all, mut wrong) = (0, 0, 0, Vec::new());
    for page in page("made_up.txt").split("=== ").skip(1) {
        let (name, page) = page.split_once('\n').unwrap_or_default();
        let expected: Vec<BTreeSet<&str>> = page
            .lines()
            .filter_map(|line| Some(line.split_once(" | ")?.1.split(' ').collect()))
            .collect();
        let bare: Vec<&str> =
            page.lines().map(|line| line.split(" | ").next().unwrap_or(line)).collect();
        let draft = import("x", &bare.join("\n")).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(draft.clauses.len(), expected.len(), "{name}: {:?}", draft.clauses);
        for (clause, expected) in draft.clauses.iter().zip(expected) {
            all += 1;
            // What joins a clause because no other covers it is no mapping of its words.
            let concepts: BTreeSet<&str> = clause.concepts.iter().map(String::as_str).collect();
            if expected.is_subset(&concepts) {
                right += 1;
                let is_joined = |name: &str| {
                    let beginning = format!("{name}: ");
                    clause.remarks.iter().any(|remark| remark.starts_with(&beginning))
                };
                let more = concepts.difference(&expected).filter(|name| !is_joined(name)).count();
                bare_right += i32::from(more == 0);
            } else {
                wrong.push(format!("{name} {}: {concepts:?}, not {expected:?}", clause.text));
            }
        }
    }
    let share = f64::from(right) / f64::from(all);
    println!("{right} of {all} items mapped rightly, {bare_right} of them to nothing more");
    assert!(f64::from(bare_right) / f64::from(all) >= FLOOR, "{bare_right} of {all}");
    assert!(share >= FLOOR, "{right} of {all}:\n{}", wrong.join("\n"));
}

/// What a line of `layouts.txt` expects behind «⇒»: side, number as printed, concepts.
fn expected(line: &str) -> Option<(bool, String, BTreeSet<&str>)> {
    let (_, label) = line.split_once(" ⇒ ")?;
    let (own, label) = match label.strip_prefix("own ") {
        Some(label) => (true, label),
        None => (false, label),
    };
    let (number, concepts) = label.rsplit_once(": ")?;
    Some((own, number.to_owned(), concepts.split(' ').collect()))
}

#[test]
fn lists_are_found_in_pages_of_every_layout() {
    let text = page("layouts.txt");
    let mut wrong = Vec::new();
    let mut pages = 0;
    for part in text.split("=== ").skip(1) {
        let (name, marked) = part.split_once('\n').unwrap_or_default();
        let bare: Vec<&str> =
            marked.lines().map(|line| line.split(" ⇒ ").next().unwrap_or(line)).collect();
        let draft = import("x", &bare.join("\n")).unwrap_or_else(|error| panic!("{name}: {error}"));
        for own in [false, true] {
            let expected: Vec<(String, BTreeSet<&str>)> = marked
                .lines()
                .filter_map(expected)
                .filter(|(side, ..)| *side == own)
                .map(|(_, number, concepts)| (number, concepts))
                .collect();
            let clauses: &[DraftClause] = if own { &draft.outgoing } else { &draft.clauses };
            let same = expected.len() == clauses.len()
                && expected.iter().zip(clauses).all(|((number, concepts), clause)| {
                    let found = |name: &&str| clause.concepts.iter().any(|own| own == name);
                    *number == clause.number && concepts.iter().all(found)
                });
            if !same {
                wrong.push(format!("{name}: expected {expected:?}, found {clauses:#?}"));
            }
        }
        let policy = Policy::parse(name, &draft.to_toml());
        policy.unwrap_or_else(|faults| panic!("{name}: {}", faults[0]));
        pages += 1;
    }
    assert!(pages > 10, "the pages are no longer read");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
