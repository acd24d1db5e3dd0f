//! Any text as a diagram: reading and drawing neither panic nor hang, and stay within their width.
//!
//! `cargo +nightly fuzz run diagram -- -max_len=4096 -timeout=10 -dict=fuzz/mermaid.dict`, with the
//! diagrams of `tests/fixtures/diagrams` copied to `fuzz/corpus/diagram` as a start.

#![no_main]

use archtutor::diagram::{self, Charset, Options, Zoom};
use libfuzzer_sys::fuzz_target;

/// Widths, letters and zooms that take different ways through the layout.
const WAYS: [(Option<usize>, Charset, Zoom); 6] = [
    (None, Charset::Unicode, Zoom::Full),
    (Some(80), Charset::Unicode, Zoom::Full),
    (Some(40), Charset::Ascii, Zoom::Full),
    (Some(12), Charset::Unicode, Zoom::Full),
    (Some(60), Charset::Unicode, Zoom::Compact),
    (Some(60), Charset::Ascii, Zoom::Collapsed),
];

fuzz_target!(|data: &[u8]| {
    let Ok(source) = std::str::from_utf8(data) else { return };
    let Ok(diagram) = diagram::parse(source) else { return };
    assert!(diagram.description().len() < 10_000);
    for (width, charset, zoom) in WAYS {
        let drawing = diagram.draw(&Options { width, charset, zoom, ..Options::default() });
        let widest = drawing.text().lines().map(archtutor::text::width).max().unwrap_or(0);
        assert!(widest <= drawing.width, "{widest} cells in {}", drawing.width);
    }
});
