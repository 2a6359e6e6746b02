//! `sekimori rules coverage`.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};
use sekimori::Engine;
use sekimori::evaluate::{CaseFile, ConceptRow, Coverage, CoverageCell, Functionality, Suite};
use sekimori::explain::Lang;
use serde::Serialize;

use crate::args::{CoverageArgs, CoverageFormat};
use crate::policy::table;
use crate::{html, setup};

const TEMPLATE: &str = include_str!("../../../../dictionaries/templates/coverage.html");
/// What an empty cell shows.
const EMPTY: &str = "·";

pub fn run(args: &CoverageArgs) -> Result<ExitCode> {
    let engine = setup::measuring_engine(&args.engine)?;
    let suite = suite(&args.inputs, &engine)?;
    let coverage = Coverage::new(&suite, engine.lexicon());
    let lang: Lang = args.lang.into();
    let text = match args.format {
        CoverageFormat::Text => text(&coverage, lang),
        CoverageFormat::Markdown => markdown(&coverage, lang),
        CoverageFormat::Json => serde_json::to_string_pretty(&coverage)?,
    };
    writeln!(std::io::stdout(), "{text}")?;
    if let Some(target) = &args.html {
        html::write(target, &html::render(TEMPLATE, &Page::new(&coverage, &engine, lang), lang)?)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn suite(inputs: &[PathBuf], engine: &Engine) -> Result<Suite> {
    let (mut suite, mut session) = (Suite::default(), engine.session());
    for path in files(inputs)? {
        let shown = path.display().to_string();
        let text = fs::read_to_string(&path).with_context(|| format!("could not read {shown}"))?;
        let concept = path.file_stem().unwrap_or_default().to_string_lossy();
        suite.run(&CaseFile::parse(&concept, &shown, &text)?, &mut session);
    }
    Ok(suite)
}

/// The files as given; of a folder its `.toml` files, sorted.
fn files(inputs: &[PathBuf]) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for input in inputs {
        if !input.is_dir() {
            files.push(input.clone());
            continue;
        }
        let inside =
            toml_files(input).with_context(|| format!("could not read {}", input.display()))?;
        if inside.is_empty() {
            bail!(
                "no case file in {}\n  help: cases are .toml files of [[cases]], as in tests/cases",
                input.display()
            );
        }
        files.extend(inside);
    }
    Ok(files)
}

fn toml_files(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder)?.map(|entry| Ok(entry?.path()));
    let mut files: Vec<PathBuf> = entries.collect::<std::io::Result<_>>()?;
    files.retain(|path| path.extension().is_some_and(|ext| ext == "toml"));
    files.sort();
    Ok(files)
}

/// `12`; `11/12` if not all come out.
fn figures(cell: CoverageCell) -> String {
    match cell {
        cell if cell.is_empty() => EMPTY.to_owned(),
        CoverageCell { cases, passed, .. } if cases == passed => cases.to_string(),
        CoverageCell { cases, passed, .. } => format!("{passed}/{cases}"),
    }
}

/// The columns are numbered: their names stand below.
fn text(coverage: &Coverage, lang: Lang) -> String {
    let numbers = 1..=coverage.functionalities.len();
    let mut header = vec![lang.pick("概念", "concept").to_owned()];
    header.extend(numbers.map(|number| number.to_string()));
    header.push(lang.pick("計", "all").to_owned());
    let mut table = table(&header.iter().map(String::as_str).collect::<Vec<_>>());
    for row in &coverage.concepts {
        let cells = row.cells.iter().copied().chain([row.total()]).map(figures);
        table.add_row(std::iter::once(row.name.clone()).chain(cells));
    }
    let sums = coverage.by_functionality().into_iter().chain([coverage.total()]).map(figures);
    table.add_row(std::iter::once(lang.pick("計", "all").to_owned()).chain(sums));
    let legend = coverage.functionalities.iter().enumerate().map(|(index, functionality)| {
        format!("{:>3} {}  {}", index + 1, functionality.name, title(functionality, lang))
    });
    format!(
        "{}\n\n{}\n\n{}",
        table.trim_fmt(),
        legend.collect::<Vec<_>>().join("\n"),
        summary(coverage, lang)
    )
}

fn title(functionality: &Functionality, lang: Lang) -> String {
    let title = lang.pick(functionality.title, functionality.title_en);
    let kept = lang.pick("維持すべき文", "to be kept");
    if functionality.keep { format!("{title} ({kept})") } else { title.to_owned() }
}

fn summary(coverage: &Coverage, lang: Lang) -> String {
    let CoverageCell { cases, passed, known_limitations, .. } = coverage.total();
    let (empty, all) = coverage.empty();
    match lang {
        Lang::Ja => format!(
            "{cases}件中 {passed}件が期待どおり、既知の限界 {known_limitations}件、例のない欄 {empty}/{all}（{EMPTY}）"
        ),
        Lang::En => format!(
            "{passed} of {cases} cases come out as they say, {known_limitations} known limitations, {empty} of {all} cells empty ({EMPTY})"
        ),
    }
}

fn markdown(coverage: &Coverage, lang: Lang) -> String {
    let mut lines = vec![summary(coverage, lang), String::new()];
    let line = |cells: Vec<String>| format!("| {} |", cells.join(" | "));
    let names = coverage.functionalities.iter().map(|f| f.name.to_owned());
    let all = lang.pick("計", "all").to_owned();
    let head = std::iter::once(lang.pick("概念", "concept").to_owned()).chain(names);
    lines.push(line(head.chain([all.clone()]).collect()));
    lines.push(format!("|---|{}", "--:|".repeat(coverage.functionalities.len() + 1)));
    for row in &coverage.concepts {
        let cells = row.cells.iter().copied().chain([row.total()]).map(figures);
        lines.push(line(std::iter::once(row.name.clone()).chain(cells).collect()));
    }
    let sums = coverage.by_functionality().into_iter().chain([coverage.total()]).map(figures);
    lines.push(line(std::iter::once(all).chain(sums).collect()));
    lines.join("\n")
}

