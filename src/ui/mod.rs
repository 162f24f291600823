//! The face: the window, its screens and widgets. With `main.rs` the only home of iced, and the
//! only place that turns the mind's effects into tasks.

mod demo;
mod display;
mod effects;
mod engine;
mod fields;
#[cfg(test)]
mod gallery;
mod input;
pub mod kit;
mod milestones;
pub mod paper;
mod screen;
pub mod screenshot;
mod scrolls;
pub mod shape;
pub mod shell;
pub mod stage;
#[cfg(test)]
mod tests;
pub mod theme;
pub mod widget;

use std::sync::{Mutex, PoisonError};

use iced::window;

use crate::model::fault::Fault;
pub use engine::{HOLD, Launch};
use shape::Shape;
use shell::Shell;

const ICON: &[u8] = include_bytes!("../../resources/icons/pombo-128.png");

/// Opens the window and stays until it closes.
///
/// # Errors
/// `NoDisplay` without one; what the window system says where it fails.
pub fn open(launch: impl FnOnce() -> Result<Launch, Fault>) -> Result<(), Fault> {
    display::is_named()?;
    let launch = launch()?;
    let shape = launch.engines.paths.as_ref().map(Shape::load).unwrap_or_default();
    let zoom = f32::from(launch.config.settings.zoom) / 100.0;
    let runtime = launch.engines.runtime.clone();
    // Booted once; the type of iced allows for more.
    let launch = Mutex::new(Some(launch));
    let boot = move || {
        display::reached();
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
        .window(window_settings(shape.size * (1.0 / zoom)));
    for face in theme::font::FACES {
        application = application.font(face);
    }
    display::run(|| application.run())
}

fn window_settings(size: iced::Size) -> window::Settings {
    window::Settings {
        size,
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
