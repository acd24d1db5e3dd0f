//! Any bytes as a diagram: reading and drawing neither panic nor hang, and stay within their width.
//!
//! `cargo +nightly fuzz run diagram tests/fixtures/diagrams -- -max_len=4096 -timeout=10`

#![no_main]

use archtutor::diagram::{self, Charset, Options};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Some((first, rest)) = data.split_first() else { return };
    let Ok(source) = std::str::from_utf8(rest) else { return };
    let Ok(diagram) = diagram::parse(source) else { return };
    let charset = if first & 1 == 0 { Charset::Unicode } else { Charset::Ascii };
    let width = Some(usize::from(first >> 1)).filter(|width| *width > 0);
    let drawing = diagram.draw(&Options { width, charset, ..Options::default() });
    let widest = drawing.text().lines().map(archtutor::text::width).max().unwrap_or(0);
    assert!(widest <= drawing.width);
});
