//! The benchmarks, in one binary.

fn main() {
    divan::main();
}
