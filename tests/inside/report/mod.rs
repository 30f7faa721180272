//! Reports: what goes in, what the pages say, and how they behave in a real browser.

use catchup::analysis::model_of;
use catchup::analysis::{RunOptions, project};
use catchup::charts::{self, Picture};
use catchup::export::{Manifest, Ran};
use catchup::projection::Projection;

use super::support::{Folder, good};

mod browser;
mod compare;
mod inputs;
mod run;

/// A model with something of everything that a report shows.
const BASE: &str = r#"
[scenario]
title = "Base path"
narrative = "What is known now."
[time]
start = 2020
end = 2030
[ensemble]
draws = 500
seed = 7
[dimensions.sector]
elements = ["robots", "tools"]
[assumptions.growth]
distribution = { triangular = { low = 0, mode = 0.04, high = 0.08 } }
unit = "1/yr"
source = "A yearbook"
label = "Growth of demand"
[assumptions.share]
dims = ["sector"]
distribution = { uniform = { low = 20, high = 40 } }
unit = "%"
source = "A survey"
elements = { tools = { value = 60, source = "A ministry" } }
[assumptions.price]
distribution = { lognormal = { median = 2, sigma = 0.5 } }
unit = "k CNY"
source = "A trade journal"
[levers.push]
dims = ["sector"]
value = 0.01
neutral = 0
max = 0.25
unit = "1/yr"
from = 2022
elements = { tools = 0 }
source = "judgement"
[shocks.strike]
variable = "demand"
years = [2025, 2026]
multiply = 0.5
source = "What if"
[shocks.bonus]
variable = "demand"
years = [2027, 2027]
add = 3
source = "What if too"
[variables.demand]
equation = "100 [bn CNY] * (1 + growth * 1 yr) ^ ((time - starttime) / 1 yr)"
unit = "bn CNY"
label = "Demand"
headline = [2025, 2030]
[variables.domestic]
dims = ["sector"]
equation = "share * (1 + growth * 1 yr + push * 1 yr) ^ ((time - starttime) / 1 yr)"
unit = "1"
label = "Domestic share"
headline = [2030]
milestones = [0.4, 0.5]
[variables.domestic.targets.plan]
year = 2028
at_least = 0.4
label = "The plan"
elements = ["robots"]
source = "State Council"
[variables.bill]
equation = "demand * (1 - mean(domestic, sector)) * (price / 2 [k CNY])"
unit = "bn CNY"
label = "Import bill"
[charts.demand]
kind = "fan"
variables = ["demand"]
title = "Demand grows"
[charts.domestic]
kind = "small-multiples"
variables = ["domestic"]
by = "sector"
title = "Domestic shares"
"#;

/// A scenario that extends it, with a title that would be a script.
const PUSH: &str = r#"extends = "base.toml"

[scenario]
title = "Push <script>alert('title')</script> & more"
narrative = "Told by <img src=x onerror=alert(1)>."

[levers.push]
value = 0.03

[assumptions.price]
value = 3
source = "</script><script>alert('source')</script>"
"#;

fn folder() -> Folder {
    Folder::new(&[("push.toml", PUSH), ("base.toml", BASE)])
}

/// The projection of a file, its charts, and a manifest.
fn projected(folder: &Folder, file: &str, set: &[&str]) -> (Projection, Vec<Picture>, Manifest) {
    let main = folder.folder.path().join(file);
    let options = catchup::scenario::options::Options {
        set: set.iter().map(|&text| text.to_owned()).collect(),
        ..Default::default()
    };
    let scenario = good(catchup::scenario::read::read(&main, &options).map(|(scenario, _)| scenario));
    let model = model_of(scenario).unwrap_or_else(|found| panic!("{found}")).0;
    let outcome = project(&model, &RunOptions { colour: 0, keep_draws: false }, &|_| {}).expect("a run");
    let projection = outcome.projection;
    let draw = |chart| charts::draw(&projection, chart).expect("a chart");
    let pictures = projection.charts.iter().map(draw).collect();
    let header = &model.header;
    let sample = projection.about.basis.sample().expect("a run");
    let manifest = Manifest {
        version: "9.8.7".to_owned(),
        scenarios: vec![Ran {
            id: header.id.clone(),
            title: header.about.title.clone(),
            hash: header.hash.clone(),
            inputs: Vec::new(),
            files: vec!["base.toml".into(), file.into()],
            overrides: Vec::new(),
            estimated: Vec::new(),
        }],
        reference: None,
        seed: sample.seed,
        draws: sample.draws,
        sampler: sample.sampler.name().to_owned(),
        cpu: "baseline".to_owned(),
        threads: 1,
        times: Vec::new(),
        warnings: vec!["a warning".to_owned()],
    };
    (projection, pictures, manifest)
}
