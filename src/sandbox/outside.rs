//! The process as the rest of the program sees it: asked one question at a time, ended when it does
//! not answer, started anew when it is needed again.

use std::io;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::time::timeout;

use super::ARGUMENT;
use super::speech::{self, Answer, Ask};

/// How long an answer may take, however busy the machine is. The processor time of a question is
/// bounded by the process itself.
const PATIENCE: Duration = Duration::from_secs(30);

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// The engine could not lay this mail out.
    #[error("the mail could not be laid out: {0}")]
    Failed(String),
    /// The process ended over it, by a limit or by itself.
    #[error("laying the mail out was ended: {0}")]
    Ended(String),
    /// The process cannot be started.
    #[error("mail cannot be laid out here: {0}")]
    NoProcess(String),
}

/// See the module. Dropping it ends the process.
#[derive(Debug)]
pub struct Sandbox {
    program: PathBuf,
    process: Option<Process>,
}

#[derive(Debug)]
struct Process {
    child: Child,
    to: ChildStdin,
    from: ChildStdout,
}

impl Sandbox {
    /// `program`: this very program.
    pub fn new(program: PathBuf) -> Self {
        Self { program, process: None }
    }

    /// The process, where there is one.
    pub fn process_id(&self) -> Option<u32> {
        self.process.as_ref().and_then(|process| process.child.id())
    }

    /// Asks, and waits for the answer. A process that ended is started anew with the next question;
    /// so is one that was given up on half-way, by dropping this.
    ///
    /// # Errors
    /// See `Trouble`; after each of them nothing is open any more.
    pub async fn ask(&mut self, ask: &Ask) -> Result<Answer, Trouble> {
        let octets = speech::encode(ask).map_err(|error| Trouble::Failed(error.to_string()))?;
        let mut process = self.process()?;
        let answer = match timeout(PATIENCE, process.talk(&octets)).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(error)) => return Err(end(process, error.to_string()).await),
            Err(_) => return Err(end(process, "it took too long".to_owned()).await),
        };
        // A mail that took the process over speaks with its voice.
        if !answer.fits(ask) {
            return Err(end(process, "it answered something else".to_owned()).await);
        }
        self.process = Some(process);
        match answer {
            Answer::Failed(why) => Err(Trouble::Failed(why)),
            answer => Ok(answer),
        }
    }

    /// The process that runs, or a new one.
    fn process(&mut self) -> Result<Process, Trouble> {
        if let Some(mut process) = self.process.take()
            && matches!(process.child.try_wait(), Ok(None))
        {
            return Ok(process);
        }
        start(&self.program).map_err(|error| Trouble::NoProcess(error.to_string()))
    }
}

/// It may have been ended by the system just now: how is worth more than a broken pipe.
async fn end(mut process: Process, why: String) -> Trouble {
    let _ = process.child.start_kill();
    let how = process.child.wait().await.map(|status| status.to_string());
    Trouble::Ended(how.map_or(why.clone(), |how| format!("{why} ({how})")))
}

fn start(program: &PathBuf) -> io::Result<Process> {
    let mut command = Command::new(program);
    command.arg(ARGUMENT).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    // It needs to know where fonts are, and nothing else of what this process knows.
    command.env_clear().kill_on_drop(true);
    for name in
        ["HOME", "XDG_DATA_HOME", "XDG_DATA_DIRS", "XDG_CONFIG_HOME", "FONTCONFIG_FILE", "LANG"]
    {
        if let Some(value) = std::env::var_os(name) {
            command.env(name, value);
        }
    }
    let mut child = command.spawn()?;
    let missing = || io::Error::other("a pipe is missing");
    let to = child.stdin.take().ok_or_else(missing)?;
    let from = child.stdout.take().ok_or_else(missing)?;
    Ok(Process { child, to, from })
}

impl Process {
    async fn talk(&mut self, octets: &[u8]) -> io::Result<Answer> {
        self.to.write_all(octets).await?;
        self.to.flush().await?;
        let mut length = [0; 4];
        self.from.read_exact(&mut length).await?;
        let length = speech::length_of(length)?;
        let mut octets = vec![0; usize::try_from(length).map_err(io::Error::other)?];
        self.from.read_exact(&mut octets).await?;
        speech::decode(&octets)
    }
}
