//! Where the occurrences of one cue stand. What lies near a hit is looked up, not searched for: a
//! comment may repeat a word and its excuse ten thousand times.

use crate::span::Span;

/// By which offset the spans of a run ascend.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Order {
    #[default]
    Start,
    End,
}

/// Spans in the order of one view.
#[derive(Debug, Default)]
struct Run {
    order: Order,
    spans: Vec<Span>,
    longest: usize,
}

/// The occurrences of one cue, view by view.
#[derive(Debug, Default)]
pub(super) struct Places {
    /// Of the key view and of the loose view.
    runs: [Run; 2],
}

impl Places {
    /// Adds an occurrence to the run of view number `run`, 0 or 1; each must stand behind the last one
    /// of its run by `order`, which is the same for all.
    pub fn push(&mut self, run: usize, order: Order, span: Span) {
        let run = &mut self.runs[run % 2];
        run.order = order;
        debug_assert!(run.spans.last().is_none_or(|last| run.key(last) <= run.key(&span)));
        run.longest = run.longest.max(span.len());
        run.spans.push(span);
    }

    /// All, in the order in which they were added, view by view.
    pub fn all(&self) -> impl Iterator<Item = Span> {
        self.runs.iter().flat_map(|run| run.spans.iter().copied())
    }

    /// Those that begin in `from..=to`, in the same order.
    pub fn starting(&self, from: usize, to: usize) -> impl Iterator<Item = Span> {
        self.runs.iter().flat_map(move |run| {
            // A span begins at most its length before it ends.
            let last = match run.order {
                Order::Start => to,
                Order::End => to.saturating_add(run.longest),
            };
            run.between(from, last).filter(move |span| (from..=to).contains(&span.start))
        })
    }

    /// Those that end in `from..=to`, in the same order.
    pub fn ending(&self, from: usize, to: usize) -> impl Iterator<Item = Span> {
        self.runs.iter().flat_map(move |run| {
            let first = match run.order {
                Order::Start => from.saturating_sub(run.longest),
                Order::End => from,
            };
            run.between(first, to).filter(move |span| (from..=to).contains(&span.end))
        })
    }

    /// Those that touch `from..=to` or overlap it, in the same order.
    pub fn around(&self, from: usize, to: usize) -> impl Iterator<Item = Span> {
        self.runs.iter().flat_map(move |run| {
            let (first, last) = match run.order {
                Order::Start => (from.saturating_sub(run.longest), to),
                Order::End => (from, to.saturating_add(run.longest)),
            };
            run.between(first, last).filter(move |span| span.start <= to && span.end >= from)
        })
    }
}

impl Run {
    fn key(&self, span: &Span) -> usize {
        match self.order {
            Order::Start => span.start,
            Order::End => span.end,
        }
    }

    fn between(&self, first: usize, last: usize) -> impl Iterator<Item = Span> {
        let begin = self.spans.partition_point(|span| self.key(span) < first);
        self.spans[begin..].iter().copied().take_while(move |span| self.key(span) <= last)
    }
}

#[cfg(test)]
mod tests {
    use super::{Order, Places};
    use crate::span::Span;

    fn filled() -> Places {
        let mut places = Places::default();
        for (start, end) in [(0, 3), (1, 6), (4, 6), (2, 9), (20, 23)] {
            places.push(0, Order::End, Span::new(start, end));
        }
        for (start, end) in [(0, 9), (0, 2), (5, 6)] {
            places.push(1, Order::Start, Span::new(start, end));
        }
        places
    }

    #[test]
    fn what_is_looked_up_is_what_a_search_would_find() {
        let places = filled();
        for from in 0..25 {
            for to in from..25 {
                let within = |at: usize| (from..=to).contains(&at);
                let starting: Vec<Span> = places.all().filter(|s| within(s.start)).collect();
                let ending: Vec<Span> = places.all().filter(|s| within(s.end)).collect();
                assert_eq!(places.starting(from, to).collect::<Vec<_>>(), starting);
                assert_eq!(places.ending(from, to).collect::<Vec<_>>(), ending);
                let touching = |span: &Span| span.start <= to && span.end >= from;
                let around: Vec<Span> = places.all().filter(touching).collect();
                assert_eq!(places.around(from, to).collect::<Vec<_>>(), around);
            }
        }
    }
}
