//! What lies in an archive: names and sizes as its own lists tell them. Nothing is unpacked, nothing
//! is written; what has to be decompressed to find the next name is thrown away, up to a limit.

use std::io::{Cursor, Read};

use super::words;
use crate::model::listing::{Entry, Listing, MOST_ENTRIES, MOST_NAME};

/// Octets that are decompressed of a packed archive in search of names.
const MOST_UNPACKED: u64 = 256 * 1024 * 1024;

/// Lists a ZIP file (APPNOTE.TXT); none where it is no such file.
pub fn zip(octets: &[u8]) -> Option<Listing> {
    let mut archive = zip::ZipArchive::new(Cursor::new(octets)).ok()?;
    let all = archive.len();
    let mut entries = Vec::new();
    for number in 0..all.min(MOST_ENTRIES) {
        let Ok(file) = archive.by_index_raw(number) else { continue };
        let name = match file.name() {
            Ok(name) => name.into_owned(),
            Err(_) => String::from_utf8_lossy(file.name_raw()).into_owned(),
        };
        entries.push(Entry {
            name: shown(&name),
            size: file.size(),
            is_folder: file.is_dir(),
            is_encrypted: file.encrypted(),
        });
    }
    Some(Listing { entries, is_cut: all > MOST_ENTRIES })
}

/// Lists a tar file (POSIX.1 ustar, pax, GNU); none where it is no such file.
pub fn tar(octets: &[u8]) -> Option<Listing> {
    list(octets)
}

/// The same of one that was compressed by gzip (RFC 1952).
pub fn tar_gz(octets: &[u8]) -> Option<Listing> {
    // Where it ends before the archive does, the archive is cut.
    list(flate2::read::MultiGzDecoder::new(octets).take(MOST_UNPACKED))
}

fn list(reader: impl Read) -> Option<Listing> {
    let mut archive = tar::Archive::new(reader);
    let mut listing = Listing::default();
    for entry in archive.entries().ok()? {
        // What comes after a broken header cannot be found any more.
        let Ok(entry) = entry else {
            listing.is_cut = true;
            break;
        };
        if listing.entries.len() == MOST_ENTRIES {
            listing.is_cut = true;
            break;
        }
        listing.entries.push(Entry {
            name: shown(&String::from_utf8_lossy(&entry.path_bytes())),
            size: entry.size(),
            is_folder: entry.header().entry_type().is_dir(),
            is_encrypted: false,
        });
    }
    (!listing.entries.is_empty() || !listing.is_cut).then_some(listing)
}

fn shown(name: &str) -> String {
    words::one_line(name, MOST_NAME)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use zip::write::SimpleFileOptions;

    use super::*;

    fn zipped(names: impl IntoIterator<Item = String>) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let options =
            SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        for name in names {
            writer.start_file(name, options).unwrap();
            writer.write_all(b"hello").unwrap();
        }
        writer.add_directory("folder/", options).unwrap();
        writer.finish().unwrap().into_inner()
    }

    fn tarred(names: impl IntoIterator<Item = String>) -> Vec<u8> {
        let mut builder = tar::Builder::new(Vec::new());
        for name in names {
            let mut header = tar::Header::new_gnu();
            header.set_size(5);
            header.set_mode(0o644);
            header.set_cksum();
            builder.append_data(&mut header, name, b"hello".as_slice()).unwrap();
        }
        builder.into_inner().unwrap()
    }

    fn packed(octets: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(octets).unwrap();
        encoder.finish().unwrap()
    }

    fn names(listing: &Listing) -> Vec<&str> {
        listing.entries.iter().map(|entry| entry.name.as_str()).collect()
    }

    #[test]
    fn archives_are_listed_with_sizes() {
        let listing = zip(&zipped(["a.txt".into(), "b/c.exe".into()])).unwrap();
        assert_eq!(names(&listing), ["a.txt", "b/c.exe", "folder/"]);
        let sizes: Vec<_> = listing.entries.iter().map(|e| (e.size, e.is_folder)).collect();
        assert_eq!(sizes, [(5, false), (5, false), (0, true)]);
        assert!(!listing.is_cut);
        let long = "d/".repeat(90) + "e";
        for octets in [tarred(["a.txt".into(), long.clone()])] {
            for listing in [tar(&octets).unwrap(), tar_gz(&packed(&octets)).unwrap()] {
                assert_eq!(names(&listing), ["a.txt", long.as_str()]);
                assert_eq!(listing.entries[0].size, 5);
            }
        }
    }

    #[test]
    fn an_encrypted_entry_is_marked() {
        let mut octets = zipped(["secret.pdf".into()]);
        let central = octets.windows(4).position(|four| four == b"PK\x01\x02").unwrap();
        octets[6] |= 1;
        octets[central + 8] |= 1;
        let listing = zip(&octets).unwrap();
        assert!(listing.entries[0].is_encrypted && !listing.entries[1].is_encrypted);
    }

    #[test]
    fn no_more_than_a_thousand_are_listed() {
        let many = || (0..2_000).map(|number| format!("{number}.txt"));
        for listing in [zip(&zipped(many())), tar(&tarred(many()))] {
            let listing = listing.unwrap();
            assert!(listing.entries.len() == MOST_ENTRIES && listing.is_cut && listing.is_sound());
        }
    }

    #[test]
    fn a_bomb_is_listed_up_to_where_it_is_given_up_on() {
        let mut header = tar::Header::new_gnu();
        header.set_path("zeros").unwrap();
        header.set_size(MOST_UNPACKED * 4);
        header.set_cksum();
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(header.as_bytes()).unwrap();
        let zeros = vec![0; 1 << 20];
        for _ in 0..(MOST_UNPACKED >> 20) + 1 {
            encoder.write_all(&zeros).unwrap();
        }
        let listing = tar_gz(&encoder.finish().unwrap()).unwrap();
        assert_eq!((names(&listing), listing.is_cut), (vec!["zeros"], true));
    }

    #[test]
    fn names_are_shown_on_one_line() {
        let hostile = format!("a\u{202e}\nb{}", "x".repeat(10_000));
        let listing = zip(&zipped([hostile])).unwrap();
        assert!(listing.entries[0].name.starts_with("a bx") && listing.is_sound());
    }

    #[test]
    fn what_is_no_archive_is_none_and_nothing_panics() {
        let good = [zipped(["a".into()]), tarred(["a".into()]), packed(&tarred(["a".into()]))];
        let read = [zip as fn(&[u8]) -> Option<Listing>, tar, tar_gz];
        for (octets, read) in good.iter().zip(read) {
            for end in 0..octets.len() {
                read(&octets[..end]);
                let mut spoilt = octets.clone();
                spoilt[end] ^= 0x5a;
                read(&spoilt);
            }
            assert_eq!(read(b"this is no archive"), None);
        }
    }
}
