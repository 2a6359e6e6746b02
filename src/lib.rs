//! Moderates Japanese comments against the published policy of a public body, and says why.
//!
//! A comment goes one way through the house:
//!
//! ```text
//! Comment ─► normalize ─► tokenize (only when asked) ─► detect ─► policy ─► explain ─► Verdict
//! ```
//!
//! Build an [`Engine`] once, share it, make a [`Session`] per thread:
//!
//! ```
//! use sekimori::{Comment, Decision, EngineBuilder};
//!
//! let engine = EngineBuilder::new().build()?;
//! let mut session = engine.session();
//! let verdict = session.judge(&Comment::new("お前ら市の職員は全員 し・ね よ"));
//! assert_eq!(verdict.decision, Decision::Delete);
//! assert_eq!(verdict.violations[0].clause, "(2)");
//! # Ok::<(), sekimori::BuildError>(())
//! ```
//!
//! What a word, a rule or a clause means is data under `dictionaries/`; see its README. The layers
//! and where to change what are in ARCHITECTURE.md.

#![deny(missing_docs)]

pub mod comment;
pub mod concept;
pub mod corpus;
pub mod detect;
mod embedded;
mod engine;
pub mod error;
pub mod evaluate;
pub mod explain;
pub mod lexicon;
pub mod normalize;
pub mod policy;
pub mod redact;
pub mod span;
pub mod survey;
pub mod tokenize;
pub mod verdict;

pub use comment::{Comment, LinkedPage};
pub use engine::{BuildError, Engine, EngineBuilder, Limits, Session};
pub use policy::{Decision, Policy, Side};
pub use redact::{Operator, Redaction};
pub use span::Span;
pub use verdict::Verdict;
