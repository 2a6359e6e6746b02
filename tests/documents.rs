//! Records, notices and lines of the transparency report.

mod support;

use sekimori::explain::{Document, Lang, Subject, Templates};
use sekimori::{Comment, Decision, Engine, EngineBuilder, Policy, Verdict};
use support::violating;

fn engine(policy: &str) -> Engine {
    let policy = Policy::builtin(policy).unwrap_or_else(|error| panic!("{error}"));
    EngineBuilder::new().policy(policy).build().unwrap_or_else(|error| panic!("{error}"))
}

fn write(engine: &Engine, text: &str, document: Document, lang: Lang, unmasked: bool) -> String {
    let verdict = engine.session().judge(&Comment::new(text));
    let subject = Subject { verdict: &verdict, comment: text, policy: engine.policy(), unmasked };
    let templates = Templates::builtin().unwrap_or_else(|error| panic!("{error}"));
    templates.render(document, lang, &subject).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn every_document_can_be_written_on_every_violation() {
    let engine = engine("tottori");
    let templates = Templates::builtin().unwrap_or_else(|error| panic!("{error}"));
    let mut session = engine.session();
    let (mut written, mut repeated) = (0, Vec::new());
    for text in violating() {
        let verdict = session.judge(&Comment::new(&text));
        let subject =
            Subject { verdict: &verdict, comment: &text, policy: engine.policy(), unmasked: false };
        for document in Document::ALL {
            for lang in [Lang::Ja, Lang::En] {
                let page = templates.render(document, lang, &subject);
                let page = page.unwrap_or_else(|error| panic!("{text}\n{error}"));
                written += 1;
                if document == Document::Notice {
                    let own = own_words(&verdict, engine.policy(), lang);
                    let of_comment = |word: &&str| page.contains(*word) && !own.contains(*word);
                    repeated.extend(telling(&verdict, &text).filter(of_comment).map(str::to_owned));
                }
            }
        }
    }
    assert!(repeated.is_empty(), "notices repeat {repeated:?}");
    assert!(written > 6000, "only {written} documents");
}

/// The words of the comment that a finding rests on and that say something by themselves.
fn telling<'a>(verdict: &'a Verdict, text: &'a str) -> impl Iterator<Item = &'a str> {
    let findings = verdict.violations.iter().flat_map(|violation| &violation.findings);
    // What wording rests on says nothing by itself: 「市の公式」.
    let findings = findings.filter(|finding| !finding.rule.ends_with(".wording"));
    let pieces = findings.flat_map(|finding| &finding.evidence);
    let telling = pieces.filter(|piece| piece.strength >= 0.5);
    telling.map(|piece| piece.span.slice(text)).filter(|word| word.chars().count() > 1)
}

/// What a notice says whatever the comment: the template, the policy, the kinds of what was found.
fn own_words(verdict: &Verdict, policy: &Policy, lang: Lang) -> String {
    let mut words = Document::Notice.builtin_template(lang).to_owned();
    words.extend(
        [&policy.title, &policy.body, &policy.version, &policy.manager].map(String::as_str),
    );
    for violation in &verdict.violations {
        words.push_str(&violation.text);
        words.extend(violation.findings.iter().map(|finding| lang.of(&finding.title)));
    }
    words
}

#[test]
fn a_record_hides_personal_data_unless_asked() {
    let engine = engine("tokubetsuku");
    let text = "この計画を進めている山田花子の携帯は090-1234-5678だ。みんなで晒せ";
    let masked = write(&engine, text, Document::Record, Lang::Ja, false);
    assert!(masked.contains("個人情報は伏せています"), "{masked}");
    assert!(!masked.contains("090-1234-5678") && !masked.contains("山田花子"), "{masked}");
    assert!(masked.contains("みんなで晒せ"), "a cue is no personal data: {masked}");
    let open = write(&engine, text, Document::Record, Lang::Ja, true);
    assert!(open.contains("山田花子の携帯は090-1234-5678だ"), "{open}");
}

#[test]
fn a_notice_names_the_clause_and_not_the_words() {
    let text = "担当は死ね。道路は早く直して";
    let notice = write(&engine("saitama-kyodo"), text, Document::Notice, Lang::Ja, false);
    assert!(notice.contains("(2) 特定の個人・団体等を誹謗中傷するもの"), "{notice}");
    assert!(notice.contains("該当する部分の表示を取りやめました"), "{notice}");
    assert!(!notice.contains("死ね") && !notice.contains("道路"), "{notice}");
    // Where the policy speaks of whole comments, so does the notice.
    let notice = write(&engine("tokubetsuku"), text, Document::Notice, Lang::En, false);
    assert!(notice.contains("It is no longer shown"), "{notice}");
}

#[test]
fn a_line_of_the_report_has_six_columns() {
    let line = write(&engine("ninohe"), "担当は死ね", Document::Transparency, Lang::Ja, false);
    assert_eq!(line.lines().count(), 1, "{line}");
    assert_eq!(line.trim_end().split('\t').count(), 6, "{line}");
}

#[test]
fn a_record_of_a_kept_comment_says_why() {
    let engine = engine("tokubetsuku");
    let text = "今年の夏は死ぬほど暑い。プールを開けて";
    assert_eq!(engine.session().judge(&Comment::new(text)).decision, Decision::Keep);
    let record = write(&engine, text, Document::Record, Lang::Ja, false);
    assert!(record.contains("3 掲載を維持する理由"), "{record}");
    assert!(record.contains("対応の必要はありません"), "{record}");
    assert!(!Document::Notice.covers_kept() && Document::Record.covers_kept());
}

#[test]
fn an_offices_own_template_is_used_and_checked() {
    let engine = engine("tokubetsuku");
    let text = "担当は死ね";
    let verdict = engine.session().judge(&Comment::new(text));
    let subject =
        Subject { verdict: &verdict, comment: text, policy: engine.policy(), unmasked: false };
    let mut templates = Templates::builtin().unwrap_or_else(|error| panic!("{error}"));
    let mut use_own = |own: &str| {
        templates
            .replace(Document::Notice, Lang::Ja, "own.txt", own)
            .unwrap_or_else(|error| panic!("{error}"));
        templates.render(Document::Notice, Lang::Ja, &subject)
    };
    let line = use_own("{{ clauses[0].number }} {{ kinds | length }}件");
    assert_eq!(line.unwrap_or_else(|error| panic!("{error}")), "(2) 2件");
    let error = use_own("{{ clause.number }}").expect_err("there is no such field").to_string();
    assert!(error.contains("undefined value") && error.contains("policy templates"), "{error}");
}
