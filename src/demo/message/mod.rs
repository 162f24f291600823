//! A message as a server sees it: ranges of octets, with its header fields as they stand. Nothing
//! is decoded here; that is the reader's work (`crate::mime`).

pub mod address;
pub mod header;
pub mod section;
pub mod structure;
pub mod tree;
