//! Milliseconds for a frame of the message list with a million rows, drawn by the software renderer
//! without a window: `cargo bench --bench list`. Prints the view, layout and draw calls alone, then
//! with the pixels.
#![allow(clippy::print_stdout, clippy::expect_used)]

use std::time::{Duration, Instant};

use iced::{Point, Size};
use pombo::ui::kit::Driver;
use pombo::ui::widget::{Density, Element, ListEvent, RowView, VList};

const ROWS: usize = 1_000_000;
const FRAMES: u32 = 100;

fn view(density: &Density) -> Element<'_, ListEvent> {
    let row = |index: usize| RowView {
        sender: format!("Sender number {index}").into(),
        subject: format!("Re: a subject of the usual length, the {index}th of its kind").into(),
        date: "9:12".into(),
        unread: index.is_multiple_of(5),
        starred: index.is_multiple_of(11),
        attachment: index.is_multiple_of(7),
        ..RowView::default()
    };

    VList::new(ROWS, row, Some).density(*density).into()
}

fn main() {
    for density in [Density::TwoLines, Density::Compact] {
        for (name, pixels) in [("wheel", 37.0), ("jump", 60_000.0)] {
            let mut kit = Driver::new(Size::new(480.0, 800.0), density, view, |_, _| {})
                .expect("the software renderer is in every build");
            let (mut calls, mut whole) = (Duration::ZERO, Duration::ZERO);
            for _ in 0..FRAMES {
                kit.wheel_pixels(Point::new(200.0, 400.0), -pixels);
                let start = Instant::now();
                kit.draw();
                calls += start.elapsed();
                let start = Instant::now();
                drop(kit.screenshot());
                whole += start.elapsed();
            }
            let per_frame = |time: Duration| time.as_secs_f64() * 1e3 / f64::from(FRAMES);
            println!(
                "{density:?} {name}: calls {:.2} ms, with pixels {:.2} ms",
                per_frame(calls),
                per_frame(whole)
            );
        }
    }
}
