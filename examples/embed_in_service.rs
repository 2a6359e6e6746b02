//! One engine, many threads, a session each: `cargo run --example embed_in_service`.

use std::sync::mpsc;
use std::thread;

use sekimori::{Comment, EngineBuilder};

fn main() -> Result<(), sekimori::BuildError> {
    // Cloning an engine is cloning an `Arc`: everything compiled is shared.
    let engine = EngineBuilder::new().build()?;
    let (results, received) = mpsc::channel();
    let comments =
        ["除雪ありがとうございます", "死ね", "市の対応は遅すぎる", "LINEで月収100万円稼げます"];
    thread::scope(|scope| {
        for (worker, share) in comments.chunks(2).enumerate() {
            let (engine, results) = (engine.clone(), results.clone());
            scope.spawn(move || {
                let mut session = engine.session();
                for text in share {
                    let verdict = session.judge(&Comment::new(text));
                    // The receiver lives until all workers are done.
                    let _ = results.send((worker, *text, verdict.decision));
                }
            });
        }
    });
    drop(results);
    for (worker, text, decision) in received {
        println!("worker {worker}: {decision} {text}");
    }
    Ok(())
}
