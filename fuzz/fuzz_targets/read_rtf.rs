#![no_main]

use frontback::config::InputFormat;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| frontback_fuzz::read(bytes, Some(InputFormat::Rtf)));
