//! Values with types as the texts of cells.

use std::fmt::{Display, Write};

use chrono::{DateTime, Offset, TimeZone};
use chrono_tz::Tz;
use polars_arrow::array::{
    Array, BooleanArray, DictionaryArray, DictionaryKey, Float16Array, Int256Array, PrimitiveArray, Utf8Array,
    Utf8ViewArray,
};
use polars_arrow::datatypes::{ArrowDataType, Field, IntegerType, TimeUnit};
use polars_arrow::types::NativeType;

use crate::calendar::{Stamp, Unit};

/// Seconds of a day.
const DAY: i128 = 86_400;

/// Writes the value of a row; nothing where it is missing.
pub(super) type Writer<'a> = Box<dyn Fn(usize, &mut String) + 'a>;

/// Whether values of a type are texts, numbers, times or truths.
pub(super) fn is_cell(kind: &ArrowDataType) -> bool {
    use ArrowDataType as T;
    match kind {
        T::Dictionary(key, values, _) => {
            !matches!(key, IntegerType::Int128 | IntegerType::UInt128)
                && !matches!(**values, T::Dictionary(..))
                && is_cell(values)
        }
        T::Null
        | T::Boolean
        | T::Int8
        | T::Int16
        | T::Int32
        | T::Int64
        | T::UInt8
        | T::UInt16
        | T::UInt32
        | T::UInt64
        | T::Float16
        | T::Float32
        | T::Float64
        | T::Date32
        | T::Date64
        | T::Timestamp(..)
        | T::Decimal(..)
        | T::Decimal32(..)
        | T::Decimal64(..)
        | T::Decimal256(..)
        | T::Utf8
        | T::LargeUtf8
        | T::Utf8View => true,
        _ => false,
    }
}

/// What values of a type that are no cells are, for people.
pub(super) fn words(kind: &ArrowDataType) -> &'static str {
    use ArrowDataType as T;
    match kind {
        T::List(_) | T::LargeList(_) | T::FixedSizeList(..) => "lists",
        T::Struct(_) | T::Map(..) | T::Union(_) => "of several parts",
        T::Duration(_) | T::Interval(_) | T::Time32(_) | T::Time64(_) => "spans or times of day",
        T::Binary | T::LargeBinary | T::BinaryView | T::FixedSizeBinary(_) => "bytes",
        _ => "of a type that tables do not have",
    }
}

/// What a reader should know of a column: times of a zone that is not known are written as those of UTC.
pub(super) fn note(field: &Field) -> Option<String> {
    let ArrowDataType::Timestamp(_, Some(zone)) = &field.dtype else { return None };
    Zone::of(Some(zone))
        .is_none()
        .then(|| format!("times of column `{}` are those of UTC; their zone, {zone}, is not known", field.name))
}

/// Whose clocks times are told by.
#[derive(Clone, Copy)]
enum Zone {
    /// Always so many seconds ahead of UTC.
    Fixed(i128),
    /// By the rules of a place.
    Named(Tz),
}

impl Zone {
    /// That of a name, such as `+08:00` or `Asia/Shanghai`; none if it is not known.
    fn of(name: Option<&str>) -> Option<Self> {
        let Some(name) = name.filter(|name| *name != "Z") else { return Some(Self::Fixed(0)) };
        offset(name).map(Self::Fixed).or_else(|| name.parse().ok().map(Self::Named))
    }

    /// Seconds by which its clocks are ahead at a time, in seconds since the beginning of 1970.
    fn ahead(self, seconds: i128) -> i128 {
        match self {
            Self::Fixed(ahead) => ahead,
            Self::Named(zone) => {
                let time = i64::try_from(seconds).ok().and_then(|seconds| DateTime::from_timestamp(seconds, 0));
                time.map_or(0, |time| {
                    i128::from(zone.offset_from_utc_datetime(&time.naive_utc()).fix().local_minus_utc())
                })
            }
        }
    }
}

