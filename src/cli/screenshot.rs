//! `pombo screenshot OUT.png`: a picture of the window, no display needed.

use serde_json::json;
use tokio::runtime::Runtime;

use super::args::{SceneArg, ScreenshotWish, ThemeArg};
use super::{Context, End, Problem};
use crate::fl;
use crate::model::fault::{Fault, FaultKind, Place};
use crate::ui::screenshot::{
    Asked, Attached, Hands, Kind, Look, Reading, Scene, Stop, View, take, take_file, take_opened,
};
use crate::ui::shell::{HOLD, Launch};

/// Sides of a picture, pixels.
const LEAST: u32 = 400;
const MOST: u32 = 8_000;

/// Makes the picture and says where it is: of this profile, or of the demo account where `demo` or
/// a scene was asked for.
pub fn screenshot(
    wish: &ScreenshotWish,
    demo: bool,
    context: Context,
    runtime: &Runtime,
) -> Result<End, Problem> {
    let out = context.out;
    let (width, height) = size(&wish.size)?;
    let dark = wish.theme == ThemeArg::Dark;
    let (sides, scale) = ((width, height).into(), f32::from(wish.scale));
    let frame = match wish.scene {
        None if wish.file.is_some() => {
            let file = wish.file.clone().unwrap_or_default();
            take_file(file, context.config, runtime.handle().clone(), sides, (scale, dark))?
        }
        None if !(demo || wish.demo) => {
            let Context { paths, config, vault, .. } = context;
            let handle = runtime.handle().clone();
            let launch = Launch::of_profile(config, vault, Some(paths), HOLD, handle)?;
            take_opened(launch, sides, scale, dark)?
        }
        scene => take(scene_of(scene), sides, scale, dark, runtime)?,
    };
    frame.save(&wish.out).map_err(|error| {
        Fault::new(FaultKind::Disk, Place::File, format!("{}: {error}", wish.out.display()))
    })?;
    let file = wish.out.display().to_string();
    out.record(&json!({ "picture": file, "width": width, "height": height }), || {
        fl!("cli-picture", file = file.as_str())
    })?;
    Ok(End::Done)
}

fn scene_of(scene: Option<SceneArg>) -> Scene {
    match scene.unwrap_or(SceneArg::Mail) {
        SceneArg::Welcome => Scene::Welcome,
        SceneArg::SignIn => Scene::SignIn(Stop::Address),
        SceneArg::Looking => Scene::SignIn(Stop::Looking),
        SceneArg::NothingFound => Scene::SignIn(Stop::NothingFound),
        SceneArg::Found => Scene::SignIn(Stop::Found),
        SceneArg::Password => Scene::SignIn(Stop::Password),
        SceneArg::Consent => Scene::SignIn(Stop::Consent),
        SceneArg::NoClient => Scene::SignIn(Stop::NoClient),
        SceneArg::ClientId => Scene::SignIn(Stop::ClientId),
        SceneArg::Browser => Scene::SignIn(Stop::Browser),
        SceneArg::Device => Scene::SignIn(Stop::Device),
        SceneArg::SignInFailed => Scene::SignIn(Stop::Failed),
        SceneArg::SignInAgain => Scene::SignIn(Stop::Again),
        SceneArg::Keyring => Scene::SignIn(Stop::Keyring),
        SceneArg::Passphrase => Scene::SignIn(Stop::Passphrase),
        SceneArg::ByHand => Scene::SignIn(Stop::ByHand),
        SceneArg::Certificate => Scene::SignIn(Stop::Certificate),
        SceneArg::Mail => Scene::Mail,
        SceneArg::Designed => Scene::Designed,
        SceneArg::Addresses => Scene::Addresses,
        SceneArg::Quotes => Scene::Text(Reading::Folded),
        SceneArg::QuotesOpen => Scene::Text(Reading::Unfolded),
        SceneArg::Link => Scene::Text(Reading::Link),
        SceneArg::WaryLink => Scene::Text(Reading::WaryLink),
        SceneArg::LinkAsked => Scene::Text(Reading::Asked),
        SceneArg::LinkClosed => Scene::Text(Reading::Closed),
        SceneArg::Drag => Scene::Drag,
        SceneArg::Menu => Scene::Menu,
        SceneArg::FolderMenu => Scene::Folders(Asked::Menu),
        SceneArg::NewFolder => Scene::Folders(Asked::New),
        SceneArg::DeleteFolder => Scene::Folders(Asked::Delete),
        SceneArg::NestFolder => Scene::Folders(Asked::Nesting),
        SceneArg::Removed => Scene::Removed,
        SceneArg::MailingList => Scene::Sender(Look::List),
        SceneArg::ListDetails => Scene::Sender(Look::Unfolded),
        SceneArg::Unsubscribe => Scene::Sender(Look::Question),
        SceneArg::OtherAddress => Scene::Sender(Look::OtherAddress),
        SceneArg::RepliesElsewhere => Scene::Sender(Look::Replies),
        SceneArg::Picker => Scene::Picker,
        SceneArg::Labels => Scene::Labels { panel: false },
        SceneArg::LabelPanel => Scene::Labels { panel: true },
        SceneArg::RemoteBar => Scene::Remote { panel: false },
        SceneArg::RemoteTried => Scene::Remote { panel: true },
        SceneArg::Settings => Scene::Settings,
        SceneArg::Shortcuts => Scene::Shortcuts,
        SceneArg::Orders => Scene::Orders,
        SceneArg::Offline => Scene::Offline,
        SceneArg::Invitation => Scene::Kind(Kind::Invitation),
        SceneArg::Bounce => Scene::Kind(Kind::Bounce),
        SceneArg::Signed => Scene::Kind(Kind::Signed),
        SceneArg::Source => Scene::Source,
        SceneArg::MessageMenu => Scene::MessageMenu,
        SceneArg::Conversation => Scene::Conversation,
        other => attached_scene(other),
    }
}

