//! The benchmarks, in one binary.

mod progress;

fn main() {
    divan::main();
}
