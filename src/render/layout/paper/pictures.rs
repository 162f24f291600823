//! The pictures of a document. The writer of PDF takes none, so each is written as a form of a size
//! that nothing else has, and at the end, in an update of the document (ISO 32000-2, 7.5.6), the form
//! becomes the picture.

use std::collections::BTreeMap;
use std::io::Write;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use image::{ExtendedColorType, RgbaImage, imageops};
use krilla::graphic::Graphic;
use krilla::paint::Fill;
use krilla::surface::Surface;
use peniko::{ImageAlphaType, ImageData, ImageFormat};

use super::rectangle;

/// Pictures of one document, and octets of all of them as they are written.
const MAX_PICTURES: usize = 4_000;
const MAX_OCTETS: usize = 80 * 1024 * 1024;
/// Pixels of a side; what is larger is made smaller. About 300 to the inch over the whole paper.
const MAX_SIDE: u32 = 2_200;
/// Octets above which JPEG is tried for what covers all that lies behind it.
const LARGE: usize = 64 * 1024;
const QUALITY: u8 = 90;
/// What the forms of pictures reach up and left to, so that they are known again.
const MARK: i32 = 7_000;

/// See the module.
#[derive(Default)]
pub struct Pictures {
    stored: Vec<Stored>,
    known: BTreeMap<u64, Option<usize>>,
    octets: usize,
    is_cut: bool,
}

struct Stored {
    width: u32,
    height: u32,
    is_jpeg: bool,
    colours: Vec<u8>,
    /// How much each pixel covers, where not all cover all.
    mask: Option<Vec<u8>>,
    form: Graphic,
}

impl Pictures {
    pub fn is_cut(&self) -> bool {
        self.is_cut
    }

    /// A form that fills the square from 0, 0 to 1, 1 with the picture, upside down as pictures are
    /// in PDF. Nothing where there are too many.
    pub fn form(&mut self, surface: &mut Surface<'_>, image: &ImageData) -> Option<Graphic> {
        let id = image.data.id();
        let number = match self.known.get(&id) {
            Some(known) => *known,
            None => {
                let number = self.store(surface, image);
                self.is_cut |= number.is_none();
                self.known.insert(id, number);
                number
            }
        };
        self.stored.get(number?).map(|stored| stored.form.clone())
    }

    fn store(&mut self, surface: &mut Surface<'_>, image: &ImageData) -> Option<usize> {
        let number = self.stored.len();
        let left = MAX_OCTETS.checked_sub(self.octets).filter(|_| number < MAX_PICTURES)?;
        let pixels = small(pixels(image)?);
        let (colours, opacities) = parted(&pixels);
        let mask = opacities.iter().any(|part| *part < 255).then(|| packed(&opacities));
        let mut stored = Stored {
            width: pixels.width(),
            height: pixels.height(),
            is_jpeg: false,
            colours: packed(&colours),
            mask,
            form: form(surface, number)?,
        };
        if stored.mask.is_none() && stored.colours.len() > LARGE {
            stored.try_jpeg(&colours);
        }
        let octets = stored.colours.len() + stored.mask.as_ref().map_or(0, Vec::len);
        self.octets += octets;
        self.stored.push(stored);
        (octets <= left).then_some(number)
    }

    /// Writes the pictures to the end of a document, each under the number of its form. Nothing where
    /// the document is not as it should be.
    pub fn put_into(&self, mut pdf: Vec<u8>) -> Option<Vec<u8>> {
        if self.stored.is_empty() {
            return Some(pdf);
        }
        let end = Ending::read(&pdf)?;
        let forms = forms(&pdf);
        let mut places = Vec::new();
        let mut next = end.size;
        for (number, stored) in self.stored.iter().enumerate() {
            let Some(&object) = forms.get(&number) else { continue };
            let mask = stored.mask.as_ref().map(|mask| (next, mask));
            next += u32::from(mask.is_some());
            places.push((object, pdf.len()));
            stored.write(object, mask.map(|(number, _)| number), &mut pdf);
            if let Some((number, mask)) = mask {
                places.push((number, pdf.len()));
                stored.write_mask(number, mask, &mut pdf);
            }
        }
        end.write(&places, next, &mut pdf);
        Some(pdf)
    }
}

