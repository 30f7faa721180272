//! Laws fitted to series from the literature, against the estimates that were published for them. Sources are in `tests/data/README.md`.

use std::fs;
use std::path::Path;
use std::process::Command;

use catchup::fit::{Law, Observations, Request, fit};
use serde_json::Value;

/// A quantity of the fit, its published value, and how far from it ours may be.
type Quantity = (&'static str, f64, f64);

struct Published {
    file: &'static str,
    arguments: &'static [&'static str],
    quantities: &'static [Quantity],
}

/// Where nothing else is said, ours may differ by half a unit of the last published digit.
const PUBLISHED: &[Published] = &[
    // Published is the fit of m f(t), the density at the end of a year, to sales of that year; ours is of sales between half
    // a year before and after. The curves differ in second order: by less than a fifth of the published standard errors.
    Published {
        file: "video_recorders.csv",
        arguments: &["--law", "bass-adoptions", "--launch", "1978.5"],
        quantities: &[
            ("/parameters/0/value", 6.80e4, 0.2 * 3.13e3),
            ("/parameters/1/value", 6.59e-3, 0.2 * 1.43e-3),
            ("/parameters/2/value", 0.638, 0.2 * 0.0414),
            ("/parameters/0/standard_error", 3.13e3, 0.05 * 3.13e3),
            ("/parameters/1/standard_error", 1.43e-3, 0.05 * 1.43e-3),
            ("/parameters/2/standard_error", 0.0414, 0.05 * 0.0414),
        ],
    },
    // The published search stopped half a millionth from the minimum.
    Published {
        file: "cumulative_sales.csv",
        arguments: &["--law", "bass", "--time", "period"],
        quantities: &[
            ("/parameters/0/value", 16.765_324_436_354_8, 2e-5),
            ("/parameters/1/value", 0.008_858_318_860_720_91, 1e-8),
            ("/parameters/2/value", 0.720_236_624_882_788, 1e-6),
        ],
    },
    Published {
        file: "us_population.csv",
        arguments: &["--law", "logistic"],
        quantities: &[
            ("/parameters/0/value", 440.83, 0.005),
            ("/parameters/0/standard_error", 35.00, 0.005),
            ("/parameters/1/value", 0.02161, 5e-6),
            ("/parameters/1/standard_error", 0.00101, 5e-6),
            ("/parameters/2/value", 1976.63, 0.005),
            ("/sigma", 4.909, 5e-4),
        ],
    },
    // Published are b2 = exp(rate midpoint) and the sum of squares.
    Published {
        file: "weeds.csv",
        arguments: &["--law", "logistic"],
        quantities: &[
            ("/parameters/0/value", 196.186, 5e-4),
            ("/parameters/0/standard_error", 11.31, 0.005),
            ("/parameters/1/value", 0.31357, 5e-6),
            ("/parameters/1/standard_error", 0.006_863, 5e-7),
            ("/parameters/2/value", 12.417_28, 3e-4),
            ("/sigma", 0.536_170, 6e-6),
        ],
    },
    // Published is the rate k of exp(k t): growth is exp(k) - 1, doubling takes ln 2 / k.
    Published {
        file: "us_population_1850.csv",
        arguments: &["--law", "exponential", "--error", "level"],
        quantities: &[
            ("/parameters/0/value", 3.974_406_4, 5e-8),
            ("/parameters/0/standard_error", 0.040_727_7, 5e-8),
            ("/derived/0/value", 23.622_96, 5e-5),
            ("/sigma", 0.09817, 5e-6),
        ],
    },
    Published {
        file: "modules_pcdb_2.csv",
        arguments: &["--law", "wright", "--volume", "volume"],
        quantities: &[("/derived/0/value", 0.274_489_350_019_727_64, 1e-10)],
    },
    Published {
        file: "modules_pcdb_4.csv",
        arguments: &["--law", "wright", "--volume", "volume"],
        quantities: &[("/derived/0/value", 0.250_577_148_349_406_7, 1e-10)],
    },
    Published {
        file: "modules_navigant.csv",
        arguments: &["--law", "wright", "--volume", "volume"],
        quantities: &[("/derived/0/value", 0.20, 0.005)],
    },
    // Published are the program and its drawing of the two lines in logits, here read off to a pixel: 1/153 of a year across,
    // 1/1056.5 of a factor of ten up. From (899, 1341) to (3384, 4107) falls the share of records, which is a half at 2502;
    // from (1222, 4616) to (3509, 2306) rises that of compact discs. 1980 is at 1511.
    Published {
        file: "records.csv",
        arguments: &["--law", "fisher-pry"],
        quantities: &[("/parameters/1/value", -0.37116, 3e-4), ("/derived/1/value", 1982.817, 0.01)],
    },
    Published {
        file: "compact_discs.csv",
        arguments: &["--law", "fisher-pry"],
        quantities: &[("/parameters/1/value", 0.33681, 3e-4), ("/derived/1/value", 1991.791, 0.01)],
    },
];

