//! Names that are the same although written differently, and names that are nearly the same.

/// A name as it is compared: lower case, and every run of blanks, hyphens and underscores is one underscore.
///
/// `"Machine Tools"`, `machine_tools` and `MACHINE-TOOLS` fold to the same name. Blanks at the ends do not count.
#[must_use]
pub fn fold(name: &str) -> String {
    let mut folded = String::with_capacity(name.len());
    for character in name.trim().chars() {
        if character.is_whitespace() || character == '-' || character == '_' {
            if !folded.ends_with('_') {
                folded.push('_');
            }
        } else {
            folded.extend(character.to_lowercase());
        }
    }
    folded
}

/// Longer names than this are not compared: the distance takes time in the product of the lengths.
const LONGEST: usize = 80;

/// The candidate that `name` was most likely meant to be, if any is near enough.
///
/// Near is at most one edit (insertion, deletion, substitution or transposition of neighbours) for every three
/// characters of the longer name, after [`fold`]. Of equally near candidates the first wins.
///
/// # Examples
///
/// ```
/// use catchup::diagnostic::did_you_mean;
///
/// assert_eq!(did_you_mean("Machine-tols", ["robots", "machine tools"]), Some("machine tools"));
/// assert_eq!(did_you_mean("steel", ["robots", "machine tools"]), None);
/// ```
#[must_use]
pub fn did_you_mean<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    nearest(name, &mut candidates.into_iter())
}

fn nearest<'a>(name: &str, candidates: &mut dyn Iterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = fold(name);
    let length = wanted.chars().count();
    if length == 0 || length > LONGEST {
        return None;
    }
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        let folded = fold(candidate);
        let longer = length.max(folded.chars().count());
        if longer > LONGEST {
            continue;
        }
        let distance = strsim::damerau_levenshtein(&wanted, &folded);
        let near = distance <= (longer / 3).max(1) && distance < longer;
        if near && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_fold_to_one() {
        for (written, folded) in [
            ("Machine Tools", "machine_tools"),
            ("machine_tools", "machine_tools"),
            ("MACHINE-TOOLS", "machine_tools"),
            ("  a \n b  ", "a_b"),
            ("a__b", "a_b"),
            ("Öl", "öl"),
            ("", ""),
        ] {
            assert_eq!(fold(written), folded, "{written:?}");
        }
    }

    #[test]
    fn suggestions() {
        let keys = ["value", "distribution", "dims", "shared", "unit", "source", "note", "label"];
        for (typed, meant) in [
            ("sorce", Some("source")),
            ("vlaue", Some("value")),
            ("Units", Some("unit")),
            ("distributon", Some("distribution")),
            ("dim", Some("dims")),
            ("colour", None),
            ("x", None),
            ("", None),
        ] {
            assert_eq!(did_you_mean(typed, keys), meant, "{typed}");
        }
        let endless = "a".repeat(1_000_000);
        assert_eq!(did_you_mean(&endless, keys), None);
        assert_eq!(did_you_mean("value", [endless.as_str()]), None);
    }
}