impl Stored {
    /// Takes JPEG where that is much shorter: photographs.
    fn try_jpeg(&mut self, colours: &[u8]) {
        let mut jpeg = Vec::new();
        let mut encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut jpeg, QUALITY);
        let done = encoder.encode(colours, self.width, self.height, ExtendedColorType::Rgb8);
        if done.is_ok() && jpeg.len() * 2 < self.colours.len() {
            self.is_jpeg = true;
            self.colours = jpeg;
        }
    }

    fn write(&self, object: u32, mask: Option<u32>, pdf: &mut Vec<u8>) {
        let filter = if self.is_jpeg { "DCTDecode" } else { "FlateDecode" };
        let mask = mask.map(|number| format!("/SMask {number} 0 R")).unwrap_or_default();
        let rest = format!("/ColorSpace/DeviceRGB/Filter/{filter}/Interpolate true{mask}");
        self.write_stream(object, &rest, &self.colours, pdf);
    }

    fn write_mask(&self, object: u32, mask: &[u8], pdf: &mut Vec<u8>) {
        let rest = "/ColorSpace/DeviceGray/Filter/FlateDecode/Interpolate true";
        self.write_stream(object, rest, mask, pdf);
    }

    fn write_stream(&self, object: u32, rest: &str, octets: &[u8], pdf: &mut Vec<u8>) {
        let head = format!(
            "{object} 0 obj\n<</Type/XObject/Subtype/Image/Width {}/Height {}/BitsPerComponent 8\
             {rest}/Length {}>>\nstream\n",
            self.width,
            self.height,
            octets.len()
        );
        pdf.extend_from_slice(head.as_bytes());
        pdf.extend_from_slice(octets);
        pdf.extend_from_slice(b"\nendstream\nendobj\n");
    }
}

/// The end of a document, which an update repeats.
struct Ending {
    /// One more than the highest number of an object.
    size: u32,
    /// The entries of the trailer besides its size.
    rest: String,
    /// Where its table of objects lies.
    table: usize,
}

impl Ending {
    fn read(pdf: &[u8]) -> Option<Self> {
        let tail = pdf.get(pdf.len().saturating_sub(2_048)..)?;
        let tail = String::from_utf8_lossy(tail);
        let (_, trailer) = tail.rsplit_once("trailer")?;
        let (trailer, start) = trailer.split_once("startxref")?;
        let table = start.split_whitespace().next()?.parse().ok()?;
        let inside = trailer.trim().strip_prefix("<<")?.strip_suffix(">>")?;
        let (before, after) = inside.split_once("/Size")?;
        let after = after.trim_start();
        let digits = after.find(|c: char| !c.is_ascii_digit()).unwrap_or(after.len());
        let (size, after) = after.split_at_checked(digits)?;
        let rest = format!("{}{after}", before.trim_end());
        Some(Self { size: size.parse().ok()?, rest, table })
    }

    /// The table of what was added, and a trailer that leads to the table before it.
    fn write(&self, places: &[(u32, usize)], size: u32, pdf: &mut Vec<u8>) {
        let table = pdf.len();
        pdf.extend_from_slice(b"xref\n");
        let mut places = places.to_vec();
        places.sort_unstable();
        for (object, at) in places {
            pdf.extend_from_slice(format!("{object} 1\n{at:010} 00000 n\r\n").as_bytes());
        }
        let end = format!(
            "trailer\n<</Size {size}/Prev {}{}>>\nstartxref\n{table}\n%%EOF\n",
            self.table, self.rest
        );
        pdf.extend_from_slice(end.as_bytes());
    }
}

/// The form that a picture takes the place of.
fn form(surface: &mut Surface<'_>, number: usize) -> Option<Graphic> {
    let left = -(MARK as f32) - number as f32;
    let path = rectangle(left, -(MARK as f32), 1.0 - left, 1.0 + MARK as f32)?;
    let mut stream = surface.stream_builder();
    let mut inside = stream.surface();
    inside.set_fill(Some(Fill::default()));
    inside.draw_path(&path);
    inside.finish();
    Some(Graphic::new(stream.finish(), false))
}

/// The numbers of the objects that stand for pictures, by the numbers of the pictures.
fn forms(pdf: &[u8]) -> BTreeMap<usize, u32> {
    const BOX: &[u8] = b"/BBox";
    let mut found = BTreeMap::new();
    let mut object = None;
    for line in pdf.split(|octet| *octet == b'\n') {
        if let Some(number) = object_of(line) {
            object = Some(number);
        }
        let Some(at) = line.windows(BOX.len()).position(|part| part == BOX) else { continue };
        let rest = line.get(at + BOX.len()..).unwrap_or_default();
        if let (Some(number), Some(object)) = (marked(rest), object) {
            found.entry(number).or_insert(object);
        }
    }
    found
}

