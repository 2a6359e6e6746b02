//! Each layer and the engine beside lindera, on the same texts: `cargo bench`.
//!
//! The texts are of our own making. Each answer is asserted before it is timed.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use sekimori::normalize::{Level, Loose, View, fold};
use sekimori::tokenize::{Morphemes, Scratch, Tokenizer};
use sekimori::{Comment, Decision, EngineBuilder};

const HARMLESS: &str = "先日は公園の草刈りをしていただき、ありがとうございました。子どもたちも喜んで遊んでいます。\
                        来月の花火大会の駐車場はどこになりますか。駅からのシャトルバスがあると助かります。";
const FORUM: &str = "いやそれはさすがに草\nワイも昔やってたけどバイト先の店長がガチでやばい奴だったわ\
                     まあ死ぬほど忙しかったし、しゃーないと思うで";
const HOSTILE: &str = "お前ら し・ね よ バ○ども タヒね ｺﾛｽぞ 090の1234の5678 hxxps://bit[.]ly/x ";

/// Named inputs in three sizes.
fn inputs() -> Vec<(String, String)> {
    let texts = [("harmless", HARMLESS), ("forum", FORUM), ("hostile", HOSTILE)];
    let mut inputs = Vec::new();
    for (name, text) in texts {
        for (size, times) in [("comment", 1), ("page", 10), ("book", 200)] {
            inputs.push((format!("{name}/{size}"), text.repeat(times)));
        }
    }
    inputs
}

fn layers(c: &mut Criterion) {
    let engine = EngineBuilder::new().build().expect("the built-in data compiles");
    let tokenizer = Tokenizer::embedded("").expect("the embedded dictionary loads");
    let mut session = engine.session();
    assert_eq!(session.judge(&HARMLESS.into()).decision, Decision::Keep);
    assert_eq!(session.judge(&HOSTILE.into()).decision, Decision::Delete);

    let mut group = c.benchmark_group("layers");
    group.sample_size(20);
    for (name, text) in inputs() {
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(BenchmarkId::new("fold", &name), |b| {
            let mut view = View::default();
            b.iter(|| fold(black_box(&text), Level::Key, &mut view));
            assert!(!view.as_str().is_empty());
        });
        group.bench_function(BenchmarkId::new("loose", &name), |b| {
            let mut surface = View::default();
            fold(&text, Level::Surface, &mut surface);
            let mut loose = Loose::default();
            b.iter(|| black_box(loose.build(black_box(&surface), |_, _| false)));
        });
        group.bench_function(BenchmarkId::new("lindera", &name), |b| {
            let mut surface = View::default();
            fold(&text, Level::Surface, &mut surface);
            let mut scratch = Scratch::default();
            b.iter(|| {
                let mut morphemes = Morphemes::new(&tokenizer, &mut scratch, &surface);
                let mut at = 0;
                let mut count = 0;
                while at < text.len() {
                    let sentence = morphemes.sentence(at);
                    count += sentence.len();
                    at = sentence.last().map_or(text.len(), |last| last.span.end.max(at + 1));
                }
                assert!(count > 0);
                black_box(count)
            });
        });
        group.bench_function(BenchmarkId::new("engine", &name), |b| {
            b.iter(|| black_box(session.judge(&Comment::new(black_box(&text)))).decision);
        });
    }
    group.finish();
}

criterion_group!(benches, layers);
criterion_main!(benches);
