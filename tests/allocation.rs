//! What judging costs in memory, counted by the allocator.

use allocation_counter::{AllocationInfo, measure};
use sekimori::{Comment, Decision, EngineBuilder, Session};

/// Everyday comments in which no rule finds anything to look at.
const HARMLESS: [&str; 8] = [
    "先日は公園の草刈りをしていただき、ありがとうございました。",
    "桜がきれいですね！週末に見に行こうと思います。",
    "図書館の自習室、夏休みの間だけでも閉館を遅くしてもらえないでしょうか。",
    "市民プールの温水化工事、お疲れさまです。再開を楽しみにしています。",
    "商店街のスタンプラリー、全部集めました。",
    "パブリックコメントの結果はいつごろ公表されますか。",
    "",
    "Thank you!",
];
const HOSTILE: [&str; 4] = [
    "お前ら し・ね よ バ○ども タヒね ｺﾛｽぞ 090の1234の5678 hxxps://bit[.]ly/x",
    "担当の山田太郎は無能。住所は本町1丁目2番3号、電話は03-1234-5678",
    "キ*ガ*ども ＃＃＃ @a1 @b2 @c3",
    "しねええええええ　アホかよｗｗｗｗｗ",
];

fn judge(session: &mut Session, text: &str) -> Decision {
    session.judge(&Comment::new(text)).decision
}

fn judged(session: &mut Session, texts: &[&str]) -> AllocationInfo {
    measure(|| {
        for text in texts {
            std::hint::black_box(judge(session, text));
        }
    })
}

#[test]
fn a_comment_without_a_candidate_allocates_nothing() {
    let engine = EngineBuilder::new().build().expect("the built-in data compiles");
    let mut session = engine.session();
    for text in HARMLESS {
        // The first comment makes the buffers as large as comments are.
        assert_eq!(judge(&mut session, text), Decision::Keep, "{text}");
        assert_eq!(judged(&mut session, &[text]).count_total, 0, "{text}");
    }
}

#[test]
fn a_session_does_not_grow() {
    let engine = EngineBuilder::new().build().expect("the built-in data compiles");
    let mut session = engine.session();
    judged(&mut session, &HOSTILE);
    judged(&mut session, &HARMLESS);
    for _ in 0..20 {
        assert_eq!(judged(&mut session, &HOSTILE).bytes_current, 0);
        assert_eq!(judged(&mut session, &HARMLESS).bytes_current, 0);
    }
}

#[test]
fn an_engine_is_small() {
    // The 190,000 spellings are no part of it: they are read where they lie in the program.
    const MOST: i64 = 10 << 20;
    let mut engine = None;
    let built = measure(|| engine = EngineBuilder::new().build().ok());
    assert!(engine.is_some());
    assert!(built.bytes_current < MOST, "{} bytes of heap", built.bytes_current);
}
