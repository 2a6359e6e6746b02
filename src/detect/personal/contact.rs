//! Ways to reach somebody: every e-mail address, telephone number and SNS account of a person is
//! reported as `contact` as well.

use crate::detect::Signal;

/// Appends the signal and its twin `contact`.
pub(super) fn push_contact(signal: Signal, out: &mut Vec<Signal>) {
    let twin = Signal { name: "contact", ..signal.clone() };
    out.push(signal);
    out.push(twin);
}
