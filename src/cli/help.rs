//! Help and usage errors in the user's language.
//!
//! clap has English texts of its own. They are replaced, and these are the names of the sentences:
//!
//! ```text
//! help.about, help.about_long        the program
//! help.run                           the command `run`
//! help.run_input                     its argument `--input`
//! help.all_jobs                      the global option `--jobs`
//! help.usage, help.options, …        headings, by a template
//! usage.unknown, usage.missing, …    errors, with the details that clap reports
//! ```
//!
//! A test fails if a command or argument has no sentence.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, Command, CommandFactory};

use crate::cli::arguments::Arguments;
use crate::model::{Lang, Wording};

/// The language of help and usage errors: that of `--lang` if it was typed, else that of the
/// locale. It is needed before clap has parsed anything.
pub(super) fn lang(typed: &[String], locale: impl Fn(&str) -> Option<String>) -> Lang {
    let after = typed.iter().position(|word| word == "--lang").and_then(|at| typed.get(at + 1));
    let joined = typed.iter().find_map(|word| word.strip_prefix("--lang="));
    match after.map(String::as_str).or(joined) {
        Some("zh") => return Lang::Zh,
        Some(_) => return Lang::En,
        None => {}
    }
    locale_lang(locale)
}

/// The language of the locale: Chinese or else English.
pub(super) fn of_locale() -> Lang {
    locale_lang(|name| std::env::var(name).ok())
}

/// Looks at `LC_ALL`, `LC_MESSAGES` and `LANG`, in this order.
fn locale_lang(locale: impl Fn(&str) -> Option<String>) -> Lang {
    let value =
        ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(|name| locale(name).filter(|value| !value.is_empty()));
    if value.is_some_and(|value| value.starts_with("zh")) { Lang::Zh } else { Lang::En }
}

/// The commands with their help in a language.
pub(super) fn command(wording: &Wording) -> Command {
    let command = Arguments::command().about(say(wording, "about")).long_about(say(wording, "about_long"));
    let names: Vec<String> = command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    let command = with_arguments(headed(command, wording), "all", wording);
    let command = names.iter().fold(command, |command, name| {
        command
            .mut_subcommand(name, |sub| with_arguments(headed(sub, wording), name, wording).about(say(wording, name)))
    });
    command.disable_help_subcommand(true)
}

/// The sentence of a command or argument: `fail-on` is `help.fail_on`.
fn say(wording: &Wording, name: &str) -> String {
    wording.say(&format!("help.{}", name.replace('-', "_")), &[])
}

/// Translates headings. clap allows that only by a template, which subcommands do not inherit.
fn headed(command: Command, wording: &Wording) -> Command {
    let has_commands = command.has_subcommands();
    let has_arguments = command.get_positionals().next().is_some();
    let section = |name: &str, tag: &str| format!("\n\n{}:\n{{{tag}}}", say(wording, name));
    let commands = if has_commands { section("commands", "subcommands") } else { String::new() };
    let positionals = if has_arguments { section("arguments", "positionals") } else { String::new() };
    let template = format!(
        "{{about-with-newline}}\n{}: {{usage}}{commands}{positionals}{}\n",
        say(wording, "usage"),
        section("options", "options"),
    );
    let help = Arg::new("help").long("help").short('h').action(clap::ArgAction::Help).help(say(wording, "print_help"));
    let version = Arg::new("version")
        .long("version")
        .short('V')
        .action(clap::ArgAction::Version)
        .help(say(wording, "print_version"));
    let command = command.help_template(template).disable_help_flag(true).disable_version_flag(true).arg(help);
    if has_commands { command.arg(version) } else { command }
}

/// Gives every argument its help, with the possible values and the default at the end. `name` is
/// the command, or `all` for the global options.
fn with_arguments(command: Command, name: &str, wording: &Wording) -> Command {
    let ids: Vec<String> = command.get_arguments().map(|argument| argument.get_id().to_string()).collect();
    let ours = ids.iter().filter(|id| !["help", "version"].contains(&id.as_str()));
    ours.fold(command, |command, id| {
        command.mut_arg(id, |argument| {
            let help = [say(wording, &format!("{name}_{id}")), choices(&argument, wording)].concat();
            match argument.get_action().takes_values() {
                true => argument.help(help).hide_default_value(true).hide_possible_values(true),
                false => argument.help(help),
            }
        })
    })
}

