//! The frame of the help pages and the sentences about wrong use, in the person's language: what
//! clap would say in English.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::Path;

use clap::error::{ContextKind, ErrorKind};
use clap::{Arg, ArgAction, Command, CommandFactory, FromArgMatches};

use super::args::Cli;
use super::{End, Out, Problem};
use crate::fl;

/// Reads the command line. Help, the version, and what is wrong with the command line are told
/// here; then there is nothing more to do.
///
/// # Errors
/// How the process is to end.
pub fn parse(args: Vec<OsString>) -> Result<Cli, End> {
    let args = with_file(args);
    let out = Out { json: args.iter().any(|arg| arg == "--json") };
    let wrong = |text: String| {
        let problem = Problem::usage(text);
        out.problem(&problem);
        problem.end()
    };
    let result = command().try_get_matches_from(&args);
    match result.and_then(|matches| Cli::from_arg_matches(&matches)) {
        Ok(cli) => Ok(cli),
        Err(error) => Err(match error.kind() {
            ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
                let page = error.render().to_string();
                let told = Out { json: false }.say(page.trim_end());
                told.map_or_else(|problem| problem.end(), |()| End::Done)
            }
            ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
                wrong(error.render().to_string().trim_end().to_owned())
            }
            _ => wrong(wrong_use(&error, &args)),
        }),
    }
}

/// A file where a command would stand is to be opened: the desktop names nothing but the file.
fn with_file(mut args: Vec<OsString>) -> Vec<OsString> {
    let mut at = 1;
    while let Some(arg) = args.get(at) {
        let text = arg.to_string_lossy();
        if text == "--profile" {
            at += 1;
        } else if !text.starts_with('-') {
            let path = Path::new(arg);
            let is_named = path.extension().is_some_and(|e| e.eq_ignore_ascii_case("eml"));
            let is_command = Cli::command().find_subcommand(text.as_ref()).is_some();
            if !is_command && (is_named || path.is_file()) {
                args.insert(at, "--open".into());
            }
            break;
        }
        at += 1;
    }
    args
}

/// The command line with help pages in the person's language.
fn command() -> Command {
    let mut built = dressed(Cli::command());
    built.build();
    let mut usages = BTreeMap::new();
    collect_usages(&mut built, String::new(), &mut usages);
    with_usages(dressed(Cli::command()), String::new(), &usages)
}

/// Gives a command and those below it headings and help in the person's language.
fn dressed(command: Command) -> Command {
    let root = command.get_name() == "pombo";
    let help = Arg::new("help").short('h').long("help").action(ArgAction::Help);
    let mut command = command
        .disable_help_flag(true)
        .disable_version_flag(true)
        .disable_help_subcommand(true)
        .subcommand_help_heading(fl!("help-commands"))
        .subcommand_value_name(fl!("help-command"))
        .arg(help.display_order(902).help(fl!("help-help")));
    if root {
        let version = Arg::new("version").short('V').long("version").action(ArgAction::Version);
        command = command.arg(version.display_order(903).help(fl!("help-version")));
    }
    command.mut_args(dressed_arg).mut_subcommands(dressed)
}

fn dressed_arg(arg: Arg) -> Arg {
    let heading = if arg.is_positional() { fl!("help-arguments") } else { fl!("help-options") };
    let text = arg.get_help().map(ToString::to_string).unwrap_or_default();
    if !arg.get_action().takes_values() {
        return arg.help_heading(heading);
    }
    let mut notes = Vec::new();
    let values = arg.get_possible_values();
    let names: Vec<&str> = values.iter().map(|value| value.get_name()).collect();
    if !names.is_empty() {
        notes.push(fl!("help-one-of", values = names.join(", ")));
    }
    let defaults: Vec<_> =
        arg.get_default_values().iter().map(|value| value.to_string_lossy()).collect();
    if !defaults.is_empty() {
        notes.push(fl!("help-default", value = defaults.join(", ")));
    }
    let text = if notes.is_empty() { text } else { format!("{text} ({})", notes.join("; ")) };
    arg.help_heading(heading).hide_possible_values(true).hide_default_value(true).help(text)
}

/// How each command is used, by its place below the root.
fn collect_usages(command: &mut Command, path: String, usages: &mut BTreeMap<String, String>) {
    let usage = command.render_usage().to_string();
    let usage = usage.trim_start_matches("Usage:").trim();
    usages.insert(path.clone(), usage.replace("[OPTIONS]", &fl!("help-any-options")));
    // The depth is that of `args`: two.
    for below in command.get_subcommands_mut() {
        let path = format!("{path}/{}", below.get_name());
        collect_usages(below, path, usages);
    }
}

fn with_usages(command: Command, path: String, usages: &BTreeMap<String, String>) -> Command {
    let usage = usages.get(&path).map(String::as_str).unwrap_or_default();
    let template = format!(
        "{{about-with-newline}}\n{} {usage}\n\n{{all-args}}{{after-help}}",
        fl!("help-usage")
    );
    command.help_template(template).mut_subcommands(|below| {
        let path = format!("{path}/{}", below.get_name());
        with_usages(below, path, usages)
    })
}

