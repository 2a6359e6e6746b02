//! Many made-up comments: to try `sekimori batch` at size, and to know how fast the engine alone is.
//!
//! ```text
//! cargo run --release --example bulk -- write 1000000 > comments.csv
//! cargo run --release --example bulk -- judge 1000000
//! ```
//!
//! `write` prints a CSV; `judge` judges the same comments in memory, on all cores, without files.

use std::io::{BufWriter, Write as _};
use std::time::Instant;

use sekimori::EngineBuilder;

const PLACES: [&str; 8] = [
    "中央公園",
    "駅前の広場",
    "市民プール",
    "図書館",
    "北町の交差点",
    "川沿いの道",
    "体育館",
    "南小学校の前",
];
const OPENINGS: [&str; 6] = [
    "いつもありがとうございます。",
    "質問です。",
    "",
    "先日の件ですが、",
    "はじめまして。",
    "お世話になっております。",
];
const MATTERS: [&str; 12] = [
    "の街灯が切れています。いつ直りますか",
    "の工事は来月までと聞きましたが本当でしょうか",
    "で見た桜がとてもきれいでした🌸",
    "の予約がまた取れませんでした。抽選の方法を見直してください",
    "の除雪が遅すぎる。税金を何に使っているのか説明してほしい",
    "に子どもを連れて行きました！スタッフの方が親切で助かりました",
    "のトイレが汚い、掃除してください(怒)",
    "は何時まで開いていますか？",
    "の件、担当の対応にはがっかりしました。納得できません",
    "の担当者は死ね、さっさと辞めろ",
    "の近くで簡単に稼げる副業を紹介しています。詳しくはプロフィールのリンクから",
    "の前に住む山田の電話は090-1234-5678です、みんなで電話してやりましょう",
];
/// How often the last three matters, which are not kept, come up: one in so many.
const RARE: usize = 20;

/// The comment of a row; the same for the same row.
fn comment(row: usize, random: &mut fastrand::Rng) -> String {
    let kept = MATTERS.len() - 3;
    let matter =
        if row.is_multiple_of(RARE) { kept + random.usize(..3) } else { random.usize(..kept) };
    let (opening, place) = (random.choice(OPENINGS), random.choice(PLACES));
    let (opening, place) = (opening.unwrap_or_default(), place.unwrap_or_default());
    format!("{opening}{place}{}（{row}）", MATTERS[matter])
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let rows = arguments.get(1).map_or(Ok(1000), |rows| rows.parse())?;
    match arguments.first().map(String::as_str) {
        Some("judge") => judge(rows),
        _ => write(rows),
    }
}

fn write(rows: usize) -> Result<(), Box<dyn std::error::Error>> {
    let mut random = fastrand::Rng::with_seed(1);
    let mut out = BufWriter::new(std::io::stdout().lock());
    writeln!(out, "id,投稿日時,表示名,本文")?;
    for row in 1..=rows {
        let (day, hour) = (row / 997 % 28 + 1, row / 41 % 24);
        let text = comment(row, &mut random);
        writeln!(out, "{row},2026/04/{day:02} {hour:02}:00,市民{},{text}", row % 9973)?;
    }
    Ok(out.flush()?)
}

fn judge(rows: usize) -> Result<(), Box<dyn std::error::Error>> {
    let mut random = fastrand::Rng::with_seed(1);
    let comments: Vec<String> = (1..=rows).map(|row| comment(row, &mut random)).collect();
    let engine = EngineBuilder::new().build()?;
    let threads = std::thread::available_parallelism()?.get();
    let begun = Instant::now();
    std::thread::scope(|scope| {
        for part in comments.chunks(rows.div_ceil(threads).max(1)) {
            let mut session = engine.session();
            scope.spawn(move || {
                for text in part {
                    let _ = std::hint::black_box(session.judge(&text.as_str().into()));
                }
            });
        }
    });
    let seconds = begun.elapsed().as_secs_f64();
    println!("{rows} comments on {threads} threads: {:.0} a second", rows as f64 / seconds);
    Ok(())
}
