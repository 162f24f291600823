//! What a designed mail takes: `cargo bench --bench pages`. First each stage on its own, over the
//! mails of `tests/pages` and those of the corpus beside the project where it is present; then the same
//! forty mails in Chromium, where it is installed; then the memory of a very tall mail in the process
//! that lays it out.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]
#![allow(clippy::print_stdout, clippy::print_stderr)]

#[path = "../tests/corpus_kit/mod.rs"]
mod corpus_kit;
#[path = "../tests/pages_kit/mod.rs"]
mod kit;

use std::fmt::Write as _;
use std::path::PathBuf;
use std::time::Instant;

use kit::Mail;
use kit::browser::Browser;
use pombo::render::dom;
use pombo::render::layout::Fonts;
use pombo::sandbox::{self, Answer, Ask, Sandbox};

const WIDTH: f32 = 800.0;
/// Pixels of height that are painted at once.
const TILE: u32 = 1_024;
/// CSS pixels of the tall mail.
const TALL: f32 = 30_000.0;
/// Tiles of a window that is scrolled through, pixels.
const STEP: u32 = 512;

fn main() {
    kit::on_a_deep_stack(|| {
        let fonts = Fonts::default();
        let ours: Vec<Mail> = kit::files().iter().map(|path| kit::read(path)).collect();
        // What is read for the first time is read from the disk.
        ours.iter().for_each(|mail| drop(kit::open(mail, &fonts, kit::look(WIDTH))));
        stages("tests/pages", &ours, &fonts);
        let others: Vec<Mail> = corpus_kit::corpus()
            .iter()
            .map(|path| kit::read(path))
            .filter(|mail| mail.html.contains('<'))
            .collect();
        if !others.is_empty() {
            stages("corpus", &others, &fonts);
        }
        beside_chromium(&ours, &fonts);
    });
    tall();
}

/// Milliseconds since a moment.
fn since(start: Instant) -> f64 {
    start.elapsed().as_secs_f64() * 1e3
}

/// The value below which so many hundredths lie.
fn percentile(times: &mut [f64], hundredths: usize) -> f64 {
    times.sort_by(f64::total_cmp);
    times[(times.len() - 1) * hundredths / 100]
}

fn stages(name: &str, mails: &[Mail], fonts: &Fonts) {
    let mut times: [Vec<f64>; 5] = Default::default();
    for mail in mails {
        let start = Instant::now();
        drop(dom::parse(&mail.html));
        times[0].push(since(start));
        let start = Instant::now();
        let (clean, octets) = kit::cleaned(mail);
        times[1].push(since(start));
        let start = Instant::now();
        let mut page = pombo::render::layout::Page::new(&clean, octets, fonts, kit::look(WIDTH));
        times[2].push(since(start));
        let start = Instant::now();
        drop(page.tile(0, TILE));
        times[3].push(since(start));
        times[4].push(times.iter().skip(1).take(3).filter_map(|times| times.last()).sum());
    }
    println!("{name}: {} mails, milliseconds, p50 / p99", mails.len());
    let stages = ["parse", "parse and sanitise", "lay out", "paint 1,024 px", "all"];
    for (stage, times) in stages.iter().zip(&mut times) {
        let (half, most) = (percentile(times, 50), percentile(times, 99));
        println!("  {stage:<20} {half:>8.2} {most:>8.2}");
    }
}

fn beside_chromium(mails: &[Mail], fonts: &Fonts) {
    let Some(browser) = Browser::find() else { return println!("Chromium is not installed") };
    let seen = browser.look(mails, WIDTH as u32);
    let mut ratios: Vec<f64> = Vec::new();
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for (mail, seen) in mails.iter().zip(seen) {
        let start = Instant::now();
        drop(kit::open(mail, fonts, kit::look(WIDTH)));
        ours.push(since(start));
        theirs.push(seen.milliseconds);
        ratios.push(since(start) / seen.milliseconds);
    }
    println!("until laid out, milliseconds, p50 / p99");
    println!(
        "  Pombo                {:>8.2} {:>8.2}",
        percentile(&mut ours, 50),
        percentile(&mut ours, 99)
    );
    println!(
        "  Chromium (headless)  {:>8.2} {:>8.2}",
        percentile(&mut theirs, 50),
        percentile(&mut theirs, 99)
    );
    println!(
        "  ratio of each mail   {:>8.2} {:>8.2}",
        percentile(&mut ratios, 50),
        percentile(&mut ratios, 99)
    );
}

/// Rows of a table with pictures of colours and texts, until it is tall enough.
fn tall_mail() -> String {
    let mut html = String::from("<table width=\"600\" align=\"center\">");
    for row in 0..600 {
        let _ = write!(
            html,
            "<tr><td bgcolor=\"#e{:x}f4ff\" style=\"padding:12px\"><h3>Offer {row}</h3><p>A text of the \
             usual length that says why this is what one always wanted.</p></td></tr>",
            row % 16
        );
    }
    html + "</table>"
}

fn tall() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let mut sandbox = Sandbox::new(PathBuf::from(env!("CARGO_BIN_EXE_pombo")));
        let mail = |html: String| {
            let mail = sandbox::Mail { html, look: kit::look(WIDTH), pictures: Vec::new() };
            Ask::Open(Box::new(mail))
        };
        let start = Instant::now();
        open(&mut sandbox, &mail("<p>short".to_owned())).await;
        println!("the process, from its start to a short mail: {:.0} ms", since(start));
        let before = memory(&sandbox, "VmRSS:");
        let start = Instant::now();
        let height = open(&mut sandbox, &mail(tall_mail())).await;
        assert!(height >= TALL, "{height}");
        let laid_out = since(start);
        let (start, mut tiles) = (Instant::now(), 0);
        for top in (0..height as u32).step_by(STEP as usize) {
            let ask = Ask::Tile { top, height: STEP };
            assert!(matches!(sandbox.ask(&ask).await, Ok(Answer::Tile { .. })));
            tiles += 1;
        }
        println!(
            "a mail of {height:.0} px: laid out in {laid_out:.0} ms, {tiles} tiles at {:.1} ms each; \
             memory of the process {before} KiB with a short mail, {} KiB afterwards, at most {} KiB",
            since(start) / f64::from(tiles),
            memory(&sandbox, "VmRSS:"),
            memory(&sandbox, "VmHWM:"),
        );
    });
}

async fn open(sandbox: &mut Sandbox, ask: &Ask) -> f32 {
    match sandbox.ask(ask).await.unwrap() {
        Answer::Opened(sheet) => sheet.drawn.height,
        other => panic!("{other:?}"),
    }
}

/// What the system says of the process, KiB.
fn memory(sandbox: &Sandbox, field: &str) -> u64 {
    let status = format!("/proc/{}/status", sandbox.process_id().unwrap());
    let status = std::fs::read_to_string(status).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(field)).unwrap_or_default();
    line.split_whitespace().next().and_then(|number| number.parse().ok()).unwrap_or_default()
}