/// Seconds by which the clocks of a zone such as `+08:00` are ahead.
fn offset(zone: &str) -> Option<i128> {
    let (sign, rest) = match zone.split_at_checked(1)? {
        ("+", rest) => (1, rest),
        ("-", rest) => (-1, rest),
        _ => return None,
    };
    let (hours, minutes) = rest.split_once(':')?;
    let (hours, minutes): (u8, u8) = (hours.parse().ok()?, minutes.parse().ok()?);
    Some(sign * (i128::from(hours) * 3600 + i128::from(minutes) * 60))
}

/// A text as a cell: within quotes where it has what separates cells, on one line.
pub(super) fn put(text: &mut String, cell: &str) {
    let quoted = cell.contains([',', ';', '\t', '|', '"', '\n', '\r']);
    if !quoted {
        text.push_str(cell);
        return;
    }
    text.push('"');
    for letter in cell.chars() {
        match letter {
            '"' => text.push_str("\"\""),
            '\n' | '\r' | '\t' => text.push(' '),
            other => text.push(other),
        }
    }
    text.push('"');
}

/// What writes the values of an array, whose type is one that [`is_cell`] knows.
pub(super) fn writer(array: &dyn Array) -> Writer<'_> {
    use ArrowDataType as T;
    match array.dtype() {
        T::Boolean => of::<BooleanArray>(array, |array, row, text| shown(text, array.value(row))),
        T::Int8 => number::<i8>(array),
        T::Int16 => number::<i16>(array),
        T::Int32 => number::<i32>(array),
        T::Int64 => number::<i64>(array),
        T::UInt8 => number::<u8>(array),
        T::UInt16 => number::<u16>(array),
        T::UInt32 => number::<u32>(array),
        T::UInt64 => number::<u64>(array),
        T::Float16 => of::<Float16Array>(array, |array, row, text| {
            let value = array.value(row).0;
            if !value.is_nan() {
                shown(text, value);
            }
        }),
        T::Float32 => of::<PrimitiveArray<f32>>(array, |array, row, text| {
            let value = array.value(row);
            if !value.is_nan() {
                shown(text, value);
            }
        }),
        T::Float64 => of::<PrimitiveArray<f64>>(array, |array, row, text| {
            let value = array.value(row);
            if !value.is_nan() {
                shown(text, value);
            }
        }),
        T::Decimal(_, scale) => decimals::<i128>(array, *scale),
        T::Decimal32(_, scale) => decimals::<i32>(array, *scale),
        T::Decimal64(_, scale) => decimals::<i64>(array, *scale),
        T::Decimal256(_, scale) => {
            let scale = *scale;
            of::<Int256Array>(array, move |array, row, text| decimal(text, array.value(row), scale))
        }
        T::Date32 => of::<PrimitiveArray<i32>>(array, |array, row, text| {
            moment(text, i128::from(array.value(row)) * DAY, 0);
        }),
        T::Date64 => time(array, TimeUnit::Millisecond, None),
        T::Timestamp(unit, zone) => time(array, *unit, zone.as_deref()),
        T::Utf8 => of::<Utf8Array<i32>>(array, |array, row, text| put(text, array.value(row))),
        T::LargeUtf8 => of::<Utf8Array<i64>>(array, |array, row, text| put(text, array.value(row))),
        T::Utf8View => of::<Utf8ViewArray>(array, |array, row, text| put(text, array.value(row))),
        T::Dictionary(key, ..) => match key {
            IntegerType::Int8 => coded::<i8>(array),
            IntegerType::Int16 => coded::<i16>(array),
            IntegerType::Int32 => coded::<i32>(array),
            IntegerType::Int64 => coded::<i64>(array),
            IntegerType::UInt8 => coded::<u8>(array),
            IntegerType::UInt16 => coded::<u16>(array),
            IntegerType::UInt32 => coded::<u32>(array),
            IntegerType::UInt64 => coded::<u64>(array),
            _ => nothing(),
        },
        _ => nothing(),
    }
}

fn nothing<'a>() -> Writer<'a> {
    Box::new(|_, _| {})
}

/// Writes the values of an array of a type that are not missing.
fn of<'a, A: Array>(array: &'a dyn Array, write: impl Fn(&A, usize, &mut String) + 'a) -> Writer<'a> {
    match array.as_any().downcast_ref::<A>() {
        Some(typed) => Box::new(move |row, text| {
            if array.is_valid(row) {
                write(typed, row, text);
            }
        }),
        None => unreachable!("arrays have the type that they say they have"),
    }
}

