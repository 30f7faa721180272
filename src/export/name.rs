//! Names of files that are made of names in a scenario, as long as systems take them.

use std::borrow::Cow;

use crate::scenario::merged::hash_of;

/// Bytes that the name of a file may have: usual file systems take 255, some of which endings and hidden siblings need.
const LONGEST: usize = 235;
/// Digits of the hash that stands for what is cut off.
const DIGITS: usize = 16;

/// A name of at most 235 bytes: of a longer one the beginning, and a hash of the whole, so that two that begin alike stay
/// two.
#[must_use]
pub fn fitting(name: &str) -> Cow<'_, str> {
    if name.len() <= LONGEST {
        return Cow::Borrowed(name);
    }
    let kept = (0..LONGEST - DIGITS).rev().find(|at| name.is_char_boundary(*at)).unwrap_or(0);
    Cow::Owned(format!("{}-{}", &name[..kept], &hash_of(name.as_bytes())[..DIGITS]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_are_cut_and_stay_apart() {
        let chinese = "中国智能制造".repeat(20);
        for (name, length) in
            [("a".repeat(235), 235), ("a".repeat(236), 235), (chinese.clone(), 233), (String::new(), 0)]
        {
            let fits = fitting(&name);
            assert_eq!((fits.len(), fits == name), (length, name.len() <= 235), "{name}");
        }
        assert!(fitting(&chinese).starts_with(&"中国智能制造".repeat(12)));
        let others = ["x", "y"].map(|end| format!("{chinese}{end}"));
        assert_ne!(fitting(&others[0]), fitting(&others[1]));
    }
}
