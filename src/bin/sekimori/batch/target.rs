//! What is written, and how.

use std::path::Path;

use anyhow::{Context as _, Result, bail};
use sekimori::corpus::{Format, OutputEncoding, Renderer, Unmappable, WriteOptions, shown_names};

use super::Input;
use crate::args::BatchArgs;

/// Where verdicts go.
pub struct Target {
    pub options: WriteOptions,
    pub renderer: Renderer,
}

impl Target {
    /// From the arguments and what the first file is; all files must fit one table.
    pub fn new(args: &BatchArgs, inputs: &[Input]) -> Result<Self> {
        let first = &inputs[0];
        let format = format(args, first.source.format())?;
        let options = WriteOptions {
            format,
            lang: args.lang.into(),
            encoding: encoding(args, format)?,
            unmappable: match args.substitute {
                true => Unmappable::Substitute,
                false => Unmappable::Refuse,
            },
            raw_cells: args.raw_cells,
        };
        let others = inputs.iter().any(|input| input.source.more_names());
        let renderer = Renderer::new(options, first.source.names(), others);
        if renderer.needs_cells() {
            refuse_different(inputs)?;
        }
        Ok(Self { options, renderer })
    }
}

/// As asked for, by the name of the output, or like the input.
fn format(args: &BatchArgs, input: Format) -> Result<Format> {
    let asked = args.output_format.map(Format::from).or_else(|| Format::of_path(&args.output));
    let has_extension = args.output.as_os_str() != "-" && args.output.extension().is_some();
    match asked {
        Some(Format::Lines) => bail!(
            "{}: a text file cannot hold verdicts\n  help: name it .csv, .xlsx or .jsonl, or say --output-format",
            args.output.display()
        ),
        Some(format) => Ok(format),
        None if has_extension && !is_device(&args.output) => bail!(
            "{}: its name does not tell a format\n  help: name it .csv, .tsv, .xlsx, .json, .jsonl or .parquet, or say --output-format",
            args.output.display()
        ),
        None if input == Format::Lines => Ok(Format::Csv),
        None => Ok(input),
    }
}

fn is_device(path: &Path) -> bool {
    path.exists() && !path.is_file()
}

fn encoding(args: &BatchArgs, format: Format) -> Result<OutputEncoding> {
    let is_text_table = matches!(format, Format::Csv | Format::Tsv);
    match &args.output_encoding {
        Some(name) => {
            let encoding = OutputEncoding::of_name(name).with_context(|| {
                format!("--output-encoding {name}: is not known\n  help: utf-8, utf-8-bom, cp932 or utf-16")
            })?;
            if !is_text_table && encoding != OutputEncoding::Utf8 {
                bail!("--output-encoding {name}: only CSV and TSV have a choice of encodings");
            }
            Ok(encoding)
        }
        // Excel takes a CSV without the mark for CP932.
        None if is_text_table && args.output.as_os_str() != "-" => Ok(OutputEncoding::Utf8Bom),
        None => Ok(OutputEncoding::Utf8),
    }
}

/// Rows of one table have the same columns.
fn refuse_different(inputs: &[Input]) -> Result<()> {
    let first = &inputs[0];
    let other = inputs.iter().find(|input| input.source.names() != first.source.names());
    if let Some(other) = other {
        bail!(
            "{} has other columns than {} ({} against {})\n  help: judge them apart, or write .jsonl",
            other.name,
            first.name,
            shown_names(other.source.names()),
            shown_names(first.source.names())
        );
    }
    Ok(())
}
