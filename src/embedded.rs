//! What the build script embeds: the data files, and the lexicon compiled from them.

/// Path under `dictionaries/` and text of every data file, sorted by path.
pub(crate) static FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// The text of a data file by its path under `dictionaries/`.
pub(crate) fn text(path: &str) -> Option<&'static str> {
    FILES.iter().find(|(known, _)| *known == path).map(|(_, text)| *text)
}

/// The second cells of those rows of a table (without quotes) whose first cell is `kind`, in order.
pub(crate) fn listed(path: &str, kind: &str) -> impl Iterator<Item = &'static str> {
    let rows = text(path).unwrap_or_default().lines().skip(1);
    rows.filter_map(move |row| {
        let mut cells = row.split(',');
        (cells.next()? == kind).then(|| cells.next())?
    })
}

/// The built-in lexicon as the lexicon's image.
pub(crate) static LEXICON: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/lexicon.bin"));

/// The table of wording as the image of its signs.
pub(crate) static SIGNS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/signs.bin"));

/// Every surface form of IPADIC, a line each, sorted.
#[cfg(feature = "ipadic")]
pub(crate) static SURFACES: &str = include_str!(concat!(env!("OUT_DIR"), "/surfaces.txt"));

/// Frequent words of IPADIC by their cost, and its particles: `word`, tab, `content` or `function`.
#[cfg(feature = "ipadic")]
pub(crate) static FREQUENT: &str = include_str!(concat!(env!("OUT_DIR"), "/frequent.txt"));

#[cfg(not(feature = "ipadic"))]
pub(crate) static SURFACES: &str = "";

#[cfg(not(feature = "ipadic"))]
pub(crate) static FREQUENT: &str = "";
