//! What only the whole of an export shows.

use sekimori::explain::Lang;
use sekimori::survey::{Likeness, Series, Survey, Surveyor, Watch, masked};
use sekimori::{Comment, EngineBuilder, Policy};

/// A comment: author, time, text.
type Row = (&'static str, String, String);

fn survey(policy: &str, rows: &[Row]) -> Survey {
    survey_with(Watch::builtin().expect("sound"), policy, rows)
}

fn survey_with(watch: Watch, policy: &str, rows: &[Row]) -> Survey {
    let policy = Policy::builtin(policy).expect("built in");
    let engine = EngineBuilder::new().policy(policy.clone()).build().expect("sound data");
    let mut session = engine.session();
    let accounts = ["しおかぜ市公式".to_owned()];
    let mut surveyor = Surveyor::new(watch, policy, &accounts, Lang::Ja);
    for (at, (author, time, text)) in rows.iter().enumerate() {
        let comment = Comment {
            text,
            author: Some(author),
            time: Some(time),
            article: Some("除雪の遅れについて"),
            ..Comment::new(text)
        };
        let verdict = session.judge(&comment);
        surveyor.see(&(at + 1).to_string(), &comment, &verdict);
    }
    surveyor.survey()
}

fn at(day: usize, minute: usize) -> String {
    format!("2026/02/{day:02} {:02}:{:02}", 9 + minute / 60, minute % 60)
}

#[test]
fn repeated_violations_are_told_and_blocking_only_where_the_policy_knows_it() {
    let rows = [
        ("鉄槌の男", at(1, 0), "お前ら職員は死ね".to_owned()),
        ("鉄槌の男", at(2, 0), "お前ら市の職員は全員死ねよ".to_owned()),
        ("鉄槌の男", at(3, 0), "雪が降りました".to_owned()),
        ("みなと", at(3, 0), "お前ら職員は死ね".to_owned()),
        ("しおかぜ市公式", at(4, 0), "お前ら職員は死ね".to_owned()),
        ("しおかぜ市公式", at(4, 1), "お前ら職員は死ね".to_owned()),
    ];
    let blocking = survey("saitama-kyodo", &rows);
    let [author] = blocking.authors.as_slice() else { panic!("{:?}", blocking.authors) };
    assert_eq!((author.author.as_str(), author.comments, author.delete), ("鉄槌の男", 3, 2));
    assert_eq!(author.ids, ["1", "2"]);
    assert!(author.may_be_blocked && blocking.block_procedure[0].basis == "§7");

    let other = survey("tokubetsuku", &rows);
    assert_eq!(other.authors.len(), 1);
    assert!(!other.authors[0].may_be_blocked && other.block_procedure.is_empty());
}

#[test]
fn a_full_list_tells_what_it_has_no_room_for() {
    let watch = Watch { listed: 1, ..Watch::builtin().expect("sound") };
    let worst = (0..3).map(|n| ("鉄槌の男", at(1, n), "お前ら職員は死ね".to_owned()));
    let other = (0..2).map(|n| ("みなと", at(2, n), "お前ら職員は死ね".to_owned()));
    let found = survey_with(watch, "tokubetsuku", &worst.chain(other).collect::<Vec<_>>());
    assert_eq!(found.authors.len(), 1);
    assert_eq!((found.authors[0].author.as_str(), found.unlisted.authors), ("鉄槌の男", 1));
    assert_eq!((found.unlisted.copies, found.unlisted.claims), (0, 0));
}

#[test]
fn a_burst_is_told_with_its_post_and_what_the_policy_says() {
    let calm = (1..=20).map(|day| ("みなと", at(day, 0), "ありがとうございます".to_owned()));
    let storm = (0..12).map(|n| ("匿名", at(21, n * 7), "お前ら職員は死ね".to_owned()));
    let found = survey("tokubetsuku", &calm.chain(storm).collect::<Vec<_>>());
    let [burst] = found.incidents.as_slice() else { panic!("{:?}", found.incidents) };
    assert_eq!((burst.series, burst.count, burst.under_post), (Series::Flagged, 12, 12));
    assert_eq!(burst.start, "2026-02-21T09:00:00+09:00");
    assert_eq!(burst.post.as_deref(), Some("除雪の遅れについて"));
    assert!(burst.procedure.iter().any(|step| step.action == "stay_calm"));
    assert_eq!(found.days.len(), 21);
    assert!(found.copies.is_empty(), "short texts are no campaign");
}

#[test]
fn a_rumour_is_told_apart_from_a_petition() {
    let rumour = "【拡散希望】しおかぜ市の水道水に毒が入れられたそうです！絶対に飲まないでください。市は隠しています";
    let petition = "城址公園のケヤキを切らないでください。説明会の開催を求めます。";
    let rows: Vec<Row> = ["a", "b", "c"]
        .into_iter()
        .flat_map(|author| {
            [(author, at(1, 0), rumour.to_owned()), (author, at(2, 0), petition.to_owned())]
        })
        .collect();
    let found = survey("tokubetsuku", &rows);
    assert_eq!(found.claims.len(), 1);
    assert_eq!((found.claims[0].count, found.claims[0].authors), (3, 3));
    assert_eq!(found.claim_procedure[0].action, "publish_correct_information");
    assert_eq!(found.copies.len(), 1);
    assert_eq!((found.copies[0].exact, found.copies[0].flagged), (3, 0));
}

#[test]
fn names_like_the_accounts_are_told() {
    let hello = || "明日の説明会に参加します".to_owned();
    let rows = [
        ("しおかぜ巿公式", at(1, 0), hello()),
        ("しおかぜ巿公式", at(1, 1), hello()),
        ("しおかぜ市公式", at(1, 2), hello()),
        ("市役所前のパン屋", at(1, 3), hello()),
    ];
    let found = survey("shiroi", &rows);
    let [name] = found.impersonators.as_slice() else { panic!("{:?}", found.impersonators) };
    assert_eq!((name.likeness, name.comments), (Likeness::LookAlike, 2));
    assert_eq!(found.impersonation_procedure.len(), 2);
}

#[test]
fn personal_data_are_masked_in_samples() {
    let engine = EngineBuilder::new().build().expect("sound data");
    let text = "担当の電話は090-1234-5678だ、晒せ";
    let verdict = engine.session().judge(&Comment::new(text));
    let shown = masked(text, &verdict);
    assert!(!shown.contains("1234") && shown.contains('○'), "{shown}");
    assert_eq!(shown.chars().count(), text.chars().count());
}

#[test]
fn an_empty_export_has_a_survey() {
    let found = survey("ninohe", &[]);
    assert_eq!((found.comments, found.period, found.days.len()), (0, None, 0));
    assert!(found.incidents.is_empty() && found.copies.is_empty());
}
