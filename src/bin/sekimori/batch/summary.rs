//! The survey as tables.

use comfy_table::{CellAlignment, Table};
use sekimori::explain::{Lang, printable};
use sekimori::survey::{CopyGroup, Incident, Procedure, Series, Survey};

use crate::policy::table;

/// Rows of a table.
const ROWS: usize = 10;
/// Characters of a text that are shown.
const CHARS: usize = 36;

/// All tables, a blank line between them; what is empty is left out.
pub fn text(survey: &Survey, lang: Lang) -> String {
    let tables = Tables { lang };
    let parts = [
        tables.decisions(survey),
        tables.clauses(survey),
        tables.rules(survey),
        tables.incidents(survey),
        tables.copies(
            ("広がっている真偽不明の情報", "Rumours that spread"),
            &survey.claims,
            survey.unlisted.claims,
        ),
        tables.copies(
            ("同じ文面のくり返し", "The same text again and again"),
            &survey.copies,
            survey.unlisted.copies,
        ),
        tables.authors(survey),
        tables.impersonators(survey),
    ];
    let filled: Vec<String> = parts.into_iter().flatten().collect();
    filled.join("\n\n")
}

struct Tables {
    lang: Lang,
}

impl Tables {
    fn decisions(&self, survey: &Survey) -> Option<String> {
        let all = survey.comments;
        let mut table = self.table("判定,件数,割合", "decision,comments,share");
        let kinds = [
            ("削除候補", "delete", survey.decisions.delete),
            ("要確認", "review", survey.decisions.review),
            ("掲載を維持", "keep", survey.decisions.keep),
            ("合計", "all", all),
        ];
        for (ja, en, count) in kinds {
            let share = if all == 0 { 0.0 } else { 100.0 * count as f64 / all as f64 };
            table.add_row([self.lang.pick(ja, en), &count.to_string(), &format!("{share:.1} %")]);
        }
        let period = survey.period.as_ref().map_or(String::new(), |(first, last)| {
            format!("{} – {}\n", minute(first), minute(last))
        });
        Some(format!("{period}{}", aligned(table, 1)))
    }

    fn clauses(&self, survey: &Survey) -> Option<String> {
        let mut table = self.table("条項,削除候補,要確認,本文", "clause,delete,review,text");
        for clause in &survey.clauses {
            let counts = [clause.delete, clause.review].map(|count| count.to_string());
            table.add_row([&clause.clause, &counts[0], &counts[1], &short(&clause.text)]);
        }
        (!survey.clauses.is_empty()).then(|| aligned(table, 1))
    }

    fn rules(&self, survey: &Survey) -> Option<String> {
        let mut table = self.table("規則,件数,内容", "rule,comments,title");
        for rule in survey.rules.iter().take(ROWS) {
            table.add_row([&rule.rule, &rule.comments.to_string(), &short(&rule.title)]);
        }
        (!survey.rules.is_empty()).then(|| aligned(table, 1))
    }

    fn incidents(&self, survey: &Survey) -> Option<String> {
        let title = self.lang.pick("急増（炎上の兆し）", "Bursts");
        let mut table = self.table(
            "種類,始まり,終わり,最多,件数,ふだん,集まっている投稿",
            "of,start,end,peak,count,usual,post",
        );
        for burst in &survey.incidents {
            let series = match burst.series {
                Series::Flagged => self.lang.pick("該当", "flagged"),
                Series::Comments => self.lang.pick("全体", "comments"),
            };
            let [start, end, peak] = [&burst.start, &burst.end, &burst.peak].map(|at| minute(at));
            let (count, usual) = (burst.count.to_string(), burst.usual.to_string());
            let post = burst.post.as_deref().map_or("–".to_owned(), short);
            table.add_row([series, &start, &end, &peak, &count, &usual, &post]);
        }
        let steps = survey.incidents.iter().find(|burst| burst.series == Series::Flagged);
        let steps = steps.map_or(String::new(), |burst: &Incident| procedure(&burst.procedure));
        (!survey.incidents.is_empty()).then(|| format!("{title}\n{}{steps}", aligned(table, 4)))
    }

