//! Sees comments one by one, and tells of all of them.

use super::authors::{Author, Authors};
use super::copies::{Copies, Copy, Group};
use super::names::OfficialNames;
use super::posts::{Found, Timeline};
use super::result::{CopyGroup, Impersonator, Incident, Procedure, RepeatAuthor, Survey, Unlisted};
use super::tally::Tally;
use super::time::{instant, written};
use super::watch::Watch;
use crate::comment::Comment;
use crate::explain::Lang;
use crate::policy::{Decision, Policy};
use crate::verdict::Verdict;

const IDS: usize = 20;
/// More names than this are not listed.
const IMPERSONATORS: usize = 1000;

/// Sees comments with their verdicts. Memory is bounded by the parameters, not by the export.
#[derive(Debug)]
pub struct Surveyor {
    watch: Watch,
    policy: Policy,
    lang: Lang,
    names: OfficialNames,
    tally: Tally,
    timeline: Timeline,
    copies: Copies,
    authors: Authors,
    impersonators: Vec<Impersonator>,
}

impl Surveyor {
    /// `accounts` are the display names of the body's own accounts; titles and steps of the policy are
    /// told in `lang`.
    #[must_use]
    pub fn new(watch: Watch, policy: Policy, accounts: &[String], lang: Lang) -> Self {
        let names = OfficialNames::new(&policy.body, accounts);
        Self {
            watch,
            policy,
            lang,
            names,
            tally: Tally::default(),
            timeline: Timeline::default(),
            copies: Copies::default(),
            authors: Authors::default(),
            impersonators: Vec::new(),
        }
    }

    /// Takes a comment in.
    pub fn see(&mut self, id: &str, comment: &Comment<'_>, verdict: &Verdict) {
        let time = comment.time.and_then(instant);
        let flagged = verdict.decision != Decision::Keep;
        self.tally.see(time, verdict, self.lang);
        if let Some(time) = time {
            self.timeline.see(time, comment.article, flagged, &self.watch.bursts);
        }
        let copy = Copy {
            id,
            text: comment.text,
            shown: &masked(comment.text, verdict),
            author: comment.author,
            time,
            flagged,
            rumour: is_rumour(verdict),
        };
        self.copies.add(&copy, &self.watch.copies);
        if let Some(author) = comment.author.filter(|author| !self.names.is_own(author)) {
            self.authors.see(id, author, time, verdict, &self.watch.authors);
            self.name(id, author, flagged);
        }
    }

    fn name(&mut self, id: &str, name: &str, flagged: bool) {
        let known = self.impersonators.iter().position(|known| known.name == name);
        let place = match (known, self.names.likeness(name)) {
            (Some(place), _) => place,
            (None, Some((likeness, like))) if self.impersonators.len() < IMPERSONATORS => {
                let (name, like) = (name.to_owned(), like.to_owned());
                let ids = Vec::new();
                let new = Impersonator { name, likeness, like, comments: 0, flagged: 0, ids };
                self.impersonators.push(new);
                self.impersonators.len() - 1
            }
            _ => return,
        };
        let found = &mut self.impersonators[place];
        found.comments += 1;
        found.flagged += u64::from(flagged);
        if found.ids.len() < IDS {
            found.ids.push(id.to_owned());
        }
    }

    /// How much a comment presses: comments that may hurt somebody now first, then candidates for
    /// deletion, then by score. `None` if it is kept.
    #[must_use]
    pub fn urgency(&self, verdict: &Verdict) -> Option<(bool, Decision, u32)> {
        let urgent = |concept: &String| self.watch.urgent.contains(concept);
        let presses = verdict
            .violations
            .iter()
            .any(|broken| broken.action == Decision::Delete && urgent(&broken.concept));
        let score = (verdict.score * 100.0).round() as u32;
        (verdict.decision != Decision::Keep).then_some((presses, verdict.decision, score))
    }

    /// What has been seen so far.
    #[must_use]
    pub fn survey(&self) -> Survey {
        let tally = &self.tally;
        let watch = &self.watch.copies;
        let mut copies = self.groups(watch.least_copies, |group| group.rumours * 2 < group.count);
        let mut claims = self.groups(watch.least_claims, |group| group.rumours * 2 >= group.count);
        let mut authors = self.repeated();
        let unlisted = Unlisted {
            copies: shorten(&mut copies, self.watch.listed),
            claims: shorten(&mut claims, self.watch.listed),
            authors: shorten(&mut authors, self.watch.listed),
        };
        Survey {
            comments: tally.decisions.all(),
            decisions: tally.decisions,
            undated: tally.undated,
            period: tally
                .first
                .zip(tally.last)
                .map(|(first, last)| (written(first), written(last))),
            clauses: tally.clauses(&self.policy),
            rules: tally.rules(),
            days: tally.days(),
            incidents: self.incidents(),
            copies,
            claims,
            claim_procedure: self.procedure(&["misinformation".to_owned()]),
            authors,
            block_procedure: self.blocking(),
            impersonators: self.impersonators.clone(),
            impersonation_procedure: self.procedure(&["impersonation".to_owned()]),
            forgotten: self.copies.forgotten + self.authors.forgotten,
            unlisted,
        }
    }