fn number<T: NativeType + Display>(array: &dyn Array) -> Writer<'_> {
    of::<PrimitiveArray<T>>(array, |array, row, text| shown(text, array.value(row)))
}

/// Numbers by their digits, so many of which are decimals.
fn decimals<T: NativeType + Display>(array: &dyn Array, scale: usize) -> Writer<'_> {
    of::<PrimitiveArray<T>>(array, move |array, row, text| decimal(text, array.value(row), scale))
}

/// Values that stand elsewhere.
fn coded<K: DictionaryKey>(array: &dyn Array) -> Writer<'_> {
    let Some(values) = array.as_any().downcast_ref::<DictionaryArray<K>>().map(DictionaryArray::values) else {
        unreachable!("arrays have the type that they say they have")
    };
    let write = writer(values.as_ref());
    of::<DictionaryArray<K>>(array, move |array, row, text| write(array.key_value(row), text))
}

fn time<'a>(array: &'a dyn Array, unit: TimeUnit, zone: Option<&str>) -> Writer<'a> {
    let zone = Zone::of(zone).unwrap_or(Zone::Fixed(0));
    let of_second: i128 = match unit {
        TimeUnit::Second => 1,
        TimeUnit::Millisecond => 1_000,
        TimeUnit::Microsecond => 1_000_000,
        TimeUnit::Nanosecond => 1_000_000_000,
    };
    of::<PrimitiveArray<i64>>(array, move |array, row, text| {
        let value = i128::from(array.value(row));
        let seconds = value.div_euclid(of_second);
        moment(text, seconds + zone.ahead(seconds), value.rem_euclid(of_second));
    })
}

/// A time by its seconds since the beginning of 1970: the day alone where it begins then.
fn moment(text: &mut String, seconds: i128, parts: i128) {
    let (days, of_day) = (seconds.div_euclid(DAY), seconds.rem_euclid(DAY));
    shown(text, Stamp { unit: Unit::Day, at: i64::try_from(days).unwrap_or_default() });
    if of_day != 0 || parts != 0 {
        let (hour, minute, second) = (of_day / 3600, of_day / 60 % 60, of_day % 60);
        let _ = write!(text, " {hour:02}:{minute:02}:{second:02}");
    }
}

fn decimal(text: &mut String, digits: impl Display, scale: usize) {
    let written = digits.to_string();
    let (sign, digits) = written.strip_prefix('-').map_or(("", written.as_str()), |digits| ("-", digits));
    let padded = format!("{digits:0>width$}", width = scale + 1);
    let (whole, parts) = padded.split_at(padded.len() - scale);
    let _ = write!(text, "{sign}{whole}{}{parts}", if scale > 0 { "." } else { "" });
}

fn shown(text: &mut String, value: impl Display) {
    let _ = write!(text, "{value}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks_of_zones() {
        let ahead = |name: Option<&str>, seconds| Zone::of(name).expect("a zone").ahead(seconds);
        // The first of January and of July 2020, at midnight of UTC.
        let (winter, summer) = (1_577_836_800, 1_593_561_600);
        assert_eq!([ahead(None, winter), ahead(Some("Z"), winter), ahead(Some("UTC"), winter)], [0; 3]);
        assert_eq!(ahead(Some("+05:30"), winter), 19_800);
        assert_eq!(ahead(Some("Asia/Shanghai"), winter), 28_800);
        assert_eq!([winter, summer].map(|time| ahead(Some("Europe/Berlin"), time)), [3_600, 7_200]);
        // Before clocks were set by law, and in the years of summer time in China.
        let times = [-2_208_988_800, 520_560_000].map(|time| ahead(Some("Asia/Shanghai"), time));
        assert_eq!(times, [29_143, 32_400]);
        assert_eq!(ahead(Some("Europe/Berlin"), i128::MAX), 0);
        assert!(Zone::of(Some("Nowhere/At_All")).is_none());
    }
}
