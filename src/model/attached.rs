//! What a file is by its name and its media type: its kind for people, how it can be looked at here,
//! and whether it is a program, or hides that it is one. Rules as tables; reads no octets of it.

use serde::{Deserialize, Serialize};

/// What a file is for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    Picture,
    Text,
    Pdf,
    Document,
    Sheet,
    Slides,
    Archive,
    Calendar,
    Contact,
    Mail,
    Sound,
    Film,
    Program,
    /// Attachments wrapped by Outlook (MS-OXTNEF).
    Wrapped,
    Other,
}

/// How a file can be looked at without any other program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Form {
    Picture,
    Text,
    Pdf,
    Mail,
    Zip,
    Tar,
    TarGz,
    Wrapped,
}

/// Why a file should make one wonder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Warning {
    /// It runs when it is opened.
    Program,
    /// It runs, and its name makes it look like a file of this extension.
    Disguised(String),
    /// It runs, and signs in its name turn the reading direction around.
    Turned,
}

/// A kind with its extensions and the beginnings of its media types.
type Rule = (Kind, &'static [&'static str], &'static [&'static str]);

/// Octets of a name that are looked at, from its end.
const LOOKED_AT: usize = 512;

#[rustfmt::skip]
const RULES: &[Rule] = &[
    (Kind::Program, &[
        "exe", "scr", "com", "pif", "bat", "cmd", "ps1", "psm1", "vbs", "vbe", "js", "jse", "wsf", "wsh", "hta",
        "lnk", "msi", "msp", "msix", "appx", "cpl", "dll", "sys", "reg", "inf", "scf", "url", "jar", "jnlp", "apk",
        "iso", "img", "vhd", "vhdx", "dmg", "pkg", "app", "command", "desktop", "sh", "bash", "run", "elf",
        "appimage", "deb", "rpm", "flatpakref", "snap", "chm", "gadget", "application", "xll", "one", "docm",
        "xlsm", "pptm", "dotm", "xltm", "potm",
    ], &[
        "application/x-msdownload", "application/x-msdos-program", "application/x-dosexec", "application/x-exe",
        "application/vnd.microsoft.portable-executable", "application/x-ms-shortcut", "application/x-msi",
        "application/x-ms-installer", "application/java-archive", "application/x-java-archive",
        "application/vnd.android.package-archive", "application/x-iso9660-image", "application/x-cd-image",
        "application/x-apple-diskimage", "application/hta", "application/x-sh", "application/x-shellscript",
        "application/x-csh", "text/x-shellscript", "application/x-bat", "application/x-executable",
        "application/x-elf", "application/x-mach-binary", "application/javascript", "application/x-javascript",
        "text/javascript", "text/vbscript", "application/x-desktop", "application/x-powershell",
    ]),
    (Kind::Wrapped, &[], &["application/ms-tnef", "application/vnd.ms-tnef"]),
    (Kind::Picture,
        &["png", "jpg", "jpeg", "jpe", "jfif", "gif", "webp", "bmp", "tif", "tiff", "svg", "heic", "avif", "ico"],
        &["image/"]),
    (Kind::Pdf, &["pdf"], &["application/pdf", "application/x-pdf"]),
    (Kind::Archive,
        &["zip", "tar", "gz", "tgz", "bz2", "tbz2", "xz", "txz", "zst", "7z", "rar", "cab", "lzh", "ace", "arj"],
        &["application/zip", "application/x-zip", "application/x-tar", "application/gzip", "application/x-gzip",
          "application/x-7z", "application/vnd.rar", "application/x-rar", "application/x-bzip", "application/x-xz"]),
    (Kind::Calendar, &["ics", "ical", "vcs", "ifb"], &["text/calendar"]),
    (Kind::Contact, &["vcf", "vcard"], &["text/vcard", "text/x-vcard", "text/directory"]),
    (Kind::Mail, &["eml", "mht"], &["message/rfc822", "message/global"]),
    (Kind::Sheet, &["xls", "xlsx", "ods", "csv", "tsv", "numbers"],
        &["text/csv", "text/tab-separated-values", "application/vnd.ms-excel",
          "application/vnd.openxmlformats-officedocument.spreadsheetml", "application/vnd.oasis.opendocument.sp"]),
    (Kind::Slides, &["ppt", "pptx", "odp", "pps", "ppsx", "key"],
        &["application/vnd.ms-powerpoint", "application/vnd.openxmlformats-officedocument.presentationml",
          "application/vnd.oasis.opendocument.pr"]),
    (Kind::Document, &["doc", "docx", "odt", "rtf", "pages", "epub"],
        &["application/msword", "application/rtf", "text/rtf", "application/epub",
          "application/vnd.openxmlformats-officedocument.wordprocessingml", "application/vnd.oasis.opendocument.t"]),
    (Kind::Sound, &["mp3", "ogg", "oga", "opus", "wav", "flac", "m4a", "aac", "wma", "mid"], &["audio/"]),
    (Kind::Film, &["mp4", "m4v", "mov", "avi", "mkv", "webm", "wmv", "mpg", "mpeg", "3gp"], &["video/"]),
    (Kind::Text,
        &["txt", "text", "log", "md", "rst", "json", "xml", "yaml", "yml", "toml", "ini", "conf", "cfg", "diff",
          "patch", "html", "htm", "xhtml", "css", "rs", "py", "c", "h", "cpp", "hpp", "cc", "java", "go", "rb", "pl",
          "php", "sql", "tex", "bib", "srt", "asc", "pem", "po", "ftl", "lua", "ts", "kt", "swift"],
        &["text/", "application/json", "application/xml", "application/x-yaml", "application/toml",
          "application/sql", "application/pgp-keys"]),
];

