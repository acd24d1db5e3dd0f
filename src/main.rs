//! The program's entry.

fn main() {
    println!("archtutor {}", env!("CARGO_PKG_VERSION"));
}
