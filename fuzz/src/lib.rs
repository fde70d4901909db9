//! What the fuzz targets share.

use std::sync::Once;

use frontback::config::{IngestSettings, InputFormat};
use frontback::ingest;

/// Limits that a short input can reach.
pub fn settings(format: Option<InputFormat>) -> IngestSettings {
    IngestSettings {
        format,
        max_record_bytes: 64 << 10,
        max_unpacked_bytes: 1 << 20,
        max_entries: 20,
        max_depth: 20,
        ..IngestSettings::default()
    }
}

/// Some readers of others' formats panic on damaged files; the program takes that for a reject. libFuzzer would end at
/// the panic itself, so it is told; it still ends at one that nothing catches.
pub fn allow_caught_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| std::panic::set_hook(Box::new(|panic| eprintln!("{panic}"))));
}

/// Reads `bytes` in `format` to their end. Every document and reject must keep what its type promises.
pub fn read(bytes: &[u8], format: Option<InputFormat>) {
    allow_caught_panics();
    let settings = settings(format);
    let Ok(documents) = ingest::documents("fuzz", bytes, &settings) else { return };
    for item in documents {
        match item {
            Ok(document) => assert!(document.source.starts_with("fuzz") && !document.id.is_empty()),
            Err(reject) => assert!(!reject.reason.is_empty()),
        }
    }
}