/// Extensions of texts that are programs to the system and can be read like any other text.
const SCRIPTS: &[&str] = &[
    "js", "jse", "vbs", "ps1", "psm1", "bat", "cmd", "sh", "bash", "reg", "inf", "desktop", "url",
    "wsf",
];

/// Pictures that are decoded here.
const DECODED: (&[&str], &[&str]) = (
    &["png", "jpg", "jpeg", "jpe", "jfif", "gif", "webp"],
    &["image/png", "image/jpeg", "image/jpg", "image/pjpeg", "image/gif", "image/webp"],
);

/// What Outlook calls its wrapper.
const WRAPPER: &str = "winmail.dat";

/// What a file is; its name counts before its media type, as it does where it is opened.
pub fn kind(name: &str, media: &str) -> Kind {
    let (ends, media) = (Ends::of(name), media.trim().to_ascii_lowercase());
    if ends.whole == WRAPPER {
        return Kind::Wrapped;
    }
    let by_media = |kind: Option<Kind>| {
        let of = |rule: &&Rule| rule.2.iter().any(|start| media.starts_with(start));
        RULES.iter().filter(|rule| kind.is_none_or(|kind| rule.0 == kind)).find(of)
    };
    // Whatever it is called: what the system would run is a program.
    if by_media(Some(Kind::Program)).is_some() {
        return Kind::Program;
    }
    of_extension(&ends.last).or_else(|| by_media(None).map(|rule| rule.0)).unwrap_or(Kind::Other)
}

fn of_extension(extension: &str) -> Option<Kind> {
    RULES.iter().find(|rule| rule.1.contains(&extension)).map(|rule| rule.0)
}

/// How a file can be looked at; none where it cannot.
pub fn form(name: &str, media: &str) -> Option<Form> {
    let (ends, media) = (Ends::of(name), media.trim().to_ascii_lowercase());
    match kind(name, &media) {
        Kind::Wrapped => Some(Form::Wrapped),
        Kind::Pdf => Some(Form::Pdf),
        Kind::Mail if ends.last != "mht" => Some(Form::Mail),
        Kind::Text | Kind::Calendar | Kind::Contact => Some(Form::Text),
        Kind::Sheet if matches!(ends.last.as_str(), "csv" | "tsv") => Some(Form::Text),
        Kind::Sheet if media.starts_with("text/") && of_extension(&ends.last).is_none() => {
            Some(Form::Text)
        }
        Kind::Program if SCRIPTS.contains(&ends.last.as_str()) => Some(Form::Text),
        Kind::Picture if DECODED.0.contains(&ends.last.as_str()) => Some(Form::Picture),
        Kind::Picture if of_extension(&ends.last).is_none() => {
            DECODED.1.contains(&media.as_str()).then_some(Form::Picture)
        }
        Kind::Archive => archive(&ends, &media),
        _ => None,
    }
}

fn archive(ends: &Ends, media: &str) -> Option<Form> {
    let packed = ends.last == "tgz" || (ends.last == "gz" && ends.before == "tar");
    match ends.last.as_str() {
        "zip" => Some(Form::Zip),
        "tar" => Some(Form::Tar),
        _ if packed => Some(Form::TarGz),
        _ if of_extension(&ends.last).is_some() => None,
        _ if media.starts_with("application/zip") || media.starts_with("application/x-zip") => {
            Some(Form::Zip)
        }
        _ => media.starts_with("application/x-tar").then_some(Form::Tar),
    }
}

/// What is to be said of a file before anybody opens it.
pub fn warning(name: &str, media: &str) -> Option<Warning> {
    if kind(name, media) != Kind::Program {
        return None;
    }
    let ends = Ends::of(name);
    if name.chars().any(is_turning) {
        return Some(Warning::Turned);
    }
    // Whatever follows, a name that ends like a document is read as one.
    let seems =
        if of_extension(&ends.last) == Some(Kind::Program) { &ends.before } else { &ends.last };
    let harmless = of_extension(seems).is_some_and(|kind| kind != Kind::Program);
    Some(if harmless { Warning::Disguised(seems.to_uppercase()) } else { Warning::Program })
}

