//! `archtutor completions` and `archtutor man`: made from the same types that parse the arguments.

use super::{Registry, command, flags, output};
use crate::problem::Problem;

/// Prints the completions for a shell.
pub(super) fn completions(args: &flags::Completions, registry: Registry) -> Result<u8, Problem> {
    let mut text = Vec::new();
    clap_complete::generate(args.shell, &mut command(registry), "archtutor", &mut text);
    output::print_own(&String::from_utf8_lossy(&text))?;
    Ok(0)
}

/// Prints the manual page in roff.
pub(super) fn man(registry: Registry) -> Result<u8, Problem> {
    let mut text = Vec::new();
    clap_mangen::Man::new(command(registry))
        .render(&mut text)
        .map_err(|error| Problem::environment("Cannot write the manual").why(error))?;
    output::print_own(&String::from_utf8_lossy(&text))?;
    Ok(0)
}