/// The fit of a file as JSON, through the command line.
fn fitted(file: &Path, arguments: &[&str]) -> Value {
    let output = Command::new(env!("CARGO_BIN_EXE_catchup"))
        .args(["fit", "--json", "--errors", "independent", "--data"])
        .arg(file)
        .args(arguments)
        .output()
        .expect("runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let found: Value = serde_json::from_slice(&output.stdout).expect("is JSON");
    found["laws"][0].clone()
}

/// The quantities that are too far from what was published.
fn wrong(published: &Published, file: &Path) -> Vec<String> {
    let found = fitted(file, published.arguments);
    let of = |pointer: &str| found.pointer(pointer).and_then(Value::as_f64).unwrap_or(f64::NAN);
    let far = published.quantities.iter().filter(|(pointer, value, within)| {
        let near = (of(pointer) - value).abs() <= *within;
        !near
    });
    far.map(|(pointer, value, _)| format!("{}: {pointer} is {}, not {value}", published.file, of(pointer))).collect()
}

#[test]
fn published_estimates_are_reproduced() {
    let wrong: Vec<String> = PUBLISHED
        .iter()
        .flat_map(|published| wrong(published, &Path::new("tests/data").join(published.file)))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Each comparison notices if the later half of its series is higher by three tenths, which leaves shares below one.
#[test]
fn other_series_have_other_estimates() {
    let folder = tempfile::tempdir().expect("a folder");
    for published in PUBLISHED {
        let text = fs::read_to_string(Path::new("tests/data").join(published.file)).expect("is there");
        let lines: Vec<&str> = text.lines().collect();
        let column = lines[0].split(',').position(|name| name == "value").expect("a column");
        let raised = lines.iter().enumerate().map(|(row, line)| {
            let mut cells: Vec<String> = line.split(',').map(str::to_owned).collect();
            if row > lines.len() / 2 {
                let value: f64 = cells[column].parse().expect("a number");
                cells[column] = (1.3 * value).to_string();
            }
            cells.join(",") + "\n"
        });
        let file = folder.path().join(published.file);
        fs::write(&file, raised.collect::<String>()).expect("written");
        assert!(!wrong(published, &file).is_empty(), "{} does not matter", published.file);
    }
}

/// R fits Asym exp(-b2 b3^x) to x = log(concentration), at which there are two values each; the table of a file may not have that.
#[test]
fn gompertz_of_the_reference_output_of_r() {
    let text = fs::read_to_string("tests/data/dnase.csv").expect("is there");
    let number = |cell: &str| cell.parse::<f64>().expect("a number");
    let points: Vec<(f64, f64)> = text
        .lines()
        .skip(1)
        .map(|line| line.split(',').collect::<Vec<_>>())
        .map(|cells| (number(cells[0]).ln(), number(cells[1])))
        .collect();
    let law = Law::named("gompertz").expect("is listed");
    let found = fit(law, &Observations::new(&points), &Request::default()).expect("can be fitted");
    let [capacity, gap, rate] = [0, 1, 2].map(|index| found.estimates[index].value);
    let error = |index: usize| found.estimates[index].error.expect("is free");
    for (name, ours, published, within) in [
        ("Asym", capacity, 4.60333, 5e-6),
        ("b2", gap * (rate * points[0].0).exp(), 2.27134, 5e-6),
        ("b3", (-rate).exp(), 0.71647, 5e-6),
        ("error of Asym", error(0), 0.65321, 5e-6),
        ("error of b3", (-rate).exp() * error(2), 0.02206, 5e-6),
        ("sigma", found.sigma, 0.02684, 5e-6),
    ] {
        assert!((ours - published).abs() <= within, "{name} is {ours}, not {published}");
    }
}