    fn incidents(&self) -> Vec<Incident> {
        let procedure = self.procedure(&self.watch.bursts.procedure_of);
        let told = self.timeline.bursts(&self.watch.bursts).into_iter();
        told.map(|found| incident(found, &procedure)).collect()
    }

    fn groups(&self, least: u64, wanted: impl Fn(&Group) -> bool) -> Vec<CopyGroup> {
        let enough = |group: &&Group| group.count >= least && wanted(group);
        let mut groups: Vec<CopyGroup> =
            self.copies.groups().filter(enough).map(copy_group).collect();
        groups.sort_by_key(|group| std::cmp::Reverse(group.count));
        groups
    }

    fn repeated(&self) -> Vec<RepeatAuthor> {
        let blocks = !self.blocking().is_empty();
        let found = self.authors.repeated(&self.watch.authors).into_iter();
        found.map(|author| repeat_author(author, blocks, &self.watch)).collect()
    }

    /// The steps that a policy takes against those who break it again and again.
    fn blocking(&self) -> Vec<Procedure> {
        if !self.policy.blocks_users {
            return Vec::new();
        }
        let repeated = self.policy.follow_ups.iter().filter(|step| step.when.repeated);
        repeated.map(|step| self.step(step)).collect()
    }

    fn procedure(&self, concepts: &[String]) -> Vec<Procedure> {
        let mut steps: Vec<Procedure> = Vec::new();
        let of_concept = |step: &&crate::policy::FollowUp| {
            !step.when.outgoing
                && step.when.concept.as_ref().is_some_and(|concept| concepts.contains(concept))
        };
        for step in self.policy.follow_ups.iter().filter(of_concept) {
            let step = self.step(step);
            if !steps.contains(&step) {
                steps.push(step);
            }
        }
        steps
    }

    fn step(&self, step: &crate::policy::FollowUp) -> Procedure {
        Procedure {
            action: step.action.clone(),
            basis: step.basis.clone(),
            text: step.text_in(self.lang).to_owned(),
        }
    }
}

/// The comment with every piece of evidence of personal data replaced by ○, a mark a character.
#[must_use]
pub fn masked(text: &str, verdict: &Verdict) -> String {
    let broken = verdict.violations.iter().flat_map(|broken| &broken.findings);
    let personal = broken.chain(&verdict.uncounted).filter(|finding| finding.concept == "privacy");
    let mut spans: Vec<_> =
        personal.flat_map(|finding| &finding.evidence).map(|piece| piece.span).collect();
    spans.sort_by_key(|span| span.start);
    let mut shown = String::with_capacity(text.len());
    let mut at = 0;
    for span in spans {
        let (start, end) = (span.start.max(at), span.end.max(at));
        shown.push_str(text.get(at..start).unwrap_or_default());
        shown.extend(text.get(start..end).unwrap_or_default().chars().map(|_| '○'));
        at = end;
    }
    shown.push_str(text.get(at..).unwrap_or_default());
    shown
}

/// Cuts a list; tells how much was cut.
fn shorten<T>(list: &mut Vec<T>, listed: usize) -> u64 {
    let cut = list.len().saturating_sub(listed);
    list.truncate(listed);
    cut as u64
}

fn is_rumour(verdict: &Verdict) -> bool {
    let mut findings = verdict.violations.iter().flat_map(|broken| &broken.findings);
    findings.any(|finding| finding.concept == "misinformation" && !finding.shadow)
}

fn incident(found: Found, procedure: &[Procedure]) -> Incident {
    let (post, under_post) = found.post.unzip();
    Incident {
        series: found.series,
        start: written(found.start),
        end: written(found.end),
        peak: written(found.peak),
        count: found.count,
        usual: (found.usual * 10.0).round() / 10.0,
        comments: found.comments,
        post,
        under_post: under_post.unwrap_or_default(),
        procedure: procedure.to_vec(),
    }
}

fn copy_group(group: &Group) -> CopyGroup {
    CopyGroup {
        sample: group.sample.clone(),
        count: group.count,
        exact: group.exact,
        flagged: group.flagged,
        authors: group.authors(),
        first: group.first.map(written),
        last: group.last.map(written),
        ids: group.ids.clone(),
    }
}

fn repeat_author(author: &Author, blocks: bool, watch: &Watch) -> RepeatAuthor {
    RepeatAuthor {
        author: author.name.clone(),
        comments: author.comments,
        delete: author.delete,
        review: author.review,
        clauses: author.clauses.iter().map(|(_, clause)| clause.clone()).collect(),
        first: author.first.map(written),
        last: author.last.map(written),
        ids: author.ids.clone(),
        may_be_blocked: blocks && author.delete >= watch.authors.least_violations,
    }
}
