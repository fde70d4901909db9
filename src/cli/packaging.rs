//! Completions and the manual page, for packagers.

use std::io::Write as _;

use super::Outcome;
use super::arguments::description;

/// Prints the completion script of a shell.
pub fn completions(shell: clap_complete::Shell) -> anyhow::Result<Outcome> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut description(), "frontback", &mut script);
    std::io::stdout().write_all(&script)?;
    Ok(Outcome::Done)
}

/// Prints the manual page, with a section for each command.
pub fn man() -> anyhow::Result<Outcome> {
    let mut page = Vec::new();
    clap_mangen::Man::new(description()).render(&mut page)?;
    for command in description().get_subcommands().filter(|command| !command.is_hide_set()) {
        let name = format!("frontback-{}", command.get_name());
        // The name must outlive the command it names; a page is made once and the program ends.
        let named = command.clone().name(&*Box::leak(name.into_boxed_str()));
        clap_mangen::Man::new(named).render_options_section(&mut page)?;
    }
    std::io::stdout().write_all(&page)?;
    Ok(Outcome::Done)
}
