//! Measuring a rule set: against cases written for it ([`Suite`]), against labelled comments
//! ([`Benchmark`]), against another one ([`compare`]), and against what clerks decided
//! ([`feedback`]).
//!
//! Two rule sets on the same labelled comments:
//!
//! ```
//! use sekimori::evaluate::{Benchmark, Bootstrap, LabelReader};
//! use sekimori::{Engine, EngineBuilder};
//!
//! let labelled = [("早く死ねよ", "(2)"), ("死ぬほどおいしい給食", "keep"), ("シネマ通り", "keep")];
//! let measure = |engine: &Engine| -> Result<_, Box<dyn std::error::Error>> {
//!     let labels = LabelReader::new(engine.policy());
//!     let mut benchmark = Benchmark::new(engine.policy());
//!     let mut session = engine.session();
//!     for (text, label) in labelled {
//!         let expected = labels.read(&label.into())?;
//!         benchmark.add(expected.as_ref(), &session.judge(&text.into()));
//!     }
//!     Ok(benchmark.summary(Bootstrap::default()))
//! };
//! let builtin = measure(&EngineBuilder::new().build()?)?;
//! let own = EngineBuilder::new().without_builtin_lexicon().lexicon_dir("examples/town_lexicon");
//! let own = measure(&own.build()?)?;
//! assert_eq!(builtin.overall.counts.precision(), Some(1.0));
//! assert_eq!(own.overall.counts.precision(), Some(1.0 / 3.0)); // its シネ is in シネマ, its 死ぬ in 死ぬほど
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod benchmark;
mod cases;
mod collisions;
pub mod compare;
mod coverage;
pub mod feedback;
mod figures;
pub mod fit;
mod gate;
mod interval;
mod labels;
mod lint;
mod profile;
mod summary;
mod sweep;

pub use benchmark::{Benchmark, Disagreement};
pub use cases::{Case, CaseFile, CaseResult, Expected, FUNCTIONALITIES, Suite};
pub use collisions::{Baseline, Candidate, Collision, candidates, collision, new_collisions};
pub use coverage::{ConceptRow, Coverage, CoverageCell, Functionality};
pub use figures::{Counts, Figure, Measure};
pub use gate::{Gate, GateError, Shortfall};
pub use interval::{Bootstrap, Estimate, wilson};
pub use labels::{Expectation, Label, LabelError, LabelReader};
pub use lint::{Code, Edit, Fault, apply, code, codes, lint, similar_codes};
pub use profile::{DeadRule, Profile, Profiler, RuleOrder, RuleProfile, StageTime};
pub use summary::{ConfusionRow, RuleAgreement, Summary, Topic};
pub use sweep::{SweepPoint, average_precision};
