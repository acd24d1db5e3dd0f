//! The benchmarks, in one binary.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a benchmark that cannot run says so")]

mod progress;

mod page;
mod search;

fn main() {
    divan::main();
}