/// Overrides, embeddings and isolates of the reading direction.
fn is_turning(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The extensions of a name as systems see them, in lower case.
#[derive(Debug, Default)]
struct Ends {
    whole: String,
    last: String,
    before: String,
}

impl Ends {
    fn of(name: &str) -> Self {
        let from = (name.len().saturating_sub(LOOKED_AT)..=name.len())
            .find(|at| name.is_char_boundary(*at))
            .unwrap_or_default();
        let shown = |c: &char| !c.is_control() && !is_turning(*c) && !is_bare(*c);
        let tail: String = name.get(from..).unwrap_or_default().chars().filter(shown).collect();
        let tail = tail.to_lowercase();
        // Windows leaves blanks and dots at the end away.
        let bare = tail.trim_end_matches(|c: char| c == '.' || c.is_whitespace());
        let file = bare.rsplit(['/', '\\']).next().unwrap_or_default();
        let mut parts = file.rsplit('.').map(|part| part.trim().to_owned());
        let last = parts.next().unwrap_or_default();
        let before = parts.next();
        // A name without a dot has no extension.
        let last = if before.is_some() { last } else { String::new() };
        let stem = before.unwrap_or_default();
        let has_more = parts.next().is_some();
        Self { whole: file.to_owned(), last, before: if has_more { stem } else { String::new() } }
    }
}

/// Signs without width.
fn is_bare(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_told_by_their_names_and_else_by_their_types() {
        for (name, media, expected) in [
            ("a.png", "application/octet-stream", Kind::Picture),
            ("a", "image/png", Kind::Picture),
            ("a.pdf", "image/png", Kind::Pdf),
            ("notes.TXT ", "", Kind::Text),
            ("a.tar.gz", "", Kind::Archive),
            ("plan.ics", "", Kind::Calendar),
            ("", "text/calendar", Kind::Calendar),
            ("fwd.eml", "", Kind::Mail),
            ("", "message/rfc822", Kind::Mail),
            ("a.xlsx", "", Kind::Sheet),
            (
                "",
                "application/vnd.openxmlformats-officedocument.presentationml.presentation",
                Kind::Slides,
            ),
            ("winmail.dat", "application/octet-stream", Kind::Wrapped),
            ("x", "application/ms-tnef", Kind::Wrapped),
            ("a.mp3", "", Kind::Sound),
            ("a.webm", "", Kind::Film),
            ("setup.EXE", "image/png", Kind::Program),
            ("photo.png", "application/x-msdownload", Kind::Program),
            ("exe", "", Kind::Other),
            ("", "", Kind::Other),
        ] {
            assert_eq!(kind(name, media), expected, "{name} {media}");
        }
    }

    #[test]
    fn what_can_be_looked_at_here() {
        for (name, media, expected) in [
            ("a.png", "", Some(Form::Picture)),
            ("a.bmp", "image/png", None),
            ("", "image/webp", Some(Form::Picture)),
            ("", "image/svg+xml", None),
            ("a.csv", "", Some(Form::Text)),
            ("a.xlsx", "", None),
            ("run.sh", "", Some(Form::Text)),
            ("run.exe", "", None),
            ("a.zip", "", Some(Form::Zip)),
            ("a.tgz", "", Some(Form::TarGz)),
            ("a.tar.gz", "application/gzip", Some(Form::TarGz)),
            ("a.gz", "application/gzip", None),
            ("a.rar", "application/zip", None),
            ("", "application/x-tar", Some(Form::Tar)),
            ("a.pdf", "", Some(Form::Pdf)),
            ("winmail.dat", "", Some(Form::Wrapped)),
            ("", "message/rfc822", Some(Form::Mail)),
            ("a.docx", "", None),
        ] {
            assert_eq!(form(name, media), expected, "{name} {media}");
        }
    }

    #[test]
    fn programs_are_warned_of_however_their_names_hide_it() {
        let disguised = |seems: &str| Some(Warning::Disguised(seems.to_owned()));
        for (name, media, expected) in [
            ("setup.exe", "", Some(Warning::Program)),
            ("setup.v2.exe", "", Some(Warning::Program)),
            ("invoice.pdf.exe", "", disguised("PDF")),
            ("invoice.pdf                                            .exe", "", disguised("PDF")),
            ("invoice.pdf . exe . ", "", disguised("PDF")),
            ("invoice.pdf\u{200b}.\u{200b}exe", "", disguised("PDF")),
            ("invoice\u{202e}fdp.exe", "", Some(Warning::Turned)),
            ("invoice.pdf", "application/x-msdownload", disguised("PDF")),
            ("a\0b.js", "", Some(Warning::Program)),
            ("photo.jpg.lnk", "", disguised("JPG")),
            ("x", "application/java-archive", Some(Warning::Program)),
            ("report.pdf", "application/pdf", None),
            ("a.exe.pdf", "", None),
            ("archive.tar.gz", "", None),
        ] {
            assert_eq!(warning(name, media), expected, "{name:?} {media}");
        }
    }

    #[test]
    fn a_name_of_any_length_and_any_signs_is_looked_at_from_its_end() {
        let long = format!("{}\u{1f600}.pdf{}.exe", "\u{4f60}".repeat(5_000), " ".repeat(300));
        assert_eq!(warning(&long, ""), Some(Warning::Disguised("PDF".into())));
        assert_eq!(kind(&"\u{1f600}".repeat(5_000), ""), Kind::Other);
    }
}
