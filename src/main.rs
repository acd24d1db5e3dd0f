//! The program's entry: parse the arguments, run, print one error with its hint, leave with its code.

use archtutor::cli;

fn main() {
    let code = cli::main();
    // Leaves without freeing the world: the terminal is restored and everything is committed.
    #[allow(clippy::disallowed_methods, reason = "this is the one place that ends the program")]
    std::process::exit(i32::from(code));
}
