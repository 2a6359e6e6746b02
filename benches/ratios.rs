//! Where speed and memory stand, in one table: `cargo bench --bench ratios [-- FILE.jsonl …]`.
//!
//! Everything is measured in one run on one machine, so that the ratios hold where the rates do not.
//! Without files the texts are those of `benches/texts/`; files are JSON lines with a `text`.

use std::borrow::Cow;
use std::error::Error;
use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use lindera::dictionary::Lattice;
use lindera::mode::Mode;
use lindera::segmenter::Segmenter;
use lindera_dictionary::dictionary::Dictionary;
use sekimori::normalize::{Level, View, fold};
use sekimori::{Comment, Decision, Engine, EngineBuilder};

#[path = "texts/mod.rs"]
mod texts;

/// Bytes that one round reads at least: some 10 ms, short enough to be left alone.
const ROUND: usize = 1 << 18;
/// Of the rounds in this time the fastest counts: what disturbs only ever slows down.
const TIME: Duration = Duration::from_millis(1500);
const ARTICLE: &str = "中央公園のバラが見頃を迎えました。約200種1500株が咲き誇っています。入園は無料です。\
                       駐車場は混雑が予想されますので、公共交通機関をご利用ください。";

/// Named texts.
type Inputs = Vec<(String, Vec<String>)>;

fn main() -> Result<(), Box<dyn Error>> {
    let started = Instant::now();
    let engine = EngineBuilder::new().build()?;
    let ready = started.elapsed();
    let files: Vec<String> =
        std::env::args().skip(1).filter(|arg| !arg.starts_with("--")).collect();
    let inputs = if files.is_empty() { texts::own() } else { read(&files)? };
    let mut session = engine.session();
    for text in inputs.iter().flat_map(|(_, texts)| texts) {
        black_box(session.judge(&Comment::new(text)).decision);
    }
    let resident = resident()?;

    println!("engine ready after {:.1} ms, {resident} MB resident", ready.as_secs_f64() * 1e3);
    rates(&engine, &inputs)?;
    lengths(&engine);
    threads(&engine, &inputs);
    terms(&inputs)?;
    Ok(())
}

/// JSON lines with a `text`.
fn read(files: &[String]) -> Result<Inputs, Box<dyn Error>> {
    let mut inputs = Vec::new();
    for file in files {
        let mut texts = Vec::new();
        for line in std::fs::read_to_string(file)?.lines() {
            let row: serde_json::Value = serde_json::from_str(line)?;
            texts.extend(row["text"].as_str().map(str::to_owned));
        }
        let name = Path::new(file).file_stem().unwrap_or_default().to_string_lossy();
        inputs.push((name.into_owned(), texts));
    }
    Ok(inputs)
}

/// What the process holds in memory, in MB, where the system says so.
fn resident() -> Result<u64, Box<dyn Error>> {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    Ok(line.and_then(|line| line.split_whitespace().next()).unwrap_or("0").parse::<u64>()? / 1024)
}

/// The rate of the fastest round, in MB/s.
fn rate(texts: &[String], mut each: impl FnMut(&str)) -> f64 {
    let bytes: usize = texts.iter().map(String::len).sum();
    let times = (ROUND / bytes.max(1)).max(1);
    let best = best(|| {
        for _ in 0..times {
            texts.iter().for_each(|text| each(black_box(text)));
        }
    });
    (bytes * times) as f64 / best / 1e6
}

/// The seconds of the fastest round, after one that warms up.
fn best(mut round: impl FnMut()) -> f64 {
    round();
    let (started, mut best) = (Instant::now(), Duration::MAX);
    while started.elapsed() < TIME {
        let start = Instant::now();
        round();
        best = best.min(start.elapsed());
    }
    best.as_secs_f64()
}

/// The rate of the engine on whole comments, verdicts made, nothing rendered.
fn engine_rate(engine: &Engine, texts: &[String], article: Option<&str>) -> f64 {
    let mut session = engine.session();
    rate(texts, |text| {
        let comment = Comment { article, ..Comment::new(text) };
        black_box(session.judge(&comment).decision);
    })
}