    fn copies(&self, (ja, en): (&str, &str), groups: &[CopyGroup], more: u64) -> Option<String> {
        let title = self.lang.pick(ja, en);
        let mut table = self.table("件数,投稿者,維持以外,文面", "count,authors,not kept,text");
        for group in groups.iter().take(ROWS) {
            let counts = [group.count, group.authors, group.flagged].map(|count| count.to_string());
            table.add_row([&counts[0], &counts[1], &counts[2], &short(&group.sample)]);
        }
        let more = self.more(groups.len(), more);
        (!groups.is_empty()).then(|| format!("{title}\n{}{more}", aligned(table, 0)))
    }

    fn authors(&self, survey: &Survey) -> Option<String> {
        let title = self.lang.pick("くり返し該当している投稿者", "Repeated violations");
        let mut table = self
            .table("投稿者,削除候補,要確認,条項,ブロック", "author,delete,review,clauses,block");
        for author in survey.authors.iter().take(ROWS) {
            let counts = [author.delete, author.review].map(|count| count.to_string());
            let block = match author.may_be_blocked {
                true => self.lang.pick("検討対象", "may be considered"),
                false => "–",
            };
            let (name, clauses) = (short(&author.author), author.clauses.join(" "));
            table.add_row([&name, &counts[0], &counts[1], &clauses, block]);
        }
        let steps = procedure(&survey.block_procedure);
        let more = self.more(survey.authors.len(), survey.unlisted.authors);
        (!survey.authors.is_empty()).then(|| format!("{title}\n{}{more}{steps}", aligned(table, 1)))
    }

    fn impersonators(&self, survey: &Survey) -> Option<String> {
        let title = self.lang.pick("団体の名前に似た表示名", "Names like the body's own");
        let mut table =
            self.table("表示名,件数,維持以外,似ている名前", "name,comments,not kept,like");
        for name in survey.impersonators.iter().take(ROWS) {
            let counts = [name.comments, name.flagged].map(|count| count.to_string());
            table.add_row([&short(&name.name), &counts[0], &counts[1], &name.like]);
        }
        let steps = procedure(&survey.impersonation_procedure);
        let more = self.more(survey.impersonators.len(), 0);
        (!survey.impersonators.is_empty())
            .then(|| format!("{title}\n{}{more}{steps}", aligned(table, 1)))
    }

    /// What a table has no row for.
    fn more(&self, listed: usize, unlisted: u64) -> String {
        let more = listed.saturating_sub(ROWS) as u64 + unlisted;
        match (more, self.lang) {
            (0, _) => String::new(),
            (more, Lang::Ja) => format!("\n ほか {more} 件"),
            (more, Lang::En) => format!("\n {more} more"),
        }
    }

    fn table(&self, ja: &str, en: &str) -> Table {
        table(&self.lang.pick(ja, en).split(',').collect::<Vec<_>>())
    }
}

/// With the columns of numbers, from `first` on, to the right.
fn aligned(mut table: Table, first: usize) -> String {
    let numbers = |index: usize, table: &Table| {
        let cells = table.column_cells_iter(index).flatten();
        let mut texts = cells.map(|cell| cell.content());
        texts.all(|text| text.trim_end_matches([' ', '%']).parse::<f64>().is_ok())
    };
    for index in first..table.column_count() {
        if numbers(index, &table)
            && let Some(column) = table.column_mut(index)
        {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table.trim_fmt()
}

fn procedure(steps: &[Procedure]) -> String {
    steps.iter().map(|step| format!("\n  → {}（{}）", step.text, step.basis)).collect()
}

fn minute(time: &str) -> String {
    time.chars().take(16).collect::<String>().replace('T', " ")
}

/// The beginning of a text on one line, nothing in it that a terminal would obey.
fn short(text: &str) -> String {
    let line = printable(text).replace(['\n', '\r', '\t'], " ");
    let mut short: String = line.chars().take(CHARS).collect();
    if short.len() < line.len() {
        short.push('…');
    }
    short
}
