//! Files that are large, odd or not scenario files at all.

use std::fs;

use super::support::{BASE, DATA, FULL, Folder, full, good};
use proptest::prelude::*;

#[test]
fn large_files_are_refused_at_once() {
    let text = format!("# {}\n", "x".repeat(8_000_000));
    let found = Folder::new(&[("large.toml", &text)]).read(&[]).expect_err("too large").to_string();
    assert!(found.contains("is larger than 8 MB"), "{found}");
}

#[test]
fn a_byte_order_mark_and_line_ends_do_not_matter() {
    let text = format!("\u{feff}{}", BASE.replace('\n', "\r\n"));
    let data = format!("\u{feff}{}", DATA.replace('\n', "\r\n"));
    let folder = Folder::new(&[("base.toml", &text), ("data.csv", &data)]);
    assert_eq!(good(folder.read(&[])).assumptions.len(), 2);
}

/// Reads bytes as a scenario file; whatever they are, this must return.
fn survive(bytes: &[u8]) {
    let folder = full();
    fs::write(&folder.main, bytes).expect("written");
    for set in [&[][..], &["growth=1", "=", "[[@"][..]] {
        if let Err(found) = folder.read(set) {
            assert!(!found.to_string().is_empty());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn arbitrary_bytes_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        survive(&bytes);
    }

    #[test]
    fn mutations_are_survived(
        edits in proptest::collection::vec((0..FULL.len(), 0..40usize, "[\\[\\]{}=\"',.\n#0-9a-zé-]{0,4}"), 1..6)
    ) {
        let mut bytes = FULL.as_bytes().to_vec();
        for (at, length, text) in edits {
            let start = at.min(bytes.len());
            let end = (start + length).min(bytes.len());
            bytes.splice(start..end, text.bytes());
        }
        survive(&bytes);
    }

    #[test]
    fn mutated_data_is_survived(text in "(year|value|series|,|\n|\"|[0-9]{1,4}|é|;){0,60}") {
        let folder = full();
        fs::write(folder.folder.path().join("data.csv"), text).expect("written");
        if let Err(found) = folder.read(&[]) {
            prop_assert!(!found.to_string().is_empty());
        }
    }
}