/// The scenes of attachments.
fn attached_scene(scene: SceneArg) -> Scene {
    Scene::Attached(match scene {
        SceneArg::Attachments => Attached::Cards,
        SceneArg::PreviewPicture => Attached::Picture,
        SceneArg::PreviewPdf => Attached::Pdf,
        SceneArg::PreviewZoomed => Attached::Zoomed,
        SceneArg::PreviewArchive => Attached::Archive,
        SceneArg::PreviewText => Attached::Text,
        SceneArg::PreviewMail => Attached::Mail,
        SceneArg::PreviewWrapped => Attached::Wrapped,
        SceneArg::PreviewInner => Attached::Inner,
        SceneArg::PreviewNone => Attached::None,
        SceneArg::RiskAsked => Attached::Risk,
        other => return hands_scene(other).unwrap_or_else(|| account_scene(other)),
    })
}

/// The scenes of what hands do in the reading pane.
fn hands_scene(scene: SceneArg) -> Option<Scene> {
    Some(Scene::Hands(match scene {
        SceneArg::LinkFocus => Hands::Link,
        SceneArg::LinkMenu => Hands::Menu,
        SceneArg::WidePage => Hands::Wide,
        _ => return None,
    }))
}

/// The scenes of the accounts page.
fn account_scene(scene: SceneArg) -> Scene {
    Scene::Accounts(match scene {
        SceneArg::OneAccount => View::One,
        SceneArg::Accounts => View::Several,
        SceneArg::ManyAccounts => View::Many,
        SceneArg::AccountRefused => View::Refused,
        SceneArg::AccountRemoval => View::Removal,
        SceneArg::AccountLeaving => View::Leaving,
        SceneArg::AccountEdit => View::Edit,
        SceneArg::Examining => View::Examining,
        SceneArg::Examined => View::Examined,
        SceneArg::Healthy => View::Healthy,
        SceneArg::Compared => View::Compared,
        _ => View::Log,
    })
}

fn size(text: &str) -> Result<(u32, u32), Problem> {
    let wrong = || Problem::usage(fl!("cli-bad-size", size = text));
    let (width, height) = text.split_once('x').ok_or_else(wrong)?;
    let side = |side: &str| {
        side.parse().ok().filter(|side| (LEAST..=MOST).contains(side)).ok_or_else(wrong)
    };
    Ok((side(width)?, side(height)?))
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn a_size_is_width_and_height_within_bounds() {
        assert_eq!(size("1280x800").ok(), Some((1280, 800)));
        for wrong in ["", "1280", "1280x", "10x10", "99999x800", "axb"] {
            assert!(size(wrong).is_err(), "{wrong}");
        }
    }
}
