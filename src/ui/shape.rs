//! The window's size and where the lines between its panes stand, remembered in the profile. A file
//! that is missing or makes no sense is the shape of a new window.

use std::fs;
use std::io::Read;

use iced::Size;
use serde::{Deserialize, Serialize};

use super::shell::Splits;
use super::theme::space;
use crate::paths::{self, Paths};

/// Octets of the file that are read.
const FILE_MAX: u64 = 4_096;
/// The least and the largest window that is ever opened, pixels.
const LEAST: Size = Size::new(720.0, 480.0);
const LARGEST: Size = Size::new(7_680.0, 4_320.0);
/// The widest a pane is made; narrower windows bound it further.
const WIDEST: f32 = 2_000.0;

/// The shape of the window. The size does not count the zoom of the settings; the widths do.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shape {
    pub size: Size,
    pub splits: Splits,
}

impl Default for Shape {
    fn default() -> Self {
        Self {
            size: Size::new(1280.0, 800.0),
            splits: Splits { side: space::SIDEBAR, list: space::LIST },
        }
    }
}

#[derive(Serialize, Deserialize)]
struct Stored {
    width: f32,
    height: f32,
    sidebar: f32,
    list: f32,
}

impl Shape {
    /// What was remembered, within sane bounds.
    pub fn load(paths: &Paths) -> Self {
        let file = paths.window_file();
        let mut text = String::new();
        let read = fs::File::open(file).and_then(|f| f.take(FILE_MAX).read_to_string(&mut text));
        let text = read.is_ok().then_some(text);
        let stored = text.and_then(|text| serde_json::from_str::<Stored>(&text).ok());
        stored.map(Self::from).unwrap_or_default()
    }

    /// Writes it down. A failure costs nothing but the shape, so it is only logged.
    pub fn save(self, paths: &Paths) {
        let stored = Stored {
            width: self.size.width.round(),
            height: self.size.height.round(),
            sidebar: self.splits.side.round(),
            list: self.splits.list.round(),
        };
        let written = paths::make_private(&paths.data)
            .map_err(|fault| fault.detail)
            .and_then(|()| serde_json::to_string(&stored).map_err(|error| error.to_string()))
            .and_then(|text| {
                let file = paths.window_file();
                let new = file.with_extension("new");
                let put = fs::write(&new, text).and_then(|()| fs::rename(&new, &file));
                put.map_err(|error| error.to_string())
            });
        if let Err(reason) = written {
            tracing::warn!(reason, "The shape of the window was not written down.");
        }
    }
}

impl From<Stored> for Shape {
    fn from(stored: Stored) -> Self {
        let default = Self::default();
        let sane = |value: f32, least: f32, most: f32, otherwise: f32| {
            if value.is_finite() { value.clamp(least, most) } else { otherwise }
        };
        Self {
            size: Size::new(
                sane(stored.width, LEAST.width, LARGEST.width, default.size.width),
                sane(stored.height, LEAST.height, LARGEST.height, default.size.height),
            ),
            splits: Splits {
                side: sane(stored.sidebar, space::SIDEBAR_LEAST, WIDEST, default.splits.side),
                list: sane(stored.list, space::LIST_LEAST, WIDEST, default.splits.list),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_comes_back() {
        let dir = tempfile::tempdir().unwrap();
        let paths = Paths::profile(dir.path());
        assert_eq!(Shape::load(&paths), Shape::default());
        let shape =
            Shape { size: Size::new(1500.0, 900.0), splits: Splits { side: 300.0, list: 500.0 } };
        shape.save(&paths);
        assert_eq!(Shape::load(&paths), shape);
    }

    #[test]
    #[cfg(unix)]
    fn a_file_that_never_ends_is_the_shape_of_a_new_window() {
        let dir = tempfile::tempdir().unwrap();
        let paths = Paths::profile(dir.path());
        fs::create_dir_all(&paths.data).unwrap();
        std::os::unix::fs::symlink("/dev/zero", paths.window_file()).unwrap();
        assert_eq!(Shape::load(&paths), Shape::default());
    }

    #[test]
    fn nonsense_is_brought_within_bounds_or_forgotten() {
        let dir = tempfile::tempdir().unwrap();
        let paths = Paths::profile(dir.path());
        fs::create_dir_all(&paths.data).unwrap();
        let load = |text: &str| {
            fs::write(paths.window_file(), text).unwrap();
            Shape::load(&paths)
        };
        let small = load(r#"{"width":1,"height":-5,"sidebar":0,"list":1e30}"#);
        assert_eq!(small.size, LEAST);
        assert_eq!(small.splits, Splits { side: space::SIDEBAR_LEAST, list: WIDEST });
        for text in ["", "{", "null", r#"{"width":"wide"}"#] {
            assert_eq!(load(text), Shape::default(), "{text}");
        }
    }
}
