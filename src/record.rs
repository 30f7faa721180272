//! Plain data as bytes, and back: what a result is to be in another process.
//!
//! Both ends are the same version of the same program: there is no format to keep. Numbers keep their bits. Fields of a type
//! are listed once, in `record!`, which does not compile if one is missing.

use ndarray::Array2;

/// Data that can be written as bytes and read back.
pub trait Record: Sized {
    /// Writes it.
    fn put(&self, out: &mut Vec<u8>);

    /// Reads it; none where bytes end too early or say what cannot be.
    fn read(from: &mut &[u8]) -> Option<Self>;

    /// As bytes.
    #[must_use]
    fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::new();
        self.put(&mut out);
        out
    }

    /// From such bytes, all of which must be of it.
    #[must_use]
    fn from_bytes(mut bytes: &[u8]) -> Option<Self> {
        Self::read(&mut bytes).filter(|_| bytes.is_empty())
    }
}

/// Numbers of a fixed size, lowest byte first.
macro_rules! numbers {
    ($($number:ty),*) => {$(
        impl Record for $number {
            fn put(&self, out: &mut Vec<u8>) {
                out.extend(self.to_le_bytes());
            }

            fn read(from: &mut &[u8]) -> Option<Self> {
                let (bytes, rest) = from.split_first_chunk()?;
                *from = rest;
                Some(Self::from_le_bytes(*bytes))
            }
        }
    )*};
}

numbers!(u8, i32, u32, i64, u64, f64);

impl Record for usize {
    fn put(&self, out: &mut Vec<u8>) {
        (*self as u64).put(out);
    }

    fn read(from: &mut &[u8]) -> Option<Self> {
        u64::read(from)?.try_into().ok()
    }
}

impl Record for bool {
    fn put(&self, out: &mut Vec<u8>) {
        out.push(u8::from(*self));
    }

    fn read(from: &mut &[u8]) -> Option<Self> {
        match u8::read(from)? {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }
}

impl Record for String {
    fn put(&self, out: &mut Vec<u8>) {
        self.len().put(out);
        out.extend(self.as_bytes());
    }

    fn read(from: &mut &[u8]) -> Option<Self> {
        let length = usize::read(from)?;
        let (bytes, rest) = from.split_at_checked(length)?;
        *from = rest;
        String::from_utf8(bytes.to_vec()).ok()
    }
}

impl<T: Record> Record for Option<T> {
    fn put(&self, out: &mut Vec<u8>) {
        self.is_some().put(out);
        if let Some(one) = self {
            one.put(out);
        }
    }

    fn read(from: &mut &[u8]) -> Option<Self> {
        if bool::read(from)? { T::read(from).map(Some) } else { Some(None) }
    }
}

impl<T: Record> Record for Vec<T> {
    fn put(&self, out: &mut Vec<u8>) {
        self.len().put(out);
        for one in self {
            one.put(out);
        }
    }

    fn read(from: &mut &[u8]) -> Option<Self> {
        let length = usize::read(from)?;
        // Each takes a byte at least: no more room than bytes that are cut off or changed can ask for.
        let mut found = Vec::with_capacity(length.min(from.len()));
        for _ in 0..length {
            found.push(T::read(from)?);
        }
        Some(found)
    }
}

impl<T: Record, const COUNT: usize> Record for [T; COUNT] {
    fn put(&self, out: &mut Vec<u8>) {
        for one in self {
            one.put(out);
        }
    }

    fn read(from: &mut &[u8]) -> Option<Self> {
        let found: Option<Vec<T>> = (0..COUNT).map(|_| T::read(from)).collect();
        found?.try_into().ok()
    }
}

impl<A: Record, B: Record> Record for (A, B) {
    fn put(&self, out: &mut Vec<u8>) {
        self.0.put(out);
        self.1.put(out);
    }

    fn read(from: &mut &[u8]) -> Option<Self> {
        Some((A::read(from)?, B::read(from)?))
    }
}

impl Record for Array2<f64> {
    fn put(&self, out: &mut Vec<u8>) {
        self.nrows().put(out);
        self.iter().copied().collect::<Vec<f64>>().put(out);
    }

    fn read(from: &mut &[u8]) -> Option<Self> {
        let (rows, values) = (usize::read(from)?, Vec::<f64>::read(from)?);
        let columns = values.len().checked_div(rows).unwrap_or(0);
        Self::from_shape_vec((rows, columns), values).ok()
    }
}

/// Says of which fields a type is, or of which names.
macro_rules! record {
    ($type:ident { $($field:ident),* $(,)? }) => {
        impl $crate::record::Record for $type {
            fn put(&self, out: &mut Vec<u8>) {
                let Self { $($field),* } = self;
                $($crate::record::Record::put($field, out);)*
            }

            fn read(from: &mut &[u8]) -> Option<Self> {
                $(let $field = $crate::record::Record::read(from)?;)*
                Some(Self { $($field),* })
            }
        }
    };
    ($type:ident one of $($name:ident),*) => {
        impl $crate::record::Record for $type {
            fn put(&self, out: &mut Vec<u8>) {
                let names = [$(stringify!($name)),*];
                let own = match self { $(Self::$name => stringify!($name)),* };
                let place = names.iter().position(|name| *name == own).unwrap_or_default();
                out.push(place as u8);
            }

            fn read(from: &mut &[u8]) -> Option<Self> {
                [$(Self::$name),*].into_iter().nth(usize::from(u8::read(from)?))
            }
        }
    };
}

pub(crate) use record;

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq)]
    enum Side {
        Left,
        Right,
    }

    #[derive(Debug, PartialEq)]
    struct All {
        whole: i64,
        text: String,
        sides: Vec<Option<Side>>,
        pair: (bool, [u32; 3]),
        table: Array2<f64>,
    }

    record!(Side one of Left, Right);
    record!(All { whole, text, sides, pair, table });

    fn all() -> All {
        All {
            whole: -7,
            text: "Größe".to_owned(),
            sides: vec![Some(Side::Right), None, Some(Side::Left)],
            pair: (true, [1, 2, u32::MAX]),
            table: Array2::from_shape_fn((2, 3), |(row, column)| (10 * row + column) as f64),
        }
    }

    #[test]
    fn what_was_written_is_read_back() {
        assert_eq!(All::from_bytes(&all().to_bytes()), Some(all()));
        let none = All { table: Array2::zeros((0, 0)), sides: Vec::new(), ..all() };
        assert_eq!(All::from_bytes(&none.to_bytes()), Some(none));
    }

    #[test]
    fn numbers_keep_their_bits() {
        for number in [0.0, -0.0, 1.0 / 3.0, f64::NEG_INFINITY, f64::from_bits(0x7ff8_0000_0000_0123)] {
            let read = f64::from_bytes(&number.to_bytes()).expect("a number");
            assert_eq!(read.to_bits(), number.to_bits());
        }
    }

    #[test]
    fn what_is_cut_off_goes_on_or_cannot_be_is_none() {
        let bytes = all().to_bytes();
        for length in 0..bytes.len() {
            assert_eq!(All::from_bytes(&bytes[..length]), None, "{length} bytes");
        }
        assert_eq!(All::from_bytes(&[&bytes[..], &[0]].concat()), None);
        assert_eq!(bool::from_bytes(&[2]), None);
        assert_eq!(Side::from_bytes(&[2]), None);
        assert_eq!(String::from_bytes(&[1, 0, 0, 0, 0, 0, 0, 0, 0xff]), None);
        // More than any memory has.
        assert_eq!(Vec::<f64>::from_bytes(&[0xff; 8]), None);
    }
}
