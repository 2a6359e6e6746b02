//! JSON Lines, and arrays of objects.

mod array;
mod lines;

pub(super) use array::Array;
pub(super) use lines::ObjectLines;

use serde_json::{Map, Value};

/// An object's fields, or what is wrong and what to do. `text` is what the comment's field is called.
pub(super) fn object(bytes: &[u8], text: &str) -> Result<Map<String, Value>, String> {
    let line = std::str::from_utf8(bytes).map_err(|error| {
        format!("not UTF-8 at byte {}; save the file as UTF-8", error.valid_up_to() + 1)
    })?;
    let value: Value = serde_json::from_str(line).map_err(|error| {
        format!("not a JSON object ({error}); each line must be one object with «{text}»")
    })?;
    match value {
        Value::Object(fields) => Ok(fields),
        _ => Err(format!("not a JSON object; write {{\"{text}\": \"…\"}}")),
    }
}
