//! The face: the window, its screens and widgets. With `main.rs` the only home of iced, and the
//! only place that turns the mind's effects into tasks.

mod effects;
mod engine;
mod fields;
#[cfg(test)]
mod gallery;
mod input;
pub mod kit;
mod screen;
pub mod screenshot;
pub mod shell;
pub mod stage;
pub mod theme;
pub mod widget;

use std::sync::{Mutex, PoisonError};

use iced::window;
use tokio::runtime::Runtime;

use crate::auth::Vault;
use crate::config::Config;
use crate::demo::{Demo, Options};
use crate::model::fault::{Fault, FaultKind, Place};
use crate::paths::Paths;
use shell::{HOLD, Launch, Shell};

const ICON: &[u8] = include_bytes!("../../resources/icons/pombo-128.png");

/// Whether there is a display to open a window on. Without one the window system panics.
pub fn has_display() -> bool {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    cfg!(not(target_os = "linux")) || set("DISPLAY") || set("WAYLAND_DISPLAY")
}

/// Opens the window and stays until it closes.
///
/// # Errors
/// `InUse` when another Pombo runs on this profile; what the window system says where it fails.
pub fn open(
    config: Config,
    vault: Vault,
    paths: Option<Paths>,
    demo: bool,
    runtime: &Runtime,
) -> Result<(), Fault> {
    let launch = prepare(config, vault, paths, demo, runtime)?;
    // Booted once; the type of iced allows for more.
    let launch = Mutex::new(Some(launch));
    let runtime = runtime.handle().clone();
    let boot = move || {
        let launch = launch.lock().unwrap_or_else(PoisonError::into_inner).take();
        Shell::new(launch.unwrap_or_else(|| Launch::empty(runtime.clone())))
    };
    let mut application = iced::application(boot, Shell::update, Shell::view)
        .title(Shell::title)
        .subscription(Shell::subscription)
        .theme(Shell::theme)
        .scale_factor(Shell::scale_factor)
        .default_font(theme::font::REGULAR)
        .exit_on_close_request(false)
        .window(window_settings());
    for face in theme::font::FACES {
        application = application.font(face);
    }
    application
        .run()
        .map_err(|error| Fault::new(FaultKind::Invalid, Place::Config, error.to_string()))
}

/// Everything that a window begins with, the engine started.
fn prepare(
    config: Config,
    vault: Vault,
    paths: Option<Paths>,
    demo: bool,
    runtime: &Runtime,
) -> Result<Launch, Fault> {
    let handle = runtime.handle().clone();
    let mut launch = Launch::of_profile(config, vault, paths, HOLD, handle)?;
    if demo {
        let options = Options { arrivals: true, ..Options::default() };
        launch.demo = Some(runtime.block_on(Demo::start(options))?);
    }
    Ok(launch)
}

fn window_settings() -> window::Settings {
    window::Settings {
        size: shell::WINDOW,
        min_size: Some(iced::Size::new(720.0, 480.0)),
        icon: icon(),
        exit_on_close_request: false,
        #[cfg(target_os = "linux")]
        platform_specific: window::settings::PlatformSpecific {
            application_id: "pombo".to_owned(),
            ..window::settings::PlatformSpecific::default()
        },
        ..window::Settings::default()
    }
}

/// The pigeon for the task bar.
fn icon() -> Option<window::Icon> {
    let mut reader = png::Decoder::new(std::io::Cursor::new(ICON)).read_info().ok()?;
    let mut pixels = vec![0; reader.output_buffer_size()?];
    let frame = reader.next_frame(&mut pixels).ok()?;
    pixels.truncate(frame.buffer_size());
    window::icon::from_rgba(pixels, frame.width, frame.height).ok()
}
