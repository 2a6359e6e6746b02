//! Loading a morphological dictionary.

use std::path::{Path, PathBuf};

use lindera::mode::Mode;
use lindera::segmenter::Segmenter;
use lindera_dictionary::dictionary::{Dictionary, UserDictionary};

use super::user_words;

/// Why a tokenizer could not be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TokenizeError {
    /// The dictionary folder could not be read as a compiled lindera dictionary.
    #[error(
        "could not load the morphological dictionary in {path}: {cause}\n  help: give a folder made by `lindera build` of lindera 6"
    )]
    Dictionary {
        /// The folder.
        path: PathBuf,
        /// lindera's words.
        cause: String,
    },
    /// The embedded dictionary could not be read.
    #[error("could not load the embedded morphological dictionary: {cause}")]
    Embedded {
        /// lindera's words.
        cause: String,
    },
    /// A row of the user dictionary is not usable.
    #[error("user/words.csv, line {line}: {cause}")]
    UserWord {
        /// 1-based line.
        line: usize,
        /// What is wrong with it.
        cause: String,
    },
    /// The crate was built without the feature `ipadic` and no folder was given.
    #[error(
        "no morphological dictionary: the feature `ipadic` is off\n  help: give one with `EngineBuilder::dictionary_dir`"
    )]
    Missing,
}

#[cfg(feature = "ipadic")]
mod embedded {
    lindera_dictionary::embedded_dictionary!("/sekimori-ipadic", EmbeddedIpadic);
}

/// A morphological dictionary ready to segment. Immutable and shared by all sessions.
pub struct Tokenizer {
    pub(super) segmenter: Segmenter,
}

impl std::fmt::Debug for Tokenizer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let name = &self.segmenter.dictionary.metadata.name;
        f.debug_struct("Tokenizer").field("dictionary", name).finish()
    }
}

impl Tokenizer {
    /// The embedded IPADIC with the given user words (`user/words.csv`).
    ///
    /// # Errors
    ///
    /// If the feature `ipadic` is off, or a user word is malformed.
    pub fn embedded(user_words: &str) -> Result<Self, TokenizeError> {
        #[cfg(feature = "ipadic")]
        {
            let dictionary = embedded::load()
                .map_err(|error| TokenizeError::Embedded { cause: error.to_string() })?;
            Self::new(dictionary, user_words)
        }
        #[cfg(not(feature = "ipadic"))]
        {
            let _ = user_words;
            Err(TokenizeError::Missing)
        }
    }

    /// A compiled lindera dictionary (IPADIC, UniDic, NEologd …) in a folder. The user words are
    /// added only to dictionaries with IPADIC's columns.
    ///
    /// # Errors
    ///
    /// If the folder does not hold a dictionary of this version of lindera.
    pub fn from_dir(path: &Path, user_words: &str) -> Result<Self, TokenizeError> {
        let dictionary = Dictionary::load_from_path(path).map_err(|error| {
            TokenizeError::Dictionary { path: path.to_owned(), cause: error.to_string() }
        })?;
        let like_ipadic = dictionary.metadata.dictionary_schema.get_custom_fields().len() == 9
            && dictionary.metadata.name.contains("ipadic");
        Self::new(dictionary, if like_ipadic { user_words } else { "" })
    }

    fn new(dictionary: Dictionary, user_words: &str) -> Result<Self, TokenizeError> {
        let user: Option<UserDictionary> = user_words::compile(user_words)?;
        let segmenter = Segmenter::new(Mode::Normal, dictionary, user).keep_whitespace(true);
        Ok(Self { segmenter })
    }
}
