//! The text fields of the window by name, so that the mind can put the keyboard into one.

use iced::Task;
use iced::widget::{Id, operation};

use crate::app::accounts::Field;
use crate::app::effect::FieldId;

/// The widget id of a field.
pub fn id(field: FieldId) -> Id {
    Id::new(match field {
        FieldId::Form(Field::Name) => "form name",
        FieldId::Form(Field::Address) => "form address",
        FieldId::Form(Field::Host) => "form host",
        FieldId::Form(Field::Port) => "form port",
        FieldId::Form(Field::User) => "form user",
        FieldId::Form(Field::Password) => "form password",
        FieldId::Form(Field::Command) => "form command",
        FieldId::Form(Field::Owner) => "form owner",
        FieldId::Form(Field::ClientId) => "form client id",
        FieldId::Form(Field::ClientSecret) => "form client secret",
        FieldId::Form(Field::Pasted) => "form pasted",
        FieldId::Form(Field::Passphrase) => "form passphrase",
        FieldId::Form(Field::PassphraseAgain) => "form passphrase again",
        FieldId::Find => "find",
        FieldId::PickerFilter => "picker filter",
        FieldId::AccountLabel => "account label",
        FieldId::AccountName => "account name",
        FieldId::SavePath => "save path",
        FieldId::MailboxName => "mailbox name",
        FieldId::Nowhere => "nowhere",
    })
}

/// Puts the keyboard into a field; every other one loses it.
pub fn focus<M: Send + 'static>(field: FieldId) -> Task<M> {
    operation::focus(id(field))
}
