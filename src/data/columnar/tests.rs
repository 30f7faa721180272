//! Files that pyarrow 26.0.1 has written (`tests/data/offices/columns*`), with what it was told to write.

use std::path::Path;

use super::*;

fn bytes(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/offices").join(name)).expect(name)
}

fn opened(name: &str) -> Opened {
    let bytes = bytes(name);
    open(&bytes, Form::of(&bytes).expect("a form")).unwrap_or_else(|problem| panic!("{name}: {problem}"))
}

#[test]
fn parquet_in_two_row_groups_with_codes_times_and_lists() {
    let found = opened("columns_zstd.parquet");
    let rows = [
        "country,quarter,value",
        "\"China, mainland\",2020-01-01,1.5",
        "\"China, mainland\",2020-04-01,",
        "Japan,2020-01-01,1234.25",
        "Japan,2020-04-01,-0.001",
    ];
    assert_eq!(found.text.lines().collect::<Vec<_>>(), rows);
    assert_eq!(found.notes, ["column `tags` is left out: its values are lists"]);
}

#[test]
fn feather_with_decimals_short_floats_and_texts_to_quote() {
    let found = opened("columns_lz4.feather");
    let rows =
        ["year,robots,share,note", "2019,1.10,0.1,\"a \"\"b\"\"\"", "2020,-0.05,0.2,\"c;d\"", "2021,12.00,,\"e f\""];
    assert_eq!(found.text.lines().collect::<Vec<_>>(), rows);
}

/// What a file says of itself is no reason to ask for more memory than there is.
#[test]
fn columns_that_say_they_are_enormous_are_refused() {
    let mut bytes = bytes("columns_lz4.feather");
    let frame = bytes.windows(4).position(|four| four == [0x04, 0x22, 0x4d, 0x18]).expect("a packed column");
    bytes[frame - 8..frame].copy_from_slice(&5_000_000_000_i64.to_le_bytes());
    let problem = open(&bytes, Form::ArrowFile).err().expect("a problem");
    assert!(problem.starts_with("it says that it unpacks to 50000000") && problem.ends_with("than 4 GB"), "{problem}");
    // Its three columns have four values each, and say how many of them are missing behind that.
    let mut bytes = self::bytes("columns_short.arrow");
    let node = bytes.windows(16).rposition(|node| node == [4_i64.to_le_bytes(), 0_i64.to_le_bytes()].concat());
    let node = node.expect("a column without gaps");
    bytes[node..node + 8].copy_from_slice(&(MOST_CELLS + 1).to_le_bytes());
    let problem = open(&bytes, Form::ArrowFile).err().expect("a problem");
    assert!(problem.ends_with("has 200000001 values, more than 200 million"), "{problem}");
}

#[test]
fn short_floats_and_decimals_of_all_sizes() {
    let half = opened("columns_half.parquet");
    let rows = [
        "year,half,long,short",
        "2018,1.5,1.50,1",
        "2019,-2.25,-0.05,2",
        "2020,,12345678901234567890123456789012345678901.25,3",
        "2021,4,,4",
    ];
    assert_eq!(half.text.lines().collect::<Vec<_>>(), rows);
    let short = opened("columns_short.arrow");
    let rows = ["year,short,middle", "2018,1.50,1.500", "2019,2.25,2.250", "2020,-3.01,-3.010", "2021,,"];
    assert_eq!(short.text.lines().collect::<Vec<_>>(), rows);
}

#[test]
fn types_that_are_not_read_are_no_damage() {
    let runs = bytes("columns_runs.arrow");
    let problem = open(&runs, Form::of(&runs).expect("a form")).err().expect("a problem");
    assert!(problem.contains("run-end encoded") && problem.contains("or the file as Parquet"), "{problem}");
    let old = open(b"FEA1\0\0\0\0", Form::of(b"FEA1\0\0\0\0").expect("a form")).err().expect("a problem");
    assert!(old.contains("write it as version 2"), "{old}");
}

/// 16 h of 31 December in UTC is the beginning of the year in China.
#[test]
fn times_of_a_stream_are_those_of_their_zone() {
    let found = opened("columns_stream.arrows");
    assert_eq!(found.text, "time,imports\n2020-01-01,3\n2021-01-01,4\n");
    assert!(found.notes.is_empty(), "{:?}", found.notes);
}

#[test]
fn what_is_cut_off_or_is_no_such_file_is_refused() {
    for name in ["columns_zstd.parquet", "columns_lz4.feather"] {
        let whole = bytes(name);
        let form = Form::of(&whole).expect("a form");
        for length in [4, 8, 100, whole.len() / 2, whole.len() - 1] {
            let problem = open(&whole[..length], form).err().unwrap_or_else(|| panic!("{name}, {length} bytes"));
            assert!(problem.starts_with("it cannot be read") || problem.starts_with("it is"), "{name}: {problem}");
        }
    }
    assert_eq!(Form::of(b"PARTS,1\n"), None);
}

#[test]
fn more_cells_than_are_read_are_refused_before_they_are() {
    let field = Field::new("value".into(), polars_arrow::datatypes::ArrowDataType::Float64, true);
    let fields = [field.clone(), field];
    assert!(Text::of(&fields, MOST_CELLS / 2).is_ok());
    let problem = Text::of(&fields, MOST_CELLS / 2 + 1).err().expect("a problem");
    assert!(problem.contains("100000001 rows of 2 columns"), "{problem}");
}
