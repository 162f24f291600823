//! Arguments, language, logging; then the window or a command.

use std::path::PathBuf;
use std::process::ExitCode;

use pombo::auth::Vault;
use pombo::auth::http::Http;
use pombo::cli::args::{Cli, Command};
use pombo::cli::{self, Context, End, Out, Problem};
use pombo::config::Config;
use pombo::model::fault::{Fault, FaultKind, Place};
use pombo::paths::{self, Paths};
use pombo::ui::{self, HOLD, Launch};
use pombo::{fl, i18n, sandbox, trace};
use tokio::runtime::Runtime;
use tracing_subscriber::EnvFilter;

fn main() -> ExitCode {
    if std::env::args_os().nth(1).is_some_and(|argument| argument == sandbox::ARGUMENT) {
        return if sandbox::run().is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    }
    i18n::set_language(None);
    let cli = match cli::parse(std::env::args_os().collect()) {
        Ok(cli) => cli,
        Err(end) => return end.into(),
    };
    // A command tells its faults itself, in sentences.
    log(if cli.command.is_some() { "error" } else { "warn" });
    trace::start();
    let out = Out { json: cli.json };
    let end = start(cli, out).unwrap_or_else(|problem| {
        out.problem(&problem);
        problem.end()
    });
    end.into()
}

/// Sentences on stderr: of our own at this level and the errors of others, or what `POMBO_LOG` asks
/// for (`pombo=debug`).
fn log(level: &str) {
    let usual = || EnvFilter::new(format!("error,pombo={level}"));
    let filter = EnvFilter::try_from_env("POMBO_LOG").unwrap_or_else(|_| usual());
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
}

fn start(cli: Cli, out: Out) -> Result<End, Problem> {
    let (paths, profile) = match cli.profile.or_else(named_by_the_system) {
        Some(dir) => {
            let dir = paths::real(&dir)?;
            (Paths::profile(&dir), dir.display().to_string())
        }
        None => (Paths::system()?, String::new()),
    };
    let runtime = Runtime::new()
        .map_err(|error| Fault::new(FaultKind::Disk, Place::Config, error.to_string()))?;
    let config = if cli.demo { Config::default() } else { Config::load(&paths)? };
    i18n::set_language(config.settings.language.as_deref());
    let vault = if cli.demo {
        Vault::for_this_run()
    } else {
        renewing(Vault::new(&profile).with_file(paths.secrets_file()), &config)
    };
    if let Some(file) = cli.open {
        let handle = runtime.handle().clone();
        ui::open(|| Ok(Launch::of_file(file, config, handle)))?;
        return Ok(End::Done);
    }
    match cli.command {
        Some(Command::Screenshot(wish)) => {
            let context = Context::new(paths, config, vault, out);
            cli::screenshot(&wish, cli.demo, context, &runtime)
        }
        Some(_) if cli.demo => Err(Problem::usage(fl!("cli-demo-window"))),
        Some(command) => {
            let context = Context::new(paths, config, vault, out);
            Ok(runtime.block_on(cli::run(command, context)))
        }
        None => {
            let paths = (!cli.demo).then_some(paths);
            let handle = runtime.handle().clone();
            ui::open(|| {
                let launch = Launch::of_profile(config, vault, paths, HOLD, handle)?;
                if cli.demo { launch.with_demo(true) } else { Ok(launch) }
            })?;
            Ok(End::Done)
        }
    }
}

/// The vault renews tokens at servers that the authorities of the settings vouch for, too. A file that
/// cannot be read is told where a sign-in fails for it: mail of before can be read without it.
fn renewing(vault: Vault, config: &Config) -> Vault {
    let Some(ca) = &config.network.ca else { return vault };
    match Http::new(Some(ca)) {
        Ok(http) => vault.with_http(http),
        Err(fault) => {
            tracing::warn!(%fault, "The certificate authorities of the settings cannot be used.");
            vault
        }
    }
}

/// The profile of `POMBO_PROFILE`; one that is empty names none.
fn named_by_the_system() -> Option<PathBuf> {
    std::env::var_os("POMBO_PROFILE").filter(|dir| !dir.is_empty()).map(PathBuf::from)
}
