//! The fonts of the system, with the names that mails ask for standing for those of the same
//! measures, and the program's own where the system has none.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use parley::FontContext;
use parley::fontique::{
    Blob, Collection, CollectionOptions, FontInfoOverride, GenericFamily, SourceCache, SourceKind,
};

/// What a system may have, and the names that mails call fonts of its measures by.
const ALIASES: [(&str, &[&str]); 4] = [
    ("Liberation Sans", &["Arial", "Helvetica", "Helvetica Neue", "Arimo"]),
    ("Liberation Serif", &["Times New Roman", "Times", "Tinos"]),
    ("Liberation Mono", &["Courier New", "Courier", "Cousine"]),
    ("DejaVu Sans", &["Verdana", "Bitstream Vera Sans", "Lucida Grande"]),
];

/// Before those that have some of its signs without colours.
const EMOJI: &str = "Noto Color Emoji";

/// What stands for the kinds of fonts, the best first.
const GENERIC: [(GenericFamily, &[&str]); 4] = [
    (
        GenericFamily::SansSerif,
        &["Liberation Sans", "Arimo", "Noto Sans", EMOJI, "DejaVu Sans", "IBM Plex Sans"],
    ),
    (
        GenericFamily::Serif,
        &["Liberation Serif", "Tinos", "Noto Serif", EMOJI, "DejaVu Serif", "IBM Plex Sans"],
    ),
    (
        GenericFamily::Monospace,
        &["Liberation Mono", "Cousine", EMOJI, "DejaVu Sans Mono", "IBM Plex Mono"],
    ),
    (GenericFamily::SystemUi, &["IBM Plex Sans"]),
];

/// The program's own.
const OWN: [(&str, &[u8]); 6] = [
    ("IBM Plex Sans", include_bytes!("../../../resources/fonts/pombo-sans-regular.ttf")),
    ("IBM Plex Sans", include_bytes!("../../../resources/fonts/pombo-sans-bold.ttf")),
    ("IBM Plex Sans", include_bytes!("../../../resources/fonts/pombo-sans-italic.ttf")),
    ("IBM Plex Sans", include_bytes!("../../../resources/fonts/pombo-sans-bolditalic.ttf")),
    ("IBM Plex Mono", include_bytes!("../../../resources/fonts/pombo-mono-regular.ttf")),
    ("IBM Plex Mono", include_bytes!("../../../resources/fonts/pombo-mono-bold.ttf")),
];

/// See the module. Made once; each page takes a copy that shares the files.
#[derive(Clone)]
pub struct Fonts {
    context: FontContext,
}

impl Default for Fonts {
    fn default() -> Self {
        let options = CollectionOptions { shared: false, system_fonts: true };
        let mut collection = Collection::new(options);
        let mut cache = SourceCache::new_shared();
        let own = |octets: &'static [u8]| {
            Blob::new(Arc::new(octets) as Arc<dyn AsRef<[u8]> + Send + Sync>)
        };
        collection.register_fonts(own(blitz_dom::BULLET_FONT), None);
        for (name, octets) in OWN {
            let named = FontInfoOverride { family_name: Some(name), ..FontInfoOverride::default() };
            collection.register_fonts(own(octets), Some(named));
        }
        for (name, aliases) in ALIASES {
            let Some(family) = collection.family_by_name(name) else { continue };
            for font in family.fonts() {
                let Some(octets) = font.load(Some(&mut cache)) else { continue };
                for alias in aliases {
                    let named = FontInfoOverride {
                        family_name: Some(alias),
                        ..FontInfoOverride::default()
                    };
                    collection.register_fonts(octets.clone(), Some(named));
                }
            }
        }
        for (kind, names) in GENERIC {
            let known: Vec<_> =
                names.iter().filter_map(|name| collection.family_id(name)).collect();
            collection.set_generic_families(kind, known.into_iter());
        }
        Self { context: FontContext { collection, source_cache: cache } }
    }
}

impl Fonts {
    pub fn context(&self) -> FontContext {
        self.context.clone()
    }

    /// The files in which the fonts of the system are. They are read when a letter is first wanted.
    pub fn files(&mut self) -> BTreeSet<Arc<Path>> {
        let collection = &mut self.context.collection;
        let names: Vec<String> = collection.family_names().map(str::to_owned).collect();
        let families = names.iter().filter_map(|name| collection.family_by_name(name));
        let mut files = BTreeSet::new();
        for family in families {
            files.extend(family.fonts().iter().filter_map(|font| match font.source().kind() {
                SourceKind::Path(path) => Some(Arc::clone(path)),
                SourceKind::Memory(_) => None,
            }));
        }
        files
    }
}
