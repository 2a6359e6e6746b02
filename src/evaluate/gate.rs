//! Gates: figures below which a rule set must not fall.

use super::figures::Figure;
use super::summary::Summary;
use crate::concept::CONCEPTS;
use crate::policy::Policy;

/// Figures that must be reached: `precision=0.95,recall@defamation=0.6`.
#[derive(Debug, Clone, PartialEq)]
pub struct Gate {
    conditions: Vec<Condition>,
}

#[derive(Debug, Clone, PartialEq)]
struct Condition {
    figure: Figure,
    /// A clause or a concept; the whole if there is none.
    topic: Option<String>,
    least: f64,
}

/// A gate that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum GateError {
    /// No `=`.
    #[error("«{0}» is not NAME=FIGURE; write precision=0.95,recall@defamation=0.6")]
    Form(String),
    /// No such figure.
    #[error("no figure «{0}»; use precision, recall, f1 or f0.5")]
    Figure(String),
    /// No such clause or concept.
    #[error(
        "«{name}» is no concept and no clause of the policy «{policy}»; write a concept such as defamation, or a clause as printed"
    )]
    Topic {
        /// What was given.
        name: String,
        /// The policy's id.
        policy: String,
    },
    /// Not a share.
    #[error("«{0}» is no figure between 0 and 1; write 0.95 for 95 %")]
    Least(String),
}

/// A figure that was not reached.
#[derive(Debug, Clone, PartialEq)]
pub struct Shortfall {
    /// The condition as it would be written.
    pub condition: String,
    /// The figure; `None` if there was nothing to measure it on, which passes no gate.
    pub value: Option<f64>,
}

impl Gate {
    /// Reads conditions, separated by commas.
    ///
    /// # Errors
    ///
    /// If a condition has another form, or names a figure, concept or clause that is not there.
    pub fn parse(text: &str, policy: &Policy) -> Result<Self, GateError> {
        let conditions = text.split(',').map(|part| Condition::parse(part.trim(), policy));
        Ok(Self { conditions: conditions.collect::<Result<_, _>>()? })
    }

    /// The conditions that are not met.
    #[must_use]
    pub fn shortfalls(&self, summary: &Summary) -> Vec<Shortfall> {
        let unmet = self.conditions.iter().filter_map(|condition| {
            let value = condition.value(summary);
            let met = value.is_some_and(|value| value >= condition.least);
            (!met).then(|| Shortfall { condition: condition.to_string(), value })
        });
        unmet.collect()
    }
}

impl Condition {
    fn parse(text: &str, policy: &Policy) -> Result<Self, GateError> {
        let (name, least) = text.split_once('=').ok_or_else(|| GateError::Form(text.to_owned()))?;
        let (name, topic) = match name.split_once('@') {
            Some((name, topic)) => (name, Some(topic.trim())),
            None => (name, None),
        };
        let figure = Figure::ALL.into_iter().find(|figure| figure.name() == name.trim());
        let figure = figure.ok_or_else(|| GateError::Figure(name.trim().to_owned()))?;
        if let Some(topic) = topic.filter(|topic| !is_topic(topic, policy)) {
            return Err(GateError::Topic { name: topic.to_owned(), policy: policy.id.clone() });
        }
        let share = least.trim().parse::<f64>().ok().filter(|least| (0.0..=1.0).contains(least));
        let least = share.ok_or_else(|| GateError::Least(least.trim().to_owned()))?;
        Ok(Self { figure, topic: topic.map(str::to_owned), least })
    }

    fn value(&self, summary: &Summary) -> Option<f64> {
        match &self.topic {
            Some(topic) => summary.topic(topic)?.value(self.figure),
            None => summary.overall.value(self.figure),
        }
    }
}

fn is_topic(name: &str, policy: &Policy) -> bool {
    CONCEPTS.iter().any(|concept| concept.name == name)
        || policy.clauses.iter().any(|clause| clause.number == name)
}

impl std::fmt::Display for Condition {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let at = self.topic.as_ref().map_or_else(String::new, |topic| format!("@{topic}"));
        write!(f, "{}{at}={}", self.figure.name(), self.least)
    }
}

impl std::fmt::Display for Shortfall {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.value {
            Some(value) => write!(f, "{} is not reached: {value:.4}", self.condition),
            None => {
                write!(f, "{} is not reached: no labelled comment to measure it on", self.condition)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::{Benchmark, Bootstrap};

    fn policy() -> Policy {
        Policy::builtin("tokubetsuku").expect("it is built in")
    }

    #[test]
    fn what_was_not_measured_passes_no_gate() {
        let policy = policy();
        let summary = Benchmark::new(&policy).summary(Bootstrap::default());
        let gate = Gate::parse("precision=0, recall@(2)=0.6, f0.5@defamation=1", &policy);
        let shortfalls = gate.expect("a good gate").shortfalls(&summary);
        let told: Vec<String> = shortfalls.iter().map(ToString::to_string).collect();
        assert_eq!(told.len(), 3);
        assert_eq!(told[1], "recall@(2)=0.6 is not reached: no labelled comment to measure it on");
    }

    #[test]
    fn mistakes_are_told_with_what_to_write() {
        for (gate, said) in [
            ("precision", "write precision=0.95"),
            ("accuracy=0.9", "use precision, recall, f1 or f0.5"),
            ("recall@defamations=0.9", "no concept and no clause"),
            ("recall=95", "write 0.95 for 95 %"),
            ("f1=NaN", "between 0 and 1"),
        ] {
            let told = Gate::parse(gate, &policy()).expect_err(gate).to_string();
            assert!(told.contains(said), "{gate}: {told}");
        }
    }
}
