//! Comments by hour, and the posts that they stand under.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;

use super::bursts::{Bin, bursts};
use super::copies::hash_of;
use super::result::Series;
use super::watch::BurstWatch;

/// Posts of an hour that are told apart; a burst gathers under one of the first.
const POSTS: usize = 16;
/// Posts whose beginning is kept.
const NAMES: usize = 10_000;
const NAME_CHARS: usize = 120;
/// Longer stretches are cut to their end: an age of strays (1970) does not fill memory.
const BINS: i64 = 24 * 366 * 20;
const JAPAN_SECONDS: i64 = 9 * 3600;

#[derive(Debug, Clone, Default)]
struct Hour {
    comments: u64,
    flagged: u64,
    posts: Vec<(u64, [u64; 2])>,
}

/// All dated comments by hour.
#[derive(Debug, Default)]
pub struct Timeline {
    hours: BTreeMap<i64, Hour>,
    names: HashMap<u64, String>,
}

/// A burst with its times.
pub struct Found {
    pub series: Series,
    pub start: Timestamp,
    pub end: Timestamp,
    pub peak: Timestamp,
    pub count: u64,
    pub usual: f64,
    pub comments: u64,
    pub post: Option<(String, u64)>,
}

impl Timeline {
    pub fn see(&mut self, time: Timestamp, post: Option<&str>, flagged: bool, watch: &BurstWatch) {
        let bin = (time.as_second() + JAPAN_SECONDS).div_euclid(width(watch));
        let hour = self.hours.entry(bin).or_default();
        hour.comments += 1;
        hour.flagged += u64::from(flagged);
        let Some(post) = post else { return };
        let key = hash_of(post.as_bytes());
        if self.names.len() < NAMES {
            self.names.entry(key).or_insert_with(|| post.chars().take(NAME_CHARS).collect());
        }
        let known = hour.posts.iter().position(|(known, _)| *known == key);
        let place = match known {
            Some(place) => place,
            None if hour.posts.len() < POSTS => {
                hour.posts.push((key, [0; 2]));
                hour.posts.len() - 1
            }
            None => return,
        };
        let counts = &mut hour.posts[place].1;
        counts[0] += u64::from(flagged);
        counts[1] += 1;
    }

    pub fn bursts(&self, watch: &BurstWatch) -> Vec<Found> {
        let mut found = self.of(Series::Flagged, watch);
        found.extend(self.of(Series::Comments, watch));
        found.sort_by_key(|burst| (burst.start, burst.series == Series::Comments));
        found
    }

    fn of(&self, series: Series, watch: &BurstWatch) -> Vec<Found> {
        let Some((&last, _)) = self.hours.last_key_value() else { return Vec::new() };
        let from = self.hours.keys().copied().find(|bin| last - bin < BINS).unwrap_or(last);
        let bins: Vec<Bin> = (from..=last).map(|bin| self.bin(bin, series, watch)).collect();
        let least = match series {
            Series::Flagged => watch.least_flagged,
            Series::Comments => watch.least_comments,
        };
        let at = |bin: usize| {
            let seconds = (from + i64::try_from(bin).unwrap_or_default()) * width(watch);
            Timestamp::from_second(seconds - JAPAN_SECONDS).unwrap_or_default()
        };
        let told = bursts(&bins, watch, least).into_iter().map(|burst| {
            let place = |bin: usize| from + i64::try_from(bin).unwrap_or_default();
            let hours: Vec<&Hour> = self
                .hours
                .range(place(burst.start)..place(burst.end))
                .map(|(_, hour)| hour)
                .collect();
            Found {
                series,
                start: at(burst.start),
                end: at(burst.end),
                peak: at(burst.peak),
                count: burst.count,
                usual: burst.usual,
                comments: hours.iter().map(|hour| hour.comments).sum(),
                post: self.post(&hours, series),
            }
        });
        told.collect()
    }

    fn bin(&self, bin: i64, series: Series, watch: &BurstWatch) -> Bin {
        let count = self.hours.get(&bin).map_or(0, |hour| match series {
            Series::Flagged => hour.flagged,
            Series::Comments => hour.comments,
        });
        let hour = (bin * i64::from(watch.bin_hours)).rem_euclid(24);
        Bin { count, of_day: usize::try_from(hour).unwrap_or_default() }
    }

    /// The post that most comments of these hours stand under.
    fn post(&self, hours: &[&Hour], series: Series) -> Option<(String, u64)> {
        let mut sums: BTreeMap<u64, u64> = BTreeMap::new();
        for (post, counts) in hours.iter().flat_map(|hour| &hour.posts) {
            *sums.entry(*post).or_default() += counts[usize::from(series == Series::Comments)];
        }
        let (post, count) = sums.into_iter().max_by_key(|(_, count)| *count)?;
        (count > 0).then(|| Some((self.names.get(&post)?.clone(), count)))?
    }
}

fn width(watch: &BurstWatch) -> i64 {
    i64::from(watch.bin_hours) * 3600
}
