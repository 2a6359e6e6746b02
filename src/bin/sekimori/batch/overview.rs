//! What only the whole of an export shows: `--report` and `--summary`.

use std::io::Write as _;
use std::path::PathBuf;

use anyhow::{Context as _, Result};
use sekimori::corpus::Record;
use sekimori::explain::Lang;
use sekimori::survey::{Surveyor, Watch};
use sekimori::{Engine, Policy, Verdict};
use serde_json::Value;

use super::page::{self, About};
use super::queue::Queue;
use super::{Observer, summary};
use crate::args::{BatchArgs, Format};
use crate::html;

/// Sees every row, and writes page and tables at the end.
pub struct Overview {
    surveyor: Surveyor,
    queue: Queue,
    policy: Policy,
    files: Vec<String>,
    lang: Lang,
    report: Option<PathBuf>,
    summary: Option<Format>,
    /// Standard output is taken by the verdicts.
    aside: bool,
    /// What went wrong with a row; told at the end.
    failed: Option<serde_json::Error>,
    provenance: Option<sekimori::verdict::Provenance>,
}

impl Overview {
    /// `None` if neither page nor tables are asked for.
    pub fn wanted(args: &BatchArgs, engine: &Engine) -> Result<Option<Self>> {
        if args.report.is_none() && args.summary.is_none() {
            return Ok(None);
        }
        let lang: Lang = args.lang.into();
        let policy = engine.policy().clone();
        let surveyor = Surveyor::new(Watch::builtin()?, policy.clone(), &args.account, lang);
        Ok(Some(Self {
            surveyor,
            queue: Queue::new(args.report_limit, lang),
            policy,
            files: args.inputs.iter().map(|input| input.display().to_string()).collect(),
            lang,
            report: args.report.clone(),
            summary: args.summary,
            aside: args.output.as_os_str() == "-",
            failed: None,
            provenance: None,
        }))
    }

    fn print(&self, text: &str) -> Result<()> {
        if self.aside {
            writeln!(std::io::stderr(), "{text}")?;
        } else {
            writeln!(std::io::stdout(), "{text}")?;
        }
        Ok(())
    }
}

impl Observer for Overview {
    fn see(&mut self, _row: usize, record: &Record, verdict: &Verdict) {
        let id = match &record.id {
            Value::String(id) => id.clone(),
            id => id.to_string(),
        };
        self.surveyor.see(&id, &record.comment(), verdict);
        if self.provenance.is_none() {
            self.provenance = Some((*verdict.provenance).clone());
        }
        if self.report.is_none() {
            return;
        }
        if let Some(urgency) = self.surveyor.urgency(verdict)
            && let Err(error) = self.queue.add(record, verdict, urgency)
        {
            self.failed = Some(error);
        }
    }

    fn finish(mut self: Box<Self>) -> Result<()> {
        if let Some(error) = self.failed.take() {
            return Err(error).context("could not put a comment into the report");
        }
        let survey = self.surveyor.survey();
        match self.summary {
            Some(Format::Text) => self.print(&summary::text(&survey, self.lang))?,
            Some(Format::Json) => self.print(&serde_json::to_string_pretty(&survey)?)?,
            None => {}
        }
        let Some(target) = self.report.take() else { return Ok(()) };
        let queue = std::mem::replace(&mut self.queue, Queue::new(1, self.lang));
        let about = About { policy: &self.policy, files: &self.files, lang: self.lang };
        let page = page::render(&about, &survey, queue, self.provenance.as_ref())?;
        html::write(&target, &page)
    }
}
