//! Pictures that were fetched, in memory, for this run: a message that is opened again shows them
//! at once, and its sender is not told that it was. Knows no network.

use std::collections::BTreeMap;
use std::sync::Arc;

/// What a picture takes besides its octets.
const ENTRY: usize = 256;

/// See the module. What was asked for longest ago goes first.
#[derive(Debug)]
pub struct Cache {
    most: usize,
    size: usize,
    /// Rises with each use.
    time: u64,
    pictures: BTreeMap<String, Entry>,
}

#[derive(Debug)]
struct Entry {
    octets: Arc<[u8]>,
    used: u64,
}

impl Cache {
    /// `most`: octets.
    pub fn new(most: usize) -> Self {
        Self { most, size: 0, time: 0, pictures: BTreeMap::new() }
    }

    pub fn get(&mut self, url: &str) -> Option<Arc<[u8]>> {
        self.time += 1;
        let entry = self.pictures.get_mut(url)?;
        entry.used = self.time;
        Some(Arc::clone(&entry.octets))
    }

    pub fn put(&mut self, url: &str, octets: Arc<[u8]>) {
        self.forget(url);
        let size = size(url, &octets);
        if size > self.most {
            return;
        }
        while self.size + size > self.most {
            let oldest = self.pictures.iter().min_by_key(|(_, entry)| entry.used);
            let Some(oldest) = oldest.map(|(url, _)| url.clone()) else { break };
            self.forget(&oldest);
        }
        self.time += 1;
        self.size += size;
        self.pictures.insert(url.to_owned(), Entry { octets, used: self.time });
    }

    fn forget(&mut self, url: &str) {
        if let Some(entry) = self.pictures.remove(url) {
            self.size -= size(url, &entry.octets);
        }
    }
}

fn size(url: &str, octets: &[u8]) -> usize {
    url.len() + octets.len() + ENTRY
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(length: usize) -> Arc<[u8]> {
        vec![0; length].into()
    }

    #[test]
    fn what_was_used_longest_ago_makes_room() {
        let mut cache = Cache::new(3 * (1_000 + ENTRY + 1));
        for url in ["a", "b", "c"] {
            cache.put(url, picture(1_000));
        }
        assert!(cache.get("a").is_some());
        cache.put("d", picture(1_000));
        let here = ["a", "b", "c", "d"].map(|url| cache.get(url).is_some());
        assert_eq!(here, [true, false, true, true]);
    }

    #[test]
    fn it_never_holds_more_than_it_may() {
        let mut cache = Cache::new(10_000);
        cache.put("large", picture(10_000));
        assert!(cache.get("large").is_none());
        for number in 0..500 {
            cache.put(&format!("{}", number % 70), picture(number * 7));
            let held: usize =
                cache.pictures.iter().map(|(url, entry)| size(url, &entry.octets)).sum();
            assert!(held <= 10_000 && held == cache.size);
        }
        assert!(!cache.pictures.is_empty());
    }
}
