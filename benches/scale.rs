//! How time and memory grow with draws, steps and elements: `cargo bench --bench scale`.
//!
//! One thread, whole runs with all quantiles. Each line has ten times as much as the one before it; `growth` is how many times
//! the time was, 10 where time is in proportion. Memory is what the process has held at most during the run, and more than
//! before it, where the system says so.

use std::time::Instant;

use catchup::{Session, parallel};

fn main() {
    parallel::within(1, || {
        let draws = |count: u64| Measured::of(&text(count, 20, 1), 3);
        table("draws", &[100_000, 1_000_000, 10_000_000], draws);
        let steps = |count: u64| Measured::of(&text(1_000, count, 1), 3);
        table("steps", &[20, 200, 2_000], steps);
        let elements = |count: u64| Measured::of(&text(1_000, 20, count), 3);
        table("elements", &[10, 100, 1_000], elements);
    });
}

/// A model of growth, a stock and a share, by element, over so many years of a step.
fn text(draws: u64, steps: u64, elements: u64) -> String {
    let names: Vec<String> = (0..elements).map(|element| format!("\"e{element}\"")).collect();
    format!(
        r#"
[scenario]
title = "Growth of time"
[time]
start = 2000
end = {}
step = 0.1
[ensemble]
draws = {draws}
[dimensions.kind]
elements = [{}]
[assumptions.growth]
dims = ["kind"]
distribution = {{ normal = {{ mean = 0.03, sd = 0.01 }} }}
unit = "1/yr"
source = "judgement"
[variables.made]
dims = ["kind"]
equation = "100 / 1 yr * exp(growth * (time - starttime))"
unit = "1/yr"
report = true
[variables.held]
dims = ["kind"]
stock = {{ initial = "500", inflow = "made", outflow = "0.1 / 1 yr * held" }}
unit = "1"
report = true
[variables.share]
dims = ["kind"]
equation = "held / sum(held, kind)"
unit = "1"
report = true
"#,
        2000.0 + steps as f64 / 10.0,
        names.join(", ")
    )
}

/// What a run takes.
struct Measured {
    seconds: f64,
    /// In MB.
    memory: Option<f64>,
}

impl Measured {
    /// The least of some runs: what else a machine does only adds.
    fn of(text: &str, runs: usize) -> Self {
        let session = Session::from_text("scale", text).expect("a valid model");
        let mut found = Self { seconds: f64::INFINITY, memory: None };
        for _ in 0..runs {
            forget_peak();
            let before = megabytes("VmRSS:");
            let begin = Instant::now();
            session.run().expect("it runs");
            found.seconds = found.seconds.min(begin.elapsed().as_secs_f64());
            let more = megabytes("VmHWM:").zip(before).map(|(peak, before)| peak - before);
            found.memory = found.memory.or(more);
        }
        found
    }
}

fn table(name: &str, counts: &[u64], measured: impl Fn(u64) -> Measured) {
    println!("{name:>10} {:>10} {:>8} {:>12}", "seconds", "growth", "memory, MB");
    let mut before: Option<f64> = None;
    for count in counts {
        let Measured { seconds, memory } = measured(*count);
        let growth = before.map_or_else(String::new, |before| format!("{:.1}", seconds / before));
        let memory = memory.map_or_else(|| "unknown".to_owned(), |memory| format!("{memory:.0}"));
        println!("{count:>10} {seconds:>10.3} {growth:>8} {memory:>12}");
        before = Some(seconds);
    }
    println!();
}

/// A line of what Linux tells of a process; none elsewhere.
fn megabytes(line: &str) -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let found = status.lines().find_map(|text| text.strip_prefix(line))?;
    Some(found.trim().strip_suffix("kB")?.trim().parse::<f64>().ok()? / 1024.0)
}

/// Lets Linux count the most that is held from now on.
fn forget_peak() {
    // Where it cannot, what was held before counts too.
    let _ = std::fs::write("/proc/self/clear_refs", "5");
}
