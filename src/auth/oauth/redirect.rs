//! Judges what came back from the browser, or was pasted, against the question that was asked: state
//! (RFC 6749 section 10.12), issuer (RFC 9207), one of each parameter. Knows no socket.

use secrecy::ExposeSecret;

use super::explain::Refusal;
use crate::auth::Secret;
use crate::model::fault::{Fault, FaultKind, GrantProblem, Place};

#[cfg(test)]
mod tests;

/// Parameters of an answer that are looked at.
const MOST_PARAMETERS: usize = 64;

/// Octets of a code; the longest known ones have two thousand.
const LONGEST_CODE: usize = 8 * 1024;

/// Octets of what a person pastes.
const LONGEST_PASTE: usize = 64 * 1024;

/// The fewest characters that a pasted text has to have to be taken for a code.
const SHORTEST_CODE: usize = 6;

/// What an answer has to fit.
#[derive(Debug)]
pub(super) struct Question {
    pub(super) state: Secret,
    /// Who was asked, where that is known.
    pub(super) issuer: Option<String>,
    /// Whether an answer without `iss` is refused.
    pub(super) names_issuer: bool,
}

/// What is to be thought of an answer.
#[derive(Debug)]
pub(super) enum Judged {
    /// It is none.
    Noise,
    /// It answers another question, or tries to look as if it answered ours: we go on waiting.
    Refused(Fault),
    /// It answers our question, by a code or by saying why there is none.
    Ends(Result<Secret, Fault>),
}

/// The parameters that matter, each as often as it came.
#[derive(Debug, Default)]
struct Told {
    code: Vec<String>,
    state: Vec<String>,
    iss: Vec<String>,
    error: Vec<String>,
    description: Vec<String>,
}

impl Told {
    fn of(query: &str) -> Self {
        let mut told = Self::default();
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()).take(MOST_PARAMETERS) {
            let values = match &*name {
                "code" => &mut told.code,
                "state" => &mut told.state,
                "iss" => &mut told.iss,
                "error" => &mut told.error,
                "error_description" => &mut told.description,
                _ => continue,
            };
            values.push(value.into_owned());
        }
        told
    }

    fn is_noise(&self) -> bool {
        self.code.is_empty() && self.state.is_empty() && self.error.is_empty()
    }

    /// Whether something came twice (RFC 6749 section 3.1), or a code and an error together.
    fn is_ambiguous(&self) -> bool {
        let each = [&self.code, &self.state, &self.iss, &self.error, &self.description];
        each.iter().any(|values| values.len() > 1)
            || !(self.code.is_empty() || self.error.is_empty())
    }
}

impl Question {
    /// Judges the query of a redirect.
    pub(super) fn judge(&self, query: &str) -> Judged {
        let told = Told::of(query);
        if told.is_noise() {
            return Judged::Noise;
        }
        match told.state.as_slice() {
            [state] if self.is_ours(state) => {}
            [] | [_] => {
                let detail = "the answer belongs to another question: its state is not ours";
                return Judged::Refused(grant(GrantProblem::WrongState, detail));
            }
            _ => return Judged::Refused(grant(GrantProblem::BadRedirect, "more than one state")),
        }
        Judged::Ends(self.read(told))
    }

    /// Judges what a person pasted: the address of the page that the browser ended on, or the code
    /// alone. None for nothing at all.
    pub(super) fn judge_pasted(&self, text: &str) -> Option<Result<Secret, Fault>> {
        let text = text.trim();
        if text.is_empty() {
            return None;
        }
        if text.len() > LONGEST_PASTE {
            return Some(Err(grant(GrantProblem::BadRedirect, "what was pasted is too long")));
        }
        let has_parameters = ["code=", "state=", "error="].iter().any(|name| text.contains(name));
        if !(has_parameters || text.contains("://")) {
            return Some(self.read_bare(text));
        }
        let query = text.split_once('?').map_or(text, |(_, query)| query);
        let query = query.split('#').next().unwrap_or_default();
        Some(match self.judge(query) {
            Judged::Ends(answer) => answer,
            Judged::Refused(fault) => Err(fault),
            Judged::Noise => {
                Err(grant(GrantProblem::BadRedirect, "the pasted address holds no answer"))
            }
        })
    }

    /// Compared without telling by time how much of it fits.
    fn is_ours(&self, state: &str) -> bool {
        orion::util::secure_cmp(state.as_bytes(), self.state.expose_secret().as_bytes()).is_ok()
    }

    /// Reads an answer whose state is ours.
    fn read(&self, told: Told) -> Result<Secret, Fault> {
        if told.is_ambiguous() {
            let detail = "the answer says the same thing twice, or two things at once";
            return Err(grant(GrantProblem::BadRedirect, detail));
        }
        match (told.iss.first(), &self.issuer) {
            (Some(iss), Some(issuer)) if iss != issuer => {
                let detail = "another authorization server answered than was asked";
                return Err(grant(GrantProblem::WrongIssuer, detail));
            }
            (None, _) if self.names_issuer => {
                let detail = "the answer does not say who gives it, though that was promised";
                return Err(grant(GrantProblem::WrongIssuer, detail));
            }
            _ => {}
        }
        if let Some(error) = told.error.first() {
            let description = told.description.first().map_or("", String::as_str);
            let state = self.state.expose_secret();
            return Err(Refusal::new(error, description).fault(Place::Browser, &[state]));
        }
        match told.code.into_iter().next() {
            Some(code) if is_code(&code) => Ok(Secret::from(code)),
            _ => Err(grant(GrantProblem::BadRedirect, "the answer holds no code")),
        }
    }

    /// A code without a state is believed because the exchange proves it: it is bound to our
    /// challenge (RFC 7636). It cannot prove who gave it, where that was promised.
    fn read_bare(&self, text: &str) -> Result<Secret, Fault> {
        let decoded = url::form_urlencoded::parse(text.replace('+', "%2B").as_bytes())
            .next()
            .map(|(name, _)| name.into_owned());
        let code = decoded.filter(|_| text.contains('%')).unwrap_or_else(|| text.to_owned());
        if code.len() < SHORTEST_CODE || !is_code(&code) || code.contains(['<', '>', '"', '\'']) {
            let detail = "what was pasted is neither an address nor a code";
            return Err(grant(GrantProblem::BadRedirect, detail));
        }
        if self.names_issuer {
            let detail = "a code alone does not say who gave it: the whole address is needed";
            return Err(grant(GrantProblem::WrongIssuer, detail));
        }
        Ok(Secret::from(code))
    }
}

/// RFC 6749 appendix A.11, without the space.
fn is_code(code: &str) -> bool {
    !code.is_empty() && code.len() <= LONGEST_CODE && code.bytes().all(|b| b.is_ascii_graphic())
}

/// A fault about what came back from the browser.
pub(super) fn grant(problem: GrantProblem, detail: &str) -> Fault {
    Fault::new(FaultKind::Grant(problem), Place::Browser, detail)
}