/// The engine beside lindera, and beside one fold and one pass of the automaton.
fn rates(engine: &Engine, inputs: &[(String, Vec<String>)]) -> Result<(), Box<dyn Error>> {
    let dictionary =
        Dictionary::load_from_path(Path::new(concat!(env!("OUT_DIR"), "/sekimori-ipadic")))?;
    let segmenter = Segmenter::new(Mode::Normal, dictionary, None);
    let unredacted = EngineBuilder::new().without_redaction().build()?;
    println!(
        "\n{:<28}{:>9}{:>9}{:>9}{:>9}{:>9}{:>11}{:>11}{:>9}{:>8}{:>8}",
        "MB/s",
        "engine",
        "lindera",
        "ratio",
        "fold",
        "fold+scan",
        "of scan",
        "unredacted",
        "article",
        "token %",
        "not kept"
    );
    for (name, texts) in inputs {
        let speed = engine_rate(engine, texts, None);
        let mut lattice = Lattice::default();
        let lindera = rate(texts, |text| {
            let tokens = segmenter.segment_with_lattice(Cow::Borrowed(text), &mut lattice);
            black_box(tokens.map_or(0, |tokens| tokens.len()));
        });
        let mut key = View::default();
        let folding = rate(texts, |text| fold(text, Level::Key, &mut key));
        let scan = rate(texts, |text| {
            fold(text, Level::Key, &mut key);
            black_box(engine.lexicon().occurrences(key.as_str()));
        });
        let mut session = engine.session();
        let (mut tokenized, mut flagged) = (0, 0);
        for text in texts {
            let verdict = session.judge(&Comment::new(text));
            tokenized += usize::from(verdict.tokenized);
            flagged += usize::from(verdict.decision > Decision::Keep);
        }
        println!(
            "{name:<28}{speed:>9.1}{lindera:>9.1}{:>8.1}x{folding:>9.0}{scan:>9.0}{:>10.0}%{:>11.1}{:>9.1}{:>7.1}%{:>7.1}%",
            speed / lindera,
            100.0 * speed / scan,
            engine_rate(&unredacted, texts, None),
            engine_rate(engine, texts, Some(ARTICLE)),
            100.0 * tokenized as f64 / texts.len() as f64,
            100.0 * flagged as f64 / texts.len() as f64,
        );
    }
    Ok(())
}

/// Cost by length: harmless text in comments of 100 bytes and of 1 MB.
fn lengths(engine: &Engine) {
    let texts = texts::harmless();
    let pieces: Vec<String> =
        texts.iter().filter(|text| (90..120).contains(&text.len())).cloned().collect();
    let mut long = String::new();
    while long.len() < 1_000_000 {
        pieces.iter().for_each(|piece| long.push_str(piece));
    }
    let mut end = 1_000_000;
    while !long.is_char_boundary(end) {
        end -= 1;
    }
    long.truncate(end);
    let (short, long) = (engine_rate(engine, &pieces, None), engine_rate(engine, &[long], None));
    println!(
        "\ncomments of 100 bytes {short:.1} MB/s, one of 1 MB {long:.1} MB/s: {:.2}x the cost",
        short / long
    );
}

/// What a second thread adds.
fn threads(engine: &Engine, inputs: &[(String, Vec<String>)]) {
    let texts: Vec<&String> = inputs.iter().flat_map(|(_, texts)| texts).collect();
    let bytes: usize = texts.iter().map(|text| text.len()).sum();
    let times = (ROUND / bytes.max(1)).max(1);
    let round = |threads: usize| {
        std::thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(|| {
                    let mut session = engine.session();
                    for text in (0..times).flat_map(|_| &texts) {
                        black_box(session.judge(&Comment::new(text)).decision);
                    }
                });
            }
        });
    };
    let (one, two) = (best(|| round(1)), best(|| round(2)));
    println!("two threads do {:.2}x of what one does", 2.0 * one / two);
}

/// What ten times the terms cost: the built-in list beside itself with nine times as many made up.
fn terms(inputs: &[(String, Vec<String>)]) -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    std::fs::create_dir(folder.path().join("insult"))?;
    let known = EngineBuilder::new().build()?.lexicon().pattern_count();
    let mut table = String::from("term,class,stand,pos,strength,reason,source,near_misses\n");
    let mut random = fastrand::Rng::with_seed(1);
    for _ in 0..9 * known {
        let word: String = (0..random.usize(3..6))
            .filter_map(|_| char::from_u32(random.u32(0x4E00..0x9000)))
            .collect();
        table.push_str(&format!("{word},made_up,anywhere,,0.5,made up,benches,\n"));
    }
    std::fs::write(folder.path().join("insult/terms.csv"), table)?;
    let (plain, many) =
        (EngineBuilder::new().build()?, EngineBuilder::new().lexicon_dir(folder.path()).build()?);
    println!("{} patterns → {}", plain.lexicon().pattern_count(), many.lexicon().pattern_count());
    for (name, texts) in inputs {
        let ratio = engine_rate(&plain, texts, None) / engine_rate(&many, texts, None);
        println!("ten times the terms, {name}: {ratio:.2}x the time");
    }
    Ok(())
}
