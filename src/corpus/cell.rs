//! One value of a row, as files of every format hold it.

use std::borrow::Cow;

use serde_json::Value;

/// One value of a row.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Cell {
    /// Nothing.
    #[default]
    Empty,
    /// Words, or anything else that is kept letter by letter.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// Any other number.
    Number(f64),
    /// True or false.
    Bool(bool),
    /// A date with a time, `YYYY-MM-DDTHH:MM:SS`, as the file gives it: without a zone.
    Time(String),
}

/// What all cells of a column are, where a file says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Kind {
    /// Anything, written as text.
    #[default]
    Text,
    /// Whole numbers.
    Integer,
    /// Numbers.
    Number,
    /// True or false.
    Bool,
    /// Dates with times.
    Time,
}

impl Cell {
    /// A cell of text; an empty one counts as nothing.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() { Self::Empty } else { Self::Text(text) }
    }

    /// The value as text, as a table without types would hold it.
    #[must_use]
    pub fn shown(&self) -> Cow<'_, str> {
        match self {
            Self::Empty => Cow::Borrowed(""),
            Self::Text(text) | Self::Time(text) => Cow::Borrowed(text),
            Self::Integer(number) => Cow::Owned(number.to_string()),
            Self::Number(number) => Cow::Owned(number.to_string()),
            Self::Bool(truth) => Cow::Borrowed(if *truth { "TRUE" } else { "FALSE" }),
        }
    }

    /// The value as JSON holds it; nothing is `null`.
    #[must_use]
    pub fn value(&self) -> Value {
        match self {
            Self::Empty => Value::Null,
            Self::Text(text) | Self::Time(text) => Value::String(text.clone()),
            Self::Integer(number) => (*number).into(),
            Self::Number(number) => (*number).into(),
            Self::Bool(truth) => (*truth).into(),
        }
    }
}

impl From<&Value> for Cell {
    /// Arrays and objects stay JSON, as text.
    fn from(value: &Value) -> Self {
        match value {
            Value::Null => Self::Empty,
            Value::String(text) => Self::text(text.as_str()),
            Value::Bool(truth) => Self::Bool(*truth),
            // A number too long for either is kept digit by digit.
            Value::Number(number) => match (number.as_i64(), number.as_f64()) {
                (Some(whole), _) => Self::Integer(whole),
                (None, Some(real)) if !number.is_u64() => Self::Number(real),
                _ => Self::Text(number.to_string()),
            },
            nested => Self::Text(nested.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_keep_what_they_are() {
        for (json, shown) in [
            ("null", ""),
            ("\"あ\"", "あ"),
            ("-5", "-5"),
            ("1.5", "1.5"),
            ("18446744073709551615", "18446744073709551615"),
            ("true", "TRUE"),
            ("[{\"a\":1}]", "[{\"a\":1}]"),
        ] {
            let value: Value = serde_json::from_str(json).expect("JSON");
            assert_eq!(Cell::from(&value).shown(), shown, "{json}");
        }
        assert_eq!(Cell::Integer(-5).value(), Value::from(-5));
    }
}
