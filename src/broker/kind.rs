//! What is a picture: by what the server says, and by how it begins. Decodes nothing.

/// Whether a media type is that of a picture that can be shown; no drawings (SVG), which may load
/// and run.
pub fn is_told(media: &str) -> bool {
    let name = media.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    matches!(
        name.as_str(),
        "image/png" | "image/jpeg" | "image/jpg" | "image/pjpeg" | "image/gif" | "image/webp"
    )
}

/// Whether octets begin as a PNG, JPEG, GIF or WebP does (WHATWG MIME Sniffing section 6.1).
pub fn is_picture(octets: &[u8]) -> bool {
    let is_webp = octets.starts_with(b"RIFF") && octets.get(8..12) == Some(b"WEBP");
    let starts: [&[u8]; 4] = [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a"];
    is_webp || starts.iter().any(|start| octets.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_known_by_its_beginning() {
        for octets in [
            b"\x89PNG\r\n\x1a\nrest".as_slice(),
            b"\xff\xd8\xff\xe0",
            b"GIF89a",
            b"GIF87a..",
            b"RIFF\x01\x02\x03\x04WEBPVP8 ",
        ] {
            assert!(is_picture(octets), "{octets:?}");
        }
        for octets in
            [b"".as_slice(), b"<svg", b"RIFF1234WAVE", b"RIFF", b"\x89PNG", b"BM", b"%PDF-"]
        {
            assert!(!is_picture(octets), "{octets:?}");
        }
    }

    #[test]
    fn only_pictures_without_scripts_are_taken_by_their_name() {
        for media in ["image/png", "IMAGE/JPEG; q=1", " image/webp ", "image/gif"] {
            assert!(is_told(media), "{media}");
        }
        for media in ["", "image/svg+xml", "text/html", "image/*", "application/octet-stream"] {
            assert!(!is_told(media), "{media}");
        }
    }
}