/// What is wrong with the command line, and where to read how it is right.
fn wrong_use(error: &clap::Error, args: &[OsString]) -> String {
    let told = |kind| error.get(kind).map(ToString::to_string).unwrap_or_default();
    let (arg, value) = (told(ContextKind::InvalidArg), told(ContextKind::InvalidValue));
    let said = match error.kind() {
        ErrorKind::InvalidValue if value.is_empty() => fl!("usage-no-value", arg = arg),
        ErrorKind::InvalidValue => {
            let values = told(ContextKind::ValidValue);
            fl!("usage-one-of", arg = arg, value = value, values = values)
        }
        ErrorKind::ValueValidation => fl!("usage-bad-value", arg = arg, value = value),
        ErrorKind::UnknownArgument => fl!("usage-unknown", arg = arg),
        ErrorKind::InvalidSubcommand => {
            fl!("usage-no-command", name = told(ContextKind::InvalidSubcommand))
        }
        ErrorKind::MissingRequiredArgument => fl!("usage-missing", args = arg),
        ErrorKind::ArgumentConflict => {
            fl!("usage-conflict", arg = arg, other = told(ContextKind::PriorArg))
        }
        ErrorKind::InvalidUtf8 => fl!("usage-not-unicode"),
        _ => fl!("usage-wrong"),
    };
    let meant = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand]
        .into_iter()
        .filter_map(|kind| error.get(kind))
        .map(|meant| fl!("usage-meant", meant = meant.to_string()));
    let more = fl!("usage-more", command = format!("{} --help", named(args)));
    std::iter::once(said).chain(meant).chain([more]).collect::<Vec<_>>().join(" ")
}

/// The command that was named, as it was typed.
fn named(args: &[OsString]) -> String {
    let mut path = "pombo".to_owned();
    let root = Cli::command();
    let mut at = &root;
    for word in args.iter().skip(1).filter_map(|arg| arg.to_str()) {
        if let Some(below) = at.find_subcommand(word) {
            path.push(' ');
            path.push_str(word);
            at = below;
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error_of(words: &[&str]) -> String {
        let args: Vec<OsString> =
            std::iter::once("pombo").chain(words.iter().copied()).map(OsString::from).collect();
        wrong_use(&command().try_get_matches_from(&args).unwrap_err(), &args)
    }

    fn page(words: &[&str]) -> String {
        let args = std::iter::once("pombo").chain(words.iter().copied()).chain(["--help"]);
        command().try_get_matches_from(args).unwrap_err().render().to_string()
    }

    #[test]
    fn the_definition_of_the_command_line_is_sound() {
        command().debug_assert();
    }

    #[test]
    fn each_wrong_use_has_its_own_sentence() {
        for (words, expected) in [
            (&["lst"][..], "There is no command \"lst\". Perhaps you mean: list."),
            (&["list"], "<MAILBOX> is missing."),
            (&["list", "inbox", "--lim", "3"], "There is no option --lim"),
            (&["list", "inbox", "--limit", "x"], "\"x\" cannot be used for --limit <N>."),
            (&["doctor", "h", "--tls", "ssl"], "implicit, starttls, none"),
            (&["sync", "--account"], "--account <ACCOUNT> needs a value."),
            (&["flag", "1-1"], "is missing."),
            (&["sync", "--once", "--once"], "--once"),
        ] {
            let text = error_of(words);
            assert!(text.contains(expected), "{words:?}: {text}");
        }
        assert!(error_of(&["account", "add"]).contains("\"pombo account add --help\""));
    }

    #[test]
    fn a_file_is_opened_and_a_command_stays_one() {
        let with = |words: &[&str]| {
            let args = with_file(words.iter().map(OsString::from).collect());
            args.iter().map(|arg| arg.to_string_lossy().into_owned()).collect::<Vec<_>>()
        };
        assert_eq!(with(&["pombo", "a.EML"]), ["pombo", "--open", "a.EML"]);
        assert_eq!(
            with(&["pombo", "--profile", "x.eml", "a.eml"]),
            ["pombo", "--profile", "x.eml", "--open", "a.eml"]
        );
        for words in
            [&["pombo", "show", "a.eml"][..], &["pombo"], &["pombo", "lst"], &["pombo", "--demo"]]
        {
            assert_eq!(with(words), words);
        }
        let parsed = command().try_get_matches_from(with(&["pombo", "a.eml"])).unwrap();
        assert_eq!(Cli::from_arg_matches(&parsed).unwrap().open, Some("a.eml".into()));
    }

    #[test]
    fn every_command_has_a_page_with_usage_and_options() {
        for words in [
            &[][..],
            &["account"],
            &["account", "add"],
            &["account", "list"],
            &["account", "remove"],
            &["sync"],
            &["audit"],
            &["traffic"],
            &["list"],
            &["show"],
            &["move"],
            &["flag"],
            &["delete"],
            &["doctor"],
            &["screenshot"],
        ] {
            let page = page(words);
            let usage = format!("{} pombo {}", fl!("help-usage"), words.join(" "));
            assert!(page.contains(usage.trim()), "{page}");
            assert!(page.contains("--profile") && page.contains("--json"), "{page}");
            assert_eq!(page.matches("--help").count(), 1, "{page}");
            assert!(!page.contains("possible values") && !page.contains("default:"), "{page}");
        }
        assert!(page(&["screenshot"]).contains("1280x800"));
    }
}
