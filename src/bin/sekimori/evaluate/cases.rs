//! The functional suite.

use std::path::Path;

use anyhow::{Context as _, Result};
use sekimori::Engine;
use sekimori::evaluate::{CaseFile, CaseResult, Suite, wilson};
use sekimori::explain::Lang;
use serde_json::{Value, json};

use super::shown;
use super::tables::estimate;
use crate::form::{Block, Cell, header};

pub fn run(input: &Path, engine: &Engine, suite: &mut Suite) -> Result<()> {
    let shown = shown(input);
    let text = std::fs::read_to_string(input).with_context(|| format!("could not read {shown}"))?;
    let concept = input.file_stem().unwrap_or_default().to_string_lossy();
    let file = CaseFile::parse(&concept, &shown, &text)?;
    suite.run(&file, &mut engine.session());
    Ok(())
}

/// The tables: all cases, then by concept and by functionality; the failures below.
pub fn blocks(suite: &Suite, lang: Lang) -> Vec<Block> {
    let titles = [("観点別", "By functionality"), ("概念別", "By concept")];
    let rows = [suite.by_functionality(), suite.by_concept()];
    let mut blocks: Vec<Block> = titles
        .into_iter()
        .zip(rows)
        .map(|((ja, en), rows)| table(lang, lang.pick(ja, en), rows))
        .collect();
    blocks.push(totals(suite, lang));
    blocks.push(Block::Line(String::new()));
    let failures = suite.failures().map(|failure| format!("FAIL {}", failure.summary()));
    blocks.extend(failures.map(Block::Strong));
    let (all, failed) = (suite.results.len(), suite.failures().count());
    let limits = suite.limitations().count();
    blocks.push(Block::Line(match lang {
        Lang::Ja => format!("{all}件、うち失敗{failed}件、対応できていないもの{limits}件"),
        Lang::En => format!("{all} cases, {failed} failed, {limits} known limitations"),
    }));
    blocks
}

fn table(lang: Lang, title: &str, rows: Vec<(String, [usize; 4])>) -> Block {
    let filled = rows.into_iter().filter(|(_, counts)| counts[1] + counts[3] > 0);
    let rows = filled.map(|(name, counts)| {
        std::iter::once(Cell::Words(name)).chain(counts.map(Cell::count)).collect()
    });
    let names = [
        ("", ""),
        ("発見", "found"),
        ("違反", "violating"),
        ("維持", "kept"),
        ("無害", "innocent"),
    ];
    Block::Table { title: title.to_owned(), header: header(lang, names), rows: rows.collect() }
}

/// How many cases come out as they should; known limitations are among those that do not.
fn totals(suite: &Suite, lang: Lang) -> Block {
    let mut sum = [0; 4];
    for (_, counts) in suite.by_concept() {
        sum.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
    }
    let [found, violating, kept, innocent] = sum;
    let sides = [
        (("違反を該当する番号で発見", "violating, found under the right clause"), found, violating),
        (("無害なものを維持", "innocent, kept"), kept, innocent),
    ];
    let rows = sides.map(|((ja, en), passed, all)| {
        let name = Cell::Words(lang.pick(ja, en).to_owned());
        let share = Cell::Number(estimate(wilson(passed, all)));
        vec![name, Cell::count(all), Cell::count(passed), share]
    });
    let names = [
        ("事例", "cases"),
        ("件数", "all"),
        ("期待どおり", "as expected"),
        ("割合 [95%]", "share [95%]"),
    ];
    Block::Table {
        title: lang.pick("事例の全体", "All cases").to_owned(),
        header: header(lang, names),
        rows: rows.into(),
    }
}

pub fn json(suite: &Suite) -> Value {
    let rows = |rows: Vec<(String, [usize; 4])>| -> Vec<Value> {
        let some = rows.into_iter().filter(|(_, counts)| counts[1] + counts[3] > 0);
        some.map(|(name, [found, violating, kept, innocent])| {
            json!({"name": name, "found": found, "violating": violating, "kept": kept, "innocent": innocent})
        })
        .collect()
    };
    let failures: Vec<String> = suite.failures().map(CaseResult::summary).collect();
    json!({
        "cases": suite.results.len(),
        "failed": failures.len(),
        "known_limitations": suite.limitations().count(),
        "by_concept": rows(suite.by_concept()),
        "by_functionality": rows(suite.by_functionality()),
        "failures": failures,
    })
}
