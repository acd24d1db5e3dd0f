//! Markdown as it is printed: drawn for the width of a terminal, told to ears in plain mode, without marks
//! through a pipe.

use std::io::{self, Write};

use super::{Context, output};
use crate::{
    markdown::Document,
    messages::Messages,
    page::{Charset, Labels, Look, Medium, Options, WIDEST, print},
    problem::Problem,
};

/// How a text is laid out here.
pub(super) fn options(width: Option<u16>, context: &Context, words: &Messages) -> Options {
    let mut options = Options::new(output::width(width).min(WIDEST));
    options.charset = if context.settings.ascii { Charset::Ascii } else { Charset::Unicode };
    options.labels = Labels::from(words);
    options.medium = if context.settings.plain { Medium::Speech } else { Medium::Print };
    options
}

/// Prints a text.
pub(super) fn markdown(text: String, options: &Options) -> Result<(), Problem> {
    let speaks = options.medium == Medium::Speech;
    let look = if output::colour() && !speaks { Look::Styled } else { Look::Plain };
    let mut out = io::BufWriter::new(io::stdout().lock());
    let printed = print(&mut Document::new(text), options, look, &mut out)
        .and_then(|()| Write::flush(&mut out));
    output::piped(printed)
}
