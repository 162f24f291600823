//! Runs a password command (`pass show mail/home`), as mbsync and aerc do. Knows no account.

use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use secrecy::zeroize::Zeroizing;
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::process::{Child, Command};

use super::Secret;
use crate::model::fault::{Fault, FaultKind, Place};

#[cfg(test)]
mod tests;

/// A command may ask the person for something, such as the touch of a key.
const LIMIT: Duration = Duration::from_secs(60);

/// Octets of output that are looked at. No password is longer.
const OUTPUT_MAX: usize = 64 * 1024;

/// Characters of the command's own complaint that are passed on.
const COMPLAINT_MAX: usize = 300;

/// The first line that the command prints, without its line end.
///
/// # Errors
/// `PasswordCommand` with the exit status and the last line of standard error only: what it printed
/// may be the secret.
pub(super) async fn first_line(command: &str) -> Result<Secret, Fault> {
    match tokio::time::timeout(LIMIT, run(command)).await {
        Ok(result) => result,
        Err(_) => Err(fault("The command did not end in time.".to_owned())),
    }
}

async fn run(command: &str) -> Result<Secret, Fault> {
    let mut child = spawn(command).map_err(|error| fault(format!("It cannot be run: {error}.")))?;
    let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
    let (printed, complaint) = tokio::join!(head(stdout), head(stderr));
    let status =
        child.wait().await.map_err(|error| fault(format!("Its end is not known: {error}.")))?;

    if !status.success() {
        return Err(failed(status, &complaint));
    }
    let line = printed.split(|&byte| byte == b'\n').next().unwrap_or_default();
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    match std::str::from_utf8(line) {
        Ok("") => Err(fault("The command printed nothing in its first line.".to_owned())),
        Ok(password) => Ok(Secret::from(password)),
        Err(_) => Err(fault("What the command printed is not UTF-8.".to_owned())),
    }
}

fn spawn(command: &str) -> std::io::Result<Child> {
    let mut shell = if cfg!(windows) { Command::new("cmd") } else { Command::new("sh") };

    shell
        .args([if cfg!(windows) { "/C" } else { "-c" }, command])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
}

/// The first `OUTPUT_MAX` octets. The buffer never grows, so that no copy is left behind unwiped.
/// A command that prints for ever is cut off by its closed pipe.
async fn head(output: Option<impl AsyncRead + Unpin>) -> Zeroizing<Vec<u8>> {
    let mut text = Zeroizing::new(vec![0; OUTPUT_MAX]);
    let mut len = 0;

    if let Some(mut output) = output {
        while let Some(room) = text.get_mut(len..).filter(|room| !room.is_empty()) {
            match output.read(room).await {
                Ok(0) | Err(_) => break,
                Ok(read) => len += read,
            }
        }
    }
    text.truncate(len);

    text
}

fn failed(status: ExitStatus, complaint: &[u8]) -> Fault {
    let ended = match status.code() {
        Some(code) => format!("Exit code {code}"),
        None => "Ended by a signal".to_owned(),
    };
    let complaint = String::from_utf8_lossy(complaint);
    let last = complaint.lines().rev().map(str::trim).find(|line| !line.is_empty());

    match last {
        None => fault(format!("{ended}.")),
        Some(line) => {
            let plain = line.chars().filter(|c| !c.is_control()).take(COMPLAINT_MAX);
            fault(format!("{ended}: {}", plain.collect::<String>()))
        }
    }
}

fn fault(detail: String) -> Fault {
    Fault::new(FaultKind::PasswordCommand, Place::Command, detail)
}
