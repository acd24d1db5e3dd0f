//! `archtutor completions` and `archtutor man`: made from the same types that parse the arguments.

use super::{Registry, command, flags, output};
use crate::{
    problem::Problem,
    text::{nearest, sanitize},
};

/// Prints the completions for a shell.
pub(super) fn completions(args: &flags::Completions, registry: Registry) -> Result<u8, Problem> {
    let mut text = Vec::new();
    clap_complete::generate(args.shell, &mut command(registry), "archtutor", &mut text);
    output::print_own(&String::from_utf8_lossy(&text))?;
    Ok(0)
}

/// Prints a manual page in roff, or writes all of them.
pub(super) fn man(args: &flags::Man, registry: Registry) -> Result<u8, Problem> {
    let failed = |error: std::io::Error| Problem::environment("Cannot write the manual").why(error);
    let mut whole = command(registry).disable_help_subcommand(true);
    whole.build();
    if let Some(folder) = &args.output {
        std::fs::create_dir(folder)
            .map_err(|error| failed(error).hint("Name a new folder in one that is there"))?;
        clap_mangen::generate_to(whole, folder).map_err(failed)?;
        return Ok(0);
    }
    let page = args.command.iter().try_fold(&whole, |above, name| {
        above.find_subcommand(name).ok_or_else(|| {
            let known = above.get_subcommands().map(clap::Command::get_name);
            let problem = Problem::usage(format!("There is no command `{}`", sanitize(name)));
            match nearest(name, known) {
                Some(near) => problem.hint(format!("Did you mean `{near}`?")),
                None => problem,
            }
        })
    })?;
    let mut text = Vec::new();
    clap_mangen::Man::new(page.clone()).render(&mut text).map_err(failed)?;
    output::print_own(&String::from_utf8_lossy(&text))?;
    Ok(0)
}
