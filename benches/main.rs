//! The benchmarks, in one binary.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a benchmark that cannot run says so")]

mod change;
mod course;
mod design;
mod diagram;
mod exercise;
mod lab;
mod marking;
mod page;
mod progress;
mod search;

fn main() {
    divan::main();
}
