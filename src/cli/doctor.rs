//! `pombo doctor HOST|ADDRESS`: each step towards the mail with its time, a plain sentence where
//! one fails and one for what to do; `--report` writes it all as a text to give away. Sends a
//! password only for an account that the person has added.

use serde_json::{Value, json};
use tokio::sync::mpsc;

use super::account::{host_port, trust};
use super::args::DoctorWish;
use super::out::{cell, merged, right};
use super::problem::{end_of, fields, sentence, with_detail};
use super::{Context, End, Problem};
use crate::fl;
use crate::i18n::exam as words;
use crate::i18n::upkeep;
use crate::imap::{Log, Meter};
use crate::model::account::{Server, TlsMode};
use crate::model::exam::{Advice, Finding, Outcome, Seen, Step, Verdict};
use crate::model::fault::Fault;
use crate::setup::doctor::{Target, examine_heard};

pub async fn run(context: &Context, wish: DoctorWish) -> Result<End, Problem> {
    let target = target(context, &wish)?;
    let tools = context.tools()?;
    let (tell, findings) = mpsc::unbounded_channel();
    let mut told = Told::new(context, &target, wish.report);
    let log = Log::default();
    let meter = Meter::default().branch(Some(log.ear(0)));
    let examined = async move {
        // The channel ends with the examination.
        let tell = tell;
        examine_heard(&tools, target, meter, &tell).await
    };
    let (report, written) = tokio::join!(examined, told.follow(findings));
    written?;
    if wish.report {
        let text = words::report(&report);
        context.out.record(&json!({ "report": text }), || text.trim_end().to_owned())?;
    } else if report.verdict().is_none() {
        let login = report.finding(Step::Login).map(|finding| &finding.outcome);
        let line = match login {
            Some(Outcome::Skipped) => fl!("doctor-no-account"),
            _ => words::all_well(&report),
        };
        context.out.say(&line)?;
    }
    if wish.log {
        let text = upkeep::log_report(&log.lines());
        context.out.record(&json!({ "log": text }), || text.trim_end().to_owned())?;
    }
    Ok(report.verdict().map_or(End::Done, |verdict| end(&verdict)))
}

fn end(verdict: &Verdict<'_>) -> End {
    if verdict.step == Step::Address { End::WrongUse } else { end_of(verdict.fault) }
}

/// What to examine: an account, a server, or an address that is no account yet.
fn target(context: &Context, wish: &DoctorWish) -> Result<Target, Problem> {
    if wish.host.contains('@') {
        let known = context.config.accounts.iter();
        let mut known = known.filter(|known| known.address.eq_ignore_ascii_case(&wish.host));
        return Ok(match known.next() {
            Some(account) => Target::Account(Box::new(account.clone())),
            None => Target::Address(wish.host.clone()),
        });
    }
    let tls = wish.tls.map(TlsMode::from);
    let (host, port) = host_port(&wish.host, tls.unwrap_or(TlsMode::Implicit))?;
    // Where no port was written, each kind of encryption has its own.
    let written =
        host_port(&wish.host, TlsMode::Implicit)?.1 == host_port(&wish.host, TlsMode::StartTls)?.1;
    let account = context.config.accounts.iter().find(|account| {
        account.imap.host.eq_ignore_ascii_case(&host)
            && (!written || account.imap.port == port)
            && tls.is_none_or(|tls| account.imap.tls == tls)
    });
    if let Some(account) = account.filter(|_| wish.ca.is_none() && wish.fingerprint.is_none()) {
        return Ok(Target::Account(Box::new(account.clone())));
    }
    let trust = trust(wish.ca.as_deref(), wish.fingerprint.as_deref())?;
    let tls = tls.unwrap_or(TlsMode::Implicit);
    Ok(Target::Server(Box::new(Server { host, port, tls, trust })))
}

/// Writes each finding as it comes.
struct Told<'c> {
    context: &'c Context,
    /// Host and port, where they are known.
    server: Option<(String, u16)>,
    /// Only the report at the end is wanted.
    silent: bool,
}

impl<'c> Told<'c> {
    fn new(context: &'c Context, target: &Target, silent: bool) -> Self {
        let server = match target {
            Target::Address(_) => None,
            Target::Account(account) => Some(&account.imap),
            Target::Server(server) => Some(server.as_ref()),
        };
        let server = server.map(|server| (server.host.clone(), server.port));
        Self { context, server, silent }
    }

    async fn follow(
        &mut self,
        mut findings: mpsc::UnboundedReceiver<Finding>,
    ) -> Result<(), Problem> {
        while let Some(finding) = findings.recv().await {
            if let Seen::Servers { chosen: Some(chosen), .. } = &finding.seen {
                self.server = Some((chosen.host.clone(), chosen.port));
            }
            if !self.silent {
                self.write(&finding)?;
            }
        }
        Ok(())
    }

    fn write(&self, finding: &Finding) -> Result<(), Problem> {
        let value = json!({ "step": word(finding.step), "ms": finding.ms });
        let out = self.context.out;
        match &finding.outcome {
            // What was not tried is no line.
            Outcome::Skipped => Ok(()),
            Outcome::Fine => {
                let detail = words::seen(finding);
                let value = merged(value, json!({ "ok": true, "detail": detail }));
                out.record(&value, || self.line(finding, &detail))
            }
            Outcome::Warning(caution) => {
                let (detail, warning) = (words::seen(finding), words::caution(*caution));
                let more = json!({ "ok": true, "detail": detail, "warning": warning });
                let text = || format!("{}\n{warning}", self.line(finding, &detail));
                out.record(&merged(value, more), text)
            }
            Outcome::Failed(fault) => {
                let advice = words::advice(Advice::of(finding.step, fault));
                let value = merged(value, failure(fault, &advice));
                out.record(&value, || {
                    let what = with_detail(&words::what(fault), fault);
                    format!("{}\n{what}\n{advice}", self.line(finding, ""))
                })
            }
        }
    }

    fn line(&self, finding: &Finding, detail: &str) -> String {
        let server = self.server.as_ref().map(|(host, port)| (host.as_str(), *port));
        let title = words::step(finding.step, server);
        let said = if detail.is_empty() { title } else { format!("{title}: {detail}") };
        let outcome = words::outcome(&finding.outcome);
        format!("{}  {}  {said}", cell(&outcome, 9), right(&format!("{} ms", finding.ms), 9))
    }
}

fn failure(fault: &Fault, advice: &str) -> Value {
    let value = json!({ "ok": false, "error": sentence(fault), "advice": advice });
    merged(value, fields(fault))
}

fn word(step: Step) -> &'static str {
    match step {
        Step::Address => "address",
        Step::Discovery => "discovery",
        Step::Dns => "dns",
        Step::Tcp => "tcp",
        Step::Tls => "tls",
        Step::Greeting => "greeting",
        Step::Capabilities => "capabilities",
        Step::Mechanisms => "mechanisms",
        Step::Token => "token",
        Step::Login => "login",
        Step::Inbox => "inbox",
    }
}