/// The number of the object that begins with a line.
fn object_of(line: &[u8]) -> Option<u32> {
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let digits = line.iter().take_while(|octet| octet.is_ascii_digit()).count();
    let (number, rest) = line.split_at_checked(digits)?;
    let is_object = rest.starts_with(b" 0 obj");
    std::str::from_utf8(number).ok().filter(|_| is_object)?.parse().ok()
}

/// The number of the picture that a rectangle stands for.
fn marked(rest: &[u8]) -> Option<usize> {
    let rest = rest.get(..rest.len().min(64))?;
    let text = String::from_utf8_lossy(rest);
    let inside = text.trim_start().strip_prefix('[')?.split(']').next()?.to_owned();
    let numbers: Vec<i32> =
        inside.split_whitespace().map(str::parse).collect::<Result<_, _>>().ok()?;
    match numbers.as_slice() {
        [left, top, 1, 1] if *top == -MARK => usize::try_from(-left - MARK).ok(),
        _ => None,
    }
}

/// The pixels as red, green, blue and opacity, each by itself.
fn pixels(image: &ImageData) -> Option<RgbaImage> {
    let mut octets = image.data.data().to_vec();
    for pixel in octets.chunks_exact_mut(4) {
        let [r, g, b, a] = pixel else { continue };
        if image.format == ImageFormat::Bgra8 {
            std::mem::swap(r, b);
        }
        if image.alpha_type == ImageAlphaType::AlphaPremultiplied && *a > 0 {
            let opacity = u32::from(*a);
            for part in [r, g, b] {
                *part = u8::try_from(u32::from(*part) * 255 / opacity).unwrap_or(255);
            }
        }
    }
    RgbaImage::from_raw(image.width, image.height, octets)
}

fn small(image: RgbaImage) -> RgbaImage {
    let (width, height) = image.dimensions();
    let most = width.max(height);
    if most <= MAX_SIDE {
        return image;
    }
    let scaled = |side: u32| {
        let side = u64::from(side) * u64::from(MAX_SIDE) / u64::from(most);
        u32::try_from(side).unwrap_or(MAX_SIDE).max(1)
    };
    imageops::resize(&image, scaled(width), scaled(height), imageops::FilterType::Triangle)
}

/// Colours and opacities apart.
fn parted(image: &RgbaImage) -> (Vec<u8>, Vec<u8>) {
    let mut colours = Vec::with_capacity(image.as_raw().len() / 4 * 3);
    let mut opacities = Vec::with_capacity(image.as_raw().len() / 4);
    for pixel in image.pixels() {
        let [r, g, b, a] = pixel.0;
        colours.extend([r, g, b]);
        opacities.push(a);
    }
    (colours, opacities)
}

fn packed(octets: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    let written = encoder.write_all(octets).and_then(|()| encoder.finish());
    written.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_pictures_are_known_by_their_boxes() {
        let pdf =
            b"%PDF\n7 0 obj\n<<\n  /BBox [-7002 -7000 1 1]\n>>\n8 0 obj\n<</BBox [0 0 1 1]>>\n";
        assert_eq!(forms(pdf), [(2, 7)].into());
        assert_eq!(marked(b"[-7000 -7000 1 1]/Length"), Some(0));
        assert_eq!(marked(b"[-7000.5 -7000 1 1]"), None);
    }

    #[test]
    fn an_update_repeats_the_trailer_and_leads_back() {
        let pdf = b"%PDF\nxref\ntrailer\n<<\n  /Size 9\n  /Root 1 0 R\n>>\nstartxref\n5\n%%EOF";
        let end = Ending::read(pdf).unwrap();
        assert_eq!((end.size, end.table), (9, 5));
        let mut out = pdf.to_vec();
        end.write(&[(9, 100), (3, 50)], 10, &mut out);
        let text = String::from_utf8(out).unwrap();
        assert!(text.contains("xref\n3 1\n0000000050 00000 n\r\n9 1\n0000000100 00000 n\r\n"));
        assert!(text.contains("/Size 10/Prev 5"));
        assert!(text.contains("/Root 1 0 R"));
        assert!(Ending::read(b"nothing").is_none());
    }

    #[test]
    fn colours_that_were_made_darker_by_their_opacity_are_made_light_again() {
        let image = ImageData {
            data: vec![64, 0, 0, 128].into(),
            format: ImageFormat::Rgba8,
            alpha_type: ImageAlphaType::AlphaPremultiplied,
            width: 1,
            height: 1,
        };
        assert_eq!(pixels(&image).unwrap().into_raw(), [127, 0, 0, 128]);
        assert_eq!(small(RgbaImage::new(4_400, 100)).dimensions(), (2_200, 50));
    }
}
