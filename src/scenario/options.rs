//! What the command line says about a run, over and above the file.

use super::Sampler;

/// Settings that take precedence over the file's.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Assumptions to fix and levers to set: `NAME=NUMBER` or `NAME[element]=NUMBER`, in the declared unit.
    pub set: Vec<String>,
    /// Thresholds whose passing is reported, besides the file's: `NAME>=NUMBER` or `NAME<=NUMBER`, in the declared unit.
    pub milestones: Vec<String>,
    /// The year until which history is known, instead of the file's; conditions do not look beyond it either.
    pub known_until: Option<f64>,
    /// Number of draws.
    pub draws: Option<u64>,
    /// Seed.
    pub seed: Option<u64>,
    /// Sampler.
    pub sampler: Option<Sampler>,
    /// Memory for kept results, in bytes.
    pub memory: Option<u64>,
    /// Whether the lock that the file names may be missing, since it is about to be made.
    pub locking: bool,
}

/// Units of memory in bytes.
const UNITS: [(&str, u64); 9] = [
    ("b", 1),
    ("kb", 1_000),
    ("mb", 1_000_000),
    ("gb", 1_000_000_000),
    ("tb", 1_000_000_000_000),
    ("kib", 1 << 10),
    ("mib", 1 << 20),
    ("gib", 1 << 30),
    ("tib", 1 << 40),
];

/// Bytes of a quantity such as `1 GiB` or `500 MB`; upper and lower case do not matter.
///
/// # Errors
/// A sentence that says what is expected, if it is not a positive number and a unit of memory.
///
/// # Examples
///
/// ```
/// assert_eq!(catchup::session::parse_memory("1.5 GiB"), Ok(1_610_612_736));
/// ```
pub fn parse_memory(text: &str) -> Result<u64, String> {
    let text = text.trim();
    let number_end = text.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(text.len());
    let number = text[..number_end].trim().parse::<f64>().ok();
    let unit = text[number_end..].to_ascii_lowercase();
    let bytes =
        UNITS.iter().find(|(name, _)| *name == unit).zip(number).map(|((_, unit), number)| number * *unit as f64);
    match bytes {
        Some(bytes) if bytes >= 1.0 && bytes <= u64::MAX as f64 => Ok(bytes as u64),
        _ => Err(format!("`{text}` is not an amount of memory such as \"1 GiB\" or \"500 MB\"")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_of_memory() {
        for (text, bytes) in [
            ("1 GiB", Some(1_073_741_824)),
            ("500MB", Some(500_000_000)),
            (" 2 kib ", Some(2_048)),
            ("10 b", Some(10)),
            ("1", None),
            ("GiB", None),
            ("-1 GB", None),
            ("0 GB", None),
            ("inf GB", None),
            ("1 GW", None),
            ("1e300 TB", None),
            ("", None),
        ] {
            assert_eq!(parse_memory(text).ok(), bytes, "{text}");
        }
    }

    #[test]
    fn samplers_have_the_names_of_the_format() {
        let ensemble = crate::scenario::format::FILE.key("ensemble").map(|key| key.shape);
        let Some(crate::scenario::format::Shape::Table(ensemble)) = ensemble else { panic!("a table") };
        let Some(crate::scenario::format::Shape::OneOf(names)) = ensemble.key("sampler").map(|key| key.shape) else {
            panic!("a choice")
        };
        assert_eq!(
            Sampler::ALL.map(|(name, sampler)| (name, sampler.name())),
            [names[0], names[1], names[2]].map(|name| (name, name))
        );
    }
}
