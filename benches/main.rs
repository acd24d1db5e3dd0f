//! The benchmarks, in one binary.

mod design;

fn main() {
    divan::main();
}
