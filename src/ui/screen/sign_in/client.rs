//! The person's own client id: what it is, where it is had, the field for it.

use iced::widget::{column, row, text};

use super::super::Element;
use super::{Entry, foot, framed, head, note, sign};
use crate::app::accounts::{ClientForm, Field, Message};
use crate::fl;
use crate::ui::theme::{font, space};
use crate::ui::widget::button::Rank;
use crate::ui::widget::icon::Icon;

/// The key of the provider that wants a secret beside the id.
const WITH_SECRET: &str = "google";
/// The key of the provider that wants a redirect of its own spelling.
const BY_NAME: &str = "microsoft";

pub fn view(client: &ClientForm) -> Element<'_> {
    let key = client.provider.as_deref();
    let redirect = if key == Some(BY_NAME) { "http://localhost" } else { "http://127.0.0.1" };
    let steps = [
        fl!("client-step-page", provider = client.title.as_str()),
        fl!("client-step-kind"),
        fl!("client-step-redirect", redirect = redirect),
        fl!("client-step-scope"),
        fl!("client-step-copy"),
    ];
    let steps = steps.into_iter().enumerate().map(|(at, words)| {
        let number = text((at + 1).to_string()).size(font::BODY).font(font::STRONG);
        row![number.width(space::L), note(words)].spacing(space::S).into()
    });
    let open = client.page.clone().map(|page| {
        let label = fl!("client-open", provider = client.title.as_str());
        sign(Rank::Plain, Icon::ExternalLink, label, Message::PageAsked(page))
    });
    let secret = (key == Some(WITH_SECRET)).then(|| {
        let label = fl!("client-secret");
        Entry::new(Field::ClientSecret, label, client.secret.expose()).view()
    });
    let id = Entry::new(Field::ClientId, fl!("client-id"), &client.id).problem(client.problem);
    let on = (Rank::Primary, fl!("client-go"), Message::Submitted);
    let content = column![
        head(Icon::User, fl!("client-title"), fl!("client-text", provider = client.title.as_str())),
        column(steps).spacing(space::S),
        open,
        id.view(),
        secret,
        foot(None, fl!("signin-back"), Some(on)),
    ];
    framed(space::DIALOG, content.spacing(space::L))
}