/// The possible values of an argument, and its default.
fn choices(argument: &Arg, wording: &Wording) -> String {
    let values: Vec<String> = match argument.get_action().takes_values() {
        true => argument.get_possible_values().iter().map(|value| value.get_name().to_owned()).collect(),
        false => Vec::new(),
    };
    let usual: Vec<String> =
        argument.get_default_values().iter().map(|value| value.to_string_lossy().into_owned()).collect();
    let mut text = String::new();
    if !values.is_empty() {
        text.push_str(&wording.say("usage.one_of", &[("values", &values.join(", "))]));
    }
    if !usual.is_empty() && argument.get_action().takes_values() {
        text.push_str(&wording.say("usage.usual", &[("value", &usual.join(", "))]));
    }
    text
}

/// A usage error in words, with a suggestion if there is one. `None` for what is no error, such as
/// `--help`.
///
/// ```text
/// unknown argument `--inptu`
/// did you mean `--input`?
/// ```
pub(super) fn fault(error: &clap::Error, wording: &Wording) -> Option<String> {
    let text = |kind: ContextKind| match error.get(kind) {
        Some(ContextValue::String(content)) => Some(content.clone()),
        Some(ContextValue::Strings(all)) => Some(all.join(" ")),
        Some(ContextValue::StyledStr(content)) => Some(content.to_string()),
        Some(ContextValue::Number(number)) => Some(number.to_string()),
        _ => None,
    };
    let argument = text(ContextKind::InvalidArg).or_else(|| text(ContextKind::InvalidSubcommand));
    let argument = argument.unwrap_or_default();
    let value = text(ContextKind::InvalidValue).unwrap_or_default();
    let (least, prior) = (text(ContextKind::MinValues), text(ContextKind::PriorArg));
    let other = least.or(prior).unwrap_or_default();
    let words = [("argument", argument.as_str()), ("value", value.as_str()), ("other", other.as_str())];
    let sentence = match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            return None;
        }
        ErrorKind::UnknownArgument => "usage.unknown",
        ErrorKind::InvalidSubcommand => "usage.unknown_command",
        ErrorKind::InvalidValue if value.is_empty() => "usage.missing",
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => "usage.invalid",
        ErrorKind::MissingRequiredArgument => "usage.missing",
        ErrorKind::TooFewValues => "usage.too_few",
        ErrorKind::ArgumentConflict => "usage.conflict",
        // Other errors are rare, and keep clap's words.
        _ => return Some(error.to_string().trim_start_matches("error: ").trim_end().to_owned()),
    };
    let mut lines = vec![wording.say(sentence, &words)];
    let nearest = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue];
    if let Some(nearest) = nearest.into_iter().find_map(text) {
        lines.push(wording.say("usage.did_you_mean", &[("argument", &nearest)]));
    }
    if let Some(ContextValue::Strings(values)) = error.get(ContextKind::ValidValue)
        && !values.is_empty()
    {
        lines.push(wording.say("usage.possible", &[("values", &values.join(", "))]));
    }
    lines.push(wording.say("usage.more", &[("command", "gouji --help")]));
    Some(lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec;

    #[test]
    fn every_command_and_argument_has_help_in_both_languages() {
        for lang in [Lang::Zh, Lang::En] {
            let command = command(&spec::wording(lang).unwrap());
            let all = std::iter::once(&command).chain(command.get_subcommands());
            for command in all {
                assert!(
                    command.get_about().is_some_and(|about| !about.to_string().contains("help.")),
                    "{}",
                    command.get_name()
                );
                for argument in command.get_arguments() {
                    let help = argument.get_help().map(ToString::to_string).unwrap_or_default();
                    assert!(
                        !help.is_empty() && !help.contains("help."),
                        "{} {}",
                        command.get_name(),
                        argument.get_id()
                    );
                }
            }
        }
    }

    #[test]
    fn the_language_is_the_requested_one_or_that_of_the_locale() {
        let typed = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        let chinese = |name: &str| (name == "LANG").then(|| "zh_CN.UTF-8".to_owned());
        assert_eq!(lang(&typed(&["run", "--help"]), chinese), Lang::Zh);
        assert_eq!(lang(&typed(&["run", "--lang", "en"]), chinese), Lang::En);
        assert_eq!(lang(&typed(&["run", "--lang=zh"]), |_| None), Lang::Zh);
        assert_eq!(lang(&typed(&["run"]), |_| None), Lang::En);
    }

    #[test]
    fn usage_errors_are_translated_and_suggest_the_nearest_word() {
        let wording = spec::wording(Lang::Zh).unwrap();
        let error = command(&wording).try_get_matches_from(["gouji", "run", "--inptu", "x"]).unwrap_err();
        assert!(fault(&error, &wording).unwrap().starts_with("无法识别的参数“--inptu”\n是否想用“--input”？"));
    }
}
