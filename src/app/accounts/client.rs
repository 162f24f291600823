//! A client id of the person's own, for a provider that Pombo was not registered with. Knows no page
//! of any provider.

use super::sign_in::Stage;
use super::{Field, Form, Password, Problem};
use crate::app::effect::{Effect, FieldId, Turn};
use crate::app::state::State;

/// No client id is longer than this, characters.
const LONGEST: usize = 512;

/// What is typed.
#[derive(Debug, Clone)]
pub struct ClientForm {
    /// The key of the provider; none for a server that is in no table.
    pub provider: Option<String>,
    /// The token endpoint, which alone is shown the secret.
    pub token: String,
    /// What the provider is called, or its host.
    pub title: String,
    pub id: String,
    /// Google gives desktop programs one that is none, and asks for it all the same.
    pub secret: Password,
    /// The page on which ids are registered, where it is known.
    pub page: Option<String>,
    pub problem: Option<Problem>,
}

impl ClientForm {
    pub(super) fn edit(&mut self, field: Field, text: String) {
        if field == Field::ClientId {
            self.id = text;
            self.problem = None;
        }
    }

    fn check(&self) -> Option<Problem> {
        match self.id.trim() {
            "" => Some(Problem::Missing),
            id if id.len() > LONGEST || !id.chars().all(|c| c.is_ascii_graphic()) => {
                Some(Problem::NotAClientId)
            }
            _ => None,
        }
    }
}

impl State {
    /// Asks for the person's own client id.
    pub(super) fn ask_for_client(&mut self, turn: &mut Turn) {
        self.stop(turn);
        let Some(sign_in) = self.sign_in_mut() else { return };
        sign_in.rewind_to_desk();
        let (oauth, host, title) = match &sign_in.stage {
            Stage::Card(card) => {
                (card.oauth(), &card.candidate.imap.host, card.candidate.provider.clone())
            }
            Stage::Form(form) => (form.oauth.as_ref(), &form.host, None),
            _ => return,
        };
        let Some(oauth) = oauth else { return };
        let provider = oauth.provider.clone();
        let client = ClientForm {
            title: title.unwrap_or_else(|| host.clone()),
            id: oauth.client_id.clone(),
            secret: Password::default(),
            page: None,
            problem: None,
            provider: provider.clone(),
            token: oauth.token.clone(),
        };
        sign_in.go(Stage::Client(client));
        turn.push(Effect::Focus(FieldId::Form(Field::ClientId)));
        if let Some(provider) = provider {
            turn.push(Effect::FindRegistration { provider });
        }
    }

    pub(super) fn registration_found(&mut self, provider: &str, page: Option<String>) {
        if let Some(Stage::Client(client)) = self.sign_in_mut().map(|sign_in| &mut sign_in.stage)
            && client.provider.as_deref() == Some(provider)
        {
            client.page = page.filter(|page| super::is_page(page));
        }
    }

    /// The id is used, and kept for the next time.
    pub(super) fn take_client(&mut self, turn: &mut Turn) {
        let Some(sign_in) = self.sign_in_mut() else { return };
        let Stage::Client(client) = &mut sign_in.stage else { return };
        client.problem = client.check();
        if client.problem.is_some() {
            return turn.push(Effect::Focus(FieldId::Form(Field::ClientId)));
        }
        let (provider, id) = (client.provider.clone(), client.id.trim().to_owned());
        let token = client.token.clone();
        let secret = Some(client.secret.clone()).filter(|secret| !secret.is_empty());
        sign_in.back();
        match &mut sign_in.stage {
            Stage::Card(card) => card.take_client(&id),
            Stage::Form(form) => form.take_client(&id),
            _ => {}
        }
        turn.push(Effect::KeepClient { provider, token, id, secret });
        self.save_config(turn);
        self.try_desk(turn);
    }
}

impl Form {
    fn take_client(&mut self, id: &str) {
        if let Some(oauth) = &mut self.oauth {
            oauth.client_id = id.to_owned();
        }
    }
}
