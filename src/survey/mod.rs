//! What only the whole of an export shows: figures, bursts, copies, repeated violations, names that
//! pass for the body's own.
//!
//! A [`Surveyor`] sees comments one by one and keeps a bounded amount of each; its parameters are in
//! `dictionaries/survey/`.

mod authors;
mod bursts;
mod copies;
mod distinct;
mod names;
mod posts;
mod result;
mod surveyor;
mod tally;
mod time;
mod watch;

pub use bursts::{Bin, Burst, bursts};
pub use names::{Likeness, OfficialNames};
pub use result::{
    ClauseCount, CopyGroup, DayCount, Decisions, Impersonator, Incident, Procedure, RepeatAuthor,
    RuleCount, Series, Survey, Unlisted,
};
pub use surveyor::{Surveyor, masked};
pub use time::{day, instant, written};
pub use watch::{AuthorWatch, BurstWatch, CopyWatch, Watch, WatchError};
