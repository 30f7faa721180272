//! Any text as an equation among names of every kind: parsed, checked, compiled and run, without a panic.

#![no_main]

use std::cell::LazyCell;
use std::fs;

use catchup::diagnostic::{Source, Span, Spanned, render};
use catchup::workbench::engine::{Settings, run};
use catchup::workbench::model::check::check;
use catchup::workbench::model::compile::compile;
use catchup::workbench::scenario::options::Options;
use catchup::workbench::scenario::read::read;
use catchup::workbench::scenario::{Definition, Sampler, Scenario};
use libfuzzer_sys::{Corpus, fuzz_target};

const BASE: &str = include_str!("base.toml");

thread_local! {
    static SCENARIO: LazyCell<Scenario> = LazyCell::new(|| {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("base.toml");
        fs::write(&path, BASE).expect("written");
        let (scenario, _) = read(&path, &Options::default()).expect("the base is well formed");
        scenario
    });
}

/// The base with this equation in the place of that of `y`.
fn with_equation(text: &str) -> Scenario {
    let mut scenario = SCENARIO.with(|scenario| (**scenario).clone());
    let source = Source::new("equation", text);
    let equation = Spanned::new(text.to_owned(), Span::new(&source, 0..text.len()));
    for variable in scenario.variables.iter_mut().filter(|v| v.name == "y") {
        variable.value.definition = Some(Definition::Equation(equation.clone()));
    }
    scenario
}

fuzz_target!(|bytes: &[u8]| -> Corpus {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return Corpus::Reject;
    };
    match check(with_equation(text)) {
        Ok(model) => {
            let program = compile(&model, |_, _| true);
            let settings = Settings { block: Some(8), ..Settings::new(8, 1, Sampler::Sobol) };
            let kept: Vec<usize> = (0..program.columns.len()).collect();
            // States that a long lag carries are many; running them proves nothing more.
            if program.registers < 10_000 {
                let _ = run(&model, &program, &settings, 0..8, &kept, &|_| {});
            }
        }
        Err(problems) => {
            let _ = render(problems.as_slice(), true, 80);
        }
    }
    Corpus::Keep
});