/// What the template shows.
#[derive(Serialize)]
struct Page {
    lang: &'static str,
    engine: &'static str,
    lexicon: String,
    policy: String,
    summary: String,
    /// Columns of comments to be flagged; the rest are to be kept.
    violating: usize,
    columns: Vec<Column>,
    rows: Vec<Line>,
    sums: Vec<Square>,
}

#[derive(Serialize)]
struct Column {
    name: &'static str,
    title: &'static str,
}

#[derive(Serialize)]
struct Line {
    name: String,
    title: String,
    squares: Vec<Square>,
    total: Square,
}

/// A cell as it is drawn: the colour says how many cases there are, a mark that some do not come out.
#[derive(Serialize)]
struct Square {
    figures: String,
    depth: usize,
    failed: usize,
    limitations: usize,
    says: String,
}

/// From how many cases on a cell is drawn darker.
const DEPTHS: [usize; 5] = [1, 3, 6, 12, 24];

impl Page {
    fn new(coverage: &Coverage, engine: &Engine, lang: Lang) -> Self {
        let square = |cell: CoverageCell| Square::new(cell, lang);
        Self {
            lang: lang.pick("ja", "en"),
            engine: env!("CARGO_PKG_VERSION"),
            lexicon: engine.lexicon().fingerprint().to_owned(),
            policy: engine.policy().title.clone(),
            summary: summary(coverage, lang),
            violating: coverage.functionalities.iter().filter(|f| !f.keep).count(),
            columns: coverage.functionalities.iter().map(|f| Column::new(f, lang)).collect(),
            rows: coverage.concepts.iter().map(|row| Line::new(row, lang)).collect(),
            sums: coverage
                .by_functionality()
                .into_iter()
                .chain([coverage.total()])
                .map(square)
                .collect(),
        }
    }
}

impl Column {
    fn new(functionality: &Functionality, lang: Lang) -> Self {
        let title = lang.pick(functionality.title, functionality.title_en);
        Self { name: functionality.name, title }
    }
}

impl Line {
    fn new(row: &ConceptRow, lang: Lang) -> Self {
        Self {
            name: row.name.clone(),
            title: lang.pick(&row.title, &row.title_en).to_owned(),
            squares: row.cells.iter().map(|cell| Square::new(*cell, lang)).collect(),
            total: Square::new(row.total(), lang),
        }
    }
}

impl Square {
    fn new(cell: CoverageCell, lang: Lang) -> Self {
        let CoverageCell { cases, passed, known_limitations, .. } = cell;
        let says = match (cell.is_empty(), lang) {
            (true, _) => lang.pick("例がありません", "no case").to_owned(),
            (false, Lang::Ja) => format!(
                "{cases}件、期待どおり{passed}件、既知の限界{known_limitations}件、失敗{}件",
                cell.failed
            ),
            (false, Lang::En) => format!(
                "{cases} cases, {passed} passed, {known_limitations} known limitations, {} failed",
                cell.failed
            ),
        };
        Self {
            figures: figures(cell),
            depth: DEPTHS.iter().filter(|least| cases >= **least).count(),
            failed: cell.failed,
            limitations: known_limitations,
            says,
        }
    }
}

#[cfg(test)]
mod tests {
    use sekimori::EngineBuilder;

    use super::*;

    const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cmd");

    fn coverage() -> Result<(Engine, Coverage)> {
        let builder = EngineBuilder::new().without_builtin_lexicon();
        let engine = builder.lexicon_dir(format!("{FIXTURES}/evaluate/lexicon")).build()?;
        let suite = suite(&[format!("{FIXTURES}/rules/cases").into()], &engine)?;
        let coverage = Coverage::new(&suite, engine.lexicon());
        Ok((engine, coverage))
    }

    #[test]
    fn the_page_is_whole_escaped_and_asks_for_nothing() -> Result<()> {
        let (engine, mut coverage) = coverage()?;
        coverage.concepts[1].title = "<script>".to_owned();
        coverage.concepts[1].title_en = "<script>".to_owned();
        for lang in [Lang::Ja, Lang::En] {
            let html = html::render(TEMPLATE, &Page::new(&coverage, &engine, lang), lang)?;
            assert!(html.starts_with("<!doctype html>") && html.trim_end().ends_with("</html>"));
            assert!(!html.contains("<script") && html.contains("&lt;script"), "{html}");
            assert!(html.contains("default-src 'none'"));
            for outside in ["http:", "https:", "src=", "url(", "@import", "<link"] {
                assert!(!html.contains(outside), "the page reaches out: {outside}");
            }
            let cells = html.matches("<td class=\"d").count();
            assert_eq!(cells, coverage.concepts.len() * coverage.functionalities.len());
            let empty = html.matches("<td class=\"d0\"").count();
            assert_eq!(empty, coverage.empty().0);
        }
        Ok(())
    }

    #[test]
    fn a_cell_says_what_does_not_come_out() {
        let cell =
            |cases, passed| figures(CoverageCell { cases, passed, ..CoverageCell::default() });
        assert_eq!([cell(0, 0), cell(2, 2), cell(2, 1)], ["·", "2", "1/2"]);
    }
}
