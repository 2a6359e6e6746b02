//! Measuring a rule set: against cases written for it, against labelled comments, and against
//! another one.

mod benchmark;
mod cases;
mod collisions;
pub mod compare;
mod coverage;
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
