//! Arguments, language, logging; then the window or a command.

use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches};
use pombo::auth::Vault;
use pombo::cli::args::{Cli, Command};
use pombo::cli::{self, Context, End, Out};
use pombo::config::Config;
use pombo::model::fault::{Fault, FaultKind, Place};
use pombo::paths::Paths;
use pombo::{fl, i18n, trace, ui};
use tokio::runtime::Runtime;
use tracing_subscriber::EnvFilter;

fn main() -> ExitCode {
    trace::start();
    i18n::set_language(None);
    let cli = match Cli::from_arg_matches(&Cli::command().get_matches()) {
        Ok(cli) => cli,
        Err(error) => error.exit(),
    };
    log();
    let out = Out { json: cli.json };
    let end = start(cli, out).unwrap_or_else(|fault| {
        out.fault(&fault, &i18n::fault(&fault));
        if fault.kind == FaultKind::InUse { End::InUse } else { End::Failed }
    });
    ExitCode::from(end)
}

/// Sentences on stderr: warnings, or what `POMBO_LOG` asks for (`pombo=debug`).
fn log() {
    let filter = EnvFilter::try_from_env("POMBO_LOG").unwrap_or_else(|_| EnvFilter::new("warn"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
}

fn start(cli: Cli, out: Out) -> Result<End, Fault> {
    let profile = cli.profile.as_ref().map(|dir| dir.display().to_string()).unwrap_or_default();
    let paths = match &cli.profile {
        Some(dir) => Paths::profile(dir),
        None => Paths::system()?,
    };
    let runtime = Runtime::new()
        .map_err(|error| Fault::new(FaultKind::Disk, Place::Config, error.to_string()))?;
    let config = if cli.demo { Config::default() } else { Config::load(&paths)? };
    i18n::set_language(config.settings.language.as_deref());
    let vault = if cli.demo { Vault::for_this_run() } else { Vault::new(&profile) };
    match cli.command {
        Some(Command::Screenshot(wish)) => cli::screenshot(&wish, &runtime, out),
        Some(command) => {
            let context = Context { paths, config, vault, out };
            Ok(runtime.block_on(cli::run(command, context)))
        }
        None if !ui::has_display() => {
            Err(Fault::new(FaultKind::Invalid, Place::Config, fl!("cli-no-display")))
        }
        None => {
            let paths = (!cli.demo).then_some(paths);
            ui::open(config, vault, paths, cli.demo, &runtime)?;
            Ok(End::Done)
        }
    }
}
