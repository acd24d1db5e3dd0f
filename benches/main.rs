//! The benchmarks, in one binary.

mod search;

fn main() {
    divan::main();
}
