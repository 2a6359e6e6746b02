//! The lists of hosts under `dictionaries/domains/`.
//!
//! Each file holds `domain,reason,source`. A row names a domain with everything below it
//! (`lg.jp`), or a domain with the first part of a path (`discord.com/invite`).

use std::collections::HashSet;

use super::link::Link;

/// Why a list of hosts could not be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DomainListError {
    /// A row has no domain, no reason, or is not CSV.
    #[error("domains/{list}.csv, line {line}: {cause}")]
    Row {
        /// The list's name.
        list: &'static str,
        /// 1-based line.
        line: usize,
        /// What is wrong.
        cause: String,
    },
}

/// One list.
#[derive(Debug, Clone, Default)]
pub struct DomainList {
    entries: HashSet<Box<str>>,
}

impl DomainList {
    /// Parses `domain,reason,source` rows.
    ///
    /// # Errors
    ///
    /// If a row is malformed or gives no reason.
    pub fn parse(list: &'static str, csv_text: &str) -> Result<Self, DomainListError> {
        let mut entries = HashSet::new();
        let mut reader = csv::Reader::from_reader(csv_text.as_bytes());
        for (index, record) in reader.records().enumerate() {
            let line = index + 2;
            let fail = |cause: String| DomainListError::Row { list, line, cause };
            let record = record.map_err(|error| fail(error.to_string()))?;
            let (domain, reason) = (record.get(0).unwrap_or(""), record.get(1).unwrap_or(""));
            if domain.is_empty() || reason.is_empty() {
                return Err(fail("the domain or its reason is empty".into()));
            }
            entries.insert(domain.to_ascii_lowercase().into());
        }
        Ok(Self { entries })
    }

    /// Whether the list holds exactly this entry.
    #[must_use]
    pub fn has(&self, entry: &str) -> bool {
        self.entries.contains(entry)
    }

    /// Whether the list holds the host, a domain above it, or one of these with the first part of
    /// the link's path.
    #[must_use]
    pub fn covers(&self, link: &Link) -> bool {
        let first = link.first_segment();
        above(&link.host).any(|domain| {
            self.has(domain) || (!first.is_empty() && self.has(&format!("{domain}/{first}")))
        })
    }

    /// The entries, in no order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(AsRef::as_ref)
    }
}

/// A host and the domains above it: `a.b.jp`, `b.jp`, `jp`.
fn above(host: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(host), |host| host.split_once('.').map(|(_, rest)| rest))
}

/// Makes the struct of all lists, its embedded files and its parser from one table.
macro_rules! domain_lists {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {
        /// Every list of `dictionaries/domains/`.
        #[derive(Debug, Clone, Default)]
        pub struct DomainLists {
            $($(#[$doc])* pub $name: DomainList,)*
        }

        impl DomainLists {
            /// The names of the files, without `.csv`.
            pub const NAMES: &'static [&'static str] = &[$(stringify!($name)),*];

            /// The lists that are part of the crate.
            ///
            /// # Errors
            ///
            /// If a row is malformed; the tests of this crate hold that none is.
            pub fn embedded() -> Result<Self, DomainListError> {
                Ok(Self { $($name: DomainList::parse(
                    stringify!($name),
                    include_str!(concat!(
                        "../../../dictionaries/domains/", stringify!($name), ".csv"
                    )),
                )?,)* })
            }

            /// Adds the rows of a file of the same form to the list called `name`. A name that no
            /// list has changes nothing.
            ///
            /// # Errors
            ///
            /// If a row is malformed.
            pub fn extend(&mut self, name: &str, csv_text: &str) -> Result<(), DomainListError> {
                match name {
                    $(stringify!($name) => {
                        let more = DomainList::parse(stringify!($name), csv_text)?;
                        self.$name.entries.extend(more.entries);
                    })*
                    _ => {}
                }
                Ok(())
            }
        }
    };
}

domain_lists! {
    /// Public shorteners: anyone can hide any page behind them.
    shorteners,
    /// Shorteners of one service, which lead only to its own pages.
    shorteners_owned,
    /// Words in the names of shorteners.
    shortener_words,
    /// Public bodies and what they use.
    trusted,
    /// Well-known services (news, maps, shops) that are not public bodies.
    known,
    /// The official domains of names that phishing imitates.
    brands,
    /// Names by which imitated services go, besides the first label of their domains.
    brand_names,
    /// Names of these that are also plain words, or that fans put into their own domains.
    common_names,
    /// Hosts below which anyone can put a page without saying who they are.
    free_hosts,
    /// Dynamic names, tunnels and distributed storage: nobody can be asked who stands behind them.
    dynamic_hosts,
    /// Hosts of adult material.
    adult,
    /// Online casinos and betting that is not licensed in Japan.
    gambling,
    /// Hosts of pirated works.
    piracy,
    /// File transfer and storage.
    file_sharing,
    /// Invitations to messengers.
    messengers,
    /// Video and social media.
    video_social,
    /// Top-level domains with much abuse.
    tlds,
    /// Top-level domains with some abuse that plain shops use as well.
    tlds_doubtful,
    /// Top-level domains that make a bare `name.tld` a link.
    bare_tlds,
    /// Words of login and verification pages.
    bait_words,
    /// Hosts that are placeholders or stand inside an office's network, and first labels of hosts
    /// for trial (`staging.`): a link that the public cannot open.
    provisional,
    /// Endings of files that run.
    executables,
    /// Endings of archives and disk images.
    archives,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_covers_what_lies_below_it() {
        let list = DomainList::parse(
            "messengers",
            "domain,reason,source\nexample.jp,a,b\ndiscord.example/invite,a,b\n",
        )
        .expect("parses");
        let covers = |url: &str| list.covers(&Link::parse(url).expect("a link"));
        assert!(covers("https://www.example.jp/x"));
        assert!(!covers("https://notexample.jp/x"));
        assert!(covers("https://discord.example/invite/AbC"));
        assert!(!covers("https://discord.example/about"));
    }

    #[test]
    fn a_row_without_a_reason_is_refused() {
        let error = DomainList::parse("tlds", "domain,reason,source\nxyz,,\n").expect_err("fails");
        assert_eq!(
            error.to_string(),
            "domains/tlds.csv, line 2: the domain or its reason is empty"
        );
    }

    #[test]
    fn the_embedded_lists_load_and_do_not_contradict_each_other() {
        let lists = DomainLists::embedded().expect("every row is well formed");
        assert!(lists.shorteners.iter().count() > 300);
        for entry in lists.trusted.iter().chain(lists.known.iter()) {
            let blocked = [&lists.adult, &lists.gambling, &lists.piracy, &lists.shorteners];
            assert!(!blocked.iter().any(|list| list.has(entry)), "{entry} is in two lists");
        }
    }
}
