//! `gouji completions SHELL` and `gouji man`: generated from the same definition as the commands
//! themselves, so they are never out of date.

use crate::cli::arguments::CompletionsArgs;
use crate::cli::screen::write_bytes;
use crate::cli::{DONE, Fault, help};
use crate::model::Wording;

/// Prints the completion script for a shell.
pub(super) fn completions(args: &CompletionsArgs, wording: &Wording) -> Result<u8, Fault> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut help::command(wording), "gouji", &mut script);
    print(&script)
}

/// Prints the manual page of the program, followed by those of the commands.
pub(super) fn man(wording: &Wording) -> Result<u8, Fault> {
    let command = help::command(wording);
    let mut page = Vec::new();
    let all = std::iter::once(command.clone()).chain(command.get_subcommands().cloned().map(|sub| {
        let name = format!("gouji-{}", sub.get_name());
        sub.name(name)
    }));
    for command in all {
        clap_mangen::Man::new(command).render(&mut page).map_err(Fault::not_done)?;
    }
    print(&page)
}

/// Prints what was generated.
fn print(bytes: &[u8]) -> Result<u8, Fault> {
    write_bytes(bytes).map(|()| DONE)
}
