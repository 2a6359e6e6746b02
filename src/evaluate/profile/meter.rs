//! Where the time goes: a watch that reads a clock at every step.

use std::time::Duration;

use crate::detect::{Stage, Watch};
use crate::tokenize::{Clock, Stopwatch};

/// How often the clock is read to learn what reading it costs.
const READINGS: u32 = 1000;

/// What is being done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Doing {
    Nothing,
    Stage(Stage),
    Rule(usize),
}

/// How long a rule was looked at, each time.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Tries(Vec<Duration>);

impl Tries {
    pub fn count(&self) -> usize {
        self.0.len()
    }

    pub fn sum(&self) -> Duration {
        self.0.iter().sum()
    }

    /// The middle one: what another program on the machine does in between does not show in it.
    pub fn median(&self) -> Option<Duration> {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        sorted.get(sorted.len() / 2).copied()
    }
}

/// Adds up times by stage and by rule. The time of a rule is part of that of [`Stage::Rules`]; the
/// tokenizer's is taken out of whatever asked for it.
pub(super) struct Meter {
    clock: Clock,
    tokenizer: Stopwatch,
    since: Duration,
    doing: Doing,
    stages: [Duration; Stage::ALL.len()],
    rules: Vec<Tries>,
}

impl Meter {
    pub fn new(clock: Clock, rules: usize) -> Self {
        Self {
            clock,
            tokenizer: Stopwatch::new(clock),
            since: Duration::ZERO,
            doing: Doing::Nothing,
            stages: [Duration::ZERO; Stage::ALL.len()],
            rules: vec![Tries::default(); rules],
        }
    }

    /// What the session's tokenizer has to run.
    pub fn tokenizer(&self) -> &Stopwatch {
        &self.tokenizer
    }

    /// What the tokenizer did so far is not counted.
    pub fn begin(&mut self) {
        let _ = self.tokenizer.take();
    }

    /// Nothing is being done any more.
    pub fn end(&mut self) {
        self.turn_to(Doing::Nothing);
    }

    pub fn stage_time(&self, stage: Stage) -> Duration {
        self.stages[stage as usize]
    }

    pub fn tries(&self, rule: usize) -> &Tries {
        &self.rules[rule]
    }

    /// What one reading of the clock takes, on average.
    pub fn reading(clock: Clock) -> Duration {
        let first = clock();
        let last = (0..READINGS).fold(first, |_, _| clock());
        last.saturating_sub(first) / READINGS
    }

    fn turn_to(&mut self, next: Doing) {
        let now = (self.clock)();
        if self.doing != Doing::Nothing {
            let tokenized = self.tokenizer.take();
            let passed = now.saturating_sub(self.since).saturating_sub(tokenized);
            self.stages[Stage::Tokenize as usize] += tokenized;
            match self.doing {
                Doing::Nothing => {}
                Doing::Stage(stage) => self.stages[stage as usize] += passed,
                Doing::Rule(rule) => {
                    self.stages[Stage::Rules as usize] += passed;
                    self.rules[rule].0.push(passed);
                }
            }
        }
        (self.doing, self.since) = (next, now);
    }
}

impl Watch for Meter {
    fn stage(&mut self, stage: Stage) {
        self.turn_to(Doing::Stage(stage));
    }

    fn rule(&mut self, rule: usize) {
        self.turn_to(Doing::Rule(rule));
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    thread_local! {
        static NOW: Cell<u64> = const { Cell::new(0) };
    }

    fn clock() -> Duration {
        Duration::from_nanos(NOW.get())
    }

    fn pass(nanoseconds: u64) {
        NOW.set(NOW.get() + nanoseconds);
    }

    #[test]
    fn times_are_added_up_once_each() {
        let mut meter = Meter::new(clock, 2);
        pass(1000);
        meter.stage(Stage::Normalize);
        pass(3);
        meter.stage(Stage::Rules);
        pass(5);
        let started = meter.tokenizer().start();
        pass(70);
        meter.tokenizer().stop(started);
        meter.rule(1);
        pass(11);
        meter.rule(1);
        pass(13);
        meter.stage(Stage::Rules);
        pass(2);
        meter.end();
        pass(1000);
        meter.stage(Stage::Decide);
        pass(1);
        meter.end();
        let nanoseconds = Stage::ALL.map(|stage| meter.stage_time(stage).as_nanos());
        assert_eq!(nanoseconds, [3, 0, 0, 70, 5 + 11 + 13 + 2, 1]);
        let (never, twice) = (meter.tries(0), meter.tries(1));
        assert_eq!((never.count(), never.sum(), never.median()), (0, Duration::ZERO, None));
        let nanoseconds = |time: Duration| time.as_nanos();
        assert_eq!((twice.count(), nanoseconds(twice.sum())), (2, 24));
        assert_eq!(twice.median().map(nanoseconds), Some(13));
    }
}
