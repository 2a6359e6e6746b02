//! Prints the explanation of a verdict in both languages: `cargo run --example explain`.

use sekimori::explain::{Lang, Style, text};
use sekimori::{Comment, EngineBuilder};

fn main() -> Result<(), sekimori::BuildError> {
    let engine = EngineBuilder::new().build()?;
    let comment = Comment::new("担当者のバ○は早く辞めろ。連絡は090の1234の5678まで");
    let verdict = engine.session().judge(&comment);
    for lang in [Lang::Ja, Lang::En] {
        println!("{}", text(&verdict, comment.text, Style { lang, colour: false }));
    }
    Ok(())
}
