//! How long segmenting takes, for whoever measures rules.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Tells the time since any fixed moment. The library reads no clock: who measures gives one.
pub type Clock = fn() -> Duration;

/// Adds up times; clones add to the same sum.
#[derive(Debug, Clone)]
pub(crate) struct Stopwatch {
    clock: Clock,
    /// Nanoseconds.
    sum: Arc<AtomicU64>,
}

impl Stopwatch {
    pub fn new(clock: Clock) -> Self {
        Self { clock, sum: Arc::default() }
    }

    pub fn start(&self) -> Duration {
        (self.clock)()
    }

    pub fn stop(&self, started: Duration) {
        let passed = (self.clock)().saturating_sub(started).as_nanos();
        self.sum.fetch_add(u64::try_from(passed).unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    /// The sum so far, which begins anew.
    pub fn take(&self) -> Duration {
        Duration::from_nanos(self.sum.swap(0, Ordering::Relaxed))
    }
}
